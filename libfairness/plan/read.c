/* SPDX-License-Identifier: MIT
 * A plan from JSON, which may come from anywhere.
 *
 * It is read twice: once to count, once to keep.  What was read is written
 * again and compared, so that there is one way only to write a plan, and the
 * digest is known to be right. */
#include "base/error.h"
#include "base/memory.h"
#include "plan/read.h"

#define MOST_BYTES ((size_t)64 << 20)

/* ---- what was asked, and how it is used ---- */

static void
read_schema(fair__reading *x, int *is_newer)
{
    static const char family[] = "libfairness/plan/";
    const char *schema = fair__member_name(x, "schema");
    *is_newer = x->r.wrong == NULL &&
                strncmp(schema, family, sizeof(family) - 1) == 0 &&
                strcmp(schema, FAIR__PLAN_SCHEMA) != 0;
    fair__need(x, strcmp(schema, FAIR__PLAN_SCHEMA) == 0,
               "expected " FAIR__PLAN_SCHEMA);
}

static void
read_asked(fair__reading *x)
{
    fair_plan_summary *s = &x->plan->summary;
    s->library = fair__member_name(x, "library");
    s->model = fair__member_text(x, "model");
    fair__need(x, s->model == NULL || strlen(s->model) < FAIR__MODEL_SIZE,
               "a text of more than 255 bytes");
    s->tally = fair__member_digest(x, "tally");
    s->rows = fair__member_count(x, "rows");
    const fair__constraint *c =
        fair__constraint_find(fair__member_name(x, "constraint"));
    fair__need(x, c != NULL, "a constraint that is not known");
    s->constraint = c != NULL ? c->name : NULL;
    s->max_difference = fair__member_decimal(x, "max_difference");
    s->min_ratio = fair__member_decimal(x, "min_ratio");
    s->min_rate = fair__member_decimal(x, "min_rate");
    s->max_rate = fair__member_decimal(x, "max_rate");
    const fair__objective *o =
        fair__objective_find(fair__member_name(x, "objective"));
    fair__need(x, o != NULL, "an objective that is not known");
    s->objective = o != NULL ? o->name : NULL;
    s->value = fair__member_number(x, "value");
    s->bound = fair__member_number(x, "bound");
    fair__need(x, !(s->bound < 0), "a bound is not below 0");
    s->disparity = fair__member_rate(x, "disparity");
    s->reason = fair__member_reason(x, "reason");
    s->nodes = fair__member_count(x, "nodes");
}

static void
read_fate(fair__reading *x, const char *key, int32_t *fate, double *threshold)
{
    fair__json_expect(&x->r, key);
    *fate = FAIR_PLAN_THRESHOLD;
    *threshold = 0;
    if (fair__json_peek(&x->r) != '"') {
        *threshold = fair__json_read_f64(&x->r);
        return;
    }
    const char *text = fair__read_text(x);
    for (int32_t i = 0; text != NULL && i < FAIR_PLAN_THRESHOLD; i++)
        if (strcmp(text, fair__plan_fates[i]) == 0) *fate = i;
    fair__need(x, *fate != FAIR_PLAN_THRESHOLD,
               "expected error, select, reject or a threshold");
}

static void
read_by(fair__reading *x)
{
    fair__json_expect(&x->r, "by");
    fair__json_open_array(&x->r);
    for (x->n_by = 0; fair__json_next(&x->r); x->n_by++) {
        const char *name = fair__read_text(x);
        fair__need(x, name != NULL && name[0] != '\0', "expected a name");
        fair__need(x, x->n_by < FAIR__MAX_FEATURES, "more than 64 features");
        for (size_t i = 0; x->r.wrong == NULL && i < x->n_by; i++)
            fair__need(x, strcmp(x->by[i], name) != 0, "a feature twice");
        if (x->r.wrong != NULL) return;
        x->by[x->n_by] = name;
    }
    fair__need(x, x->n_by > 0, "no features");
}

static void
read_use(fair__reading *x)
{
    static const int32_t types[] = {FAIR_TYPE_NONE, FAIR_TYPE_FLOAT32,
                                    FAIR_TYPE_FLOAT64};
    const char *type_names[3];
    fair_plan_summary *s = &x->plan->summary;
    for (int i = 0; i < 3; i++) type_names[i] = fair__score_type_name(types[i]);
    s->rule = fair__member_one_of(x, "rule", fair__plan_rules, 3);
    s->needs_groups = fair__member_bool(x, "needs_groups");
    fair__need(x, s->needs_groups == (s->rule != FAIR_PLAN_SHARED),
               "a shared plan needs no groups, others do");
    s->is_randomized = fair__member_bool(x, "randomized");
    read_by(x);
    s->score_type = types[fair__member_one_of(x, "score_type", type_names, 3)];
    read_fate(x, "missing", &s->missing, &s->missing_threshold);
    read_fate(x, "unseen", &s->unseen, &s->unseen_threshold);
}

/* ---- all of it ---- */

static void
read_all(fair__reading *x, const char *bytes, size_t length, int *is_newer)
{
    fair__json_read_init(&x->r, bytes, length);
    x->at = x->plan->bytes;
    x->n_groups = x->n_values = x->n_parts = 0;
    fair__json_open_object(&x->r);
    read_schema(x, is_newer);
    read_asked(x);
    read_use(x);
    fair__read_groups(x);
    if (x->keeps) fair__check_groups(x);
    fair__member_digest(x, "sha256");
    fair__json_close(&x->r);
    fair__json_finish(&x->r);
}

static fair_status
fail(const fair__reading *x, int is_newer, fair_error *err)
{
    char path[104];
    fair__json_path(&x->r, path, sizeof(path));
    return fair__fail_at(
        err, is_newer ? FAIR_ERR_VERSION : FAIR_ERR_CORRUPT, path, -1, 0,
        is_newer ? "%s: this plan is of a later format than this library "
                   "knows: %s"
                 : "%s: these bytes are no plan: %s",
        path, x->r.wrong);
}

static fair_status
make_room(fair__reading *x, fair_error *err)
{
    fair_plan *plan = x->plan;
    plan->by = fair__calloc(&plan->mem, x->n_by, sizeof(*plan->by));
    if (plan->by != NULL) plan->n_by = x->n_by;
    fair__group_values *v = &plan->values;
    v->n_groups = x->n_groups;
    v->n_features = x->n_by;
    v->of = fair__calloc(&plan->mem, x->n_groups, x->n_by * sizeof(*v->of));
    plan->parts = fair__calloc(&plan->mem, x->n_parts, sizeof(*plan->parts));
    if (plan->parts != NULL) plan->n_parts = x->n_parts;
    plan->groups =
        fair__calloc(&plan->mem, x->n_groups, sizeof(*plan->groups));
    if (plan->groups != NULL) plan->summary.n_groups = x->n_groups;
    return plan->by != NULL && v->of != NULL && plan->parts != NULL &&
                   plan->groups != NULL
               ? FAIR_OK
               : fair__no_memory(err);
}

/* ---- written again ---- */

typedef struct comparing {
    const char *at;
    size_t left;
} comparing;

static int32_t
compare(void *ctx, const char *data, size_t size)
{
    comparing *c = ctx;
    if (size > c->left || memcmp(c->at, data, size) != 0) return 1;
    c->at += size;
    c->left -= size;
    return 0;
}

static fair_status
check_form(const fair_plan *plan, const char *bytes, size_t length,
           fair_error *err)
{
    comparing c = {bytes, length};
    const fair_status st = fair__plan_write(plan, "json", compare, &c, err);
    if (st != FAIR_ERR_WRITE && (st != FAIR_OK || c.left == 0)) return st;
    return fair__fail_at(err, FAIR_ERR_CORRUPT, "sha256", -1, 0,
                         "sha256: this plan is not as it was written: its "
                         "digest or its form is another");
}

static fair_status
read(fair_plan *plan, const char *bytes, size_t length, fair_error *err)
{
    fair__reading x = {.plan = plan};
    fair__sha256 h;
    uint8_t key[FAIR__SHA256_BYTES];
    int is_newer = 0;
    plan->bytes = fair__alloc(&plan->mem, length + 1, 1);
    if (plan->bytes == NULL) return fair__no_memory(err);
    plan->n_bytes = length + 1;
    read_all(&x, bytes, length, &is_newer);
    if (x.r.wrong != NULL) return fail(&x, is_newer, err);
    fair_status st = make_room(&x, err);
    if (st != FAIR_OK) return st;
    x.keeps = 1;
    read_all(&x, bytes, length, &is_newer);
    if (x.r.wrong != NULL) return fail(&x, is_newer, err);
    memcpy(plan->by, x.by, x.n_by * sizeof(*x.by));
    plan->summary.by = plan->by;
    plan->summary.n_by = x.n_by;
    st = check_form(plan, bytes, length, err);
    if (st != FAIR_OK) return st;
    /* Whoever writes a plan cannot choose texts by a key that is made of them
     * all. */
    fair__sha256_init(&h);
    fair__sha256_add(&h, bytes, length);
    fair__sha256_end(&h, key);
    return fair__plan_finish(plan, key, err);
}

fair_status
fair__plan_read(const char *bytes, size_t length,
                const fair_allocator *allocator, fair_plan **out,
                fair_error *err)
{
    fair_allocator mem;
    fair_status st = fair__memory_init(&mem, allocator, err);
    if (st != FAIR_OK) return st;
    if (length > MOST_BYTES)
        return fair__fail(err, FAIR_ERR_LIMIT,
                          "a plan has at most 64 MiB, these are %u bytes",
                          (uint64_t)length);
    fair_plan *plan = fair__calloc(&mem, 1, sizeof(*plan));
    if (plan == NULL) return fair__no_memory(err);
    plan->mem = mem;
    plan->summary.size = sizeof(plan->summary);
    st = read(plan, bytes, length, err);
    if (st == FAIR_OK)
        *out = plan;
    else
        fair__fitted_free(plan);
    return st;
}
