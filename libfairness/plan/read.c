/* SPDX-License-Identifier: MIT
 * A plan from JSON, which may come from anywhere.
 *
 * It is read twice: once to count, once to keep.  What was read is written
 * again and compared, so that there is one way only to write a plan, and the
 * digest is known to be right. */
#include <float.h>
#include <math.h>

#include <fairness/registry.h>

#include "base/error.h"
#include "base/json_read.h"
#include "base/memory.h"
#include "base/scalar.h"
#include "plan/plan.h"

#define MOST_BYTES ((size_t)64 << 20)
#define MOST_GROUPS ((size_t)1 << 20)

typedef struct reading {
    fair__json_reader r;
    fair_plan *plan;
    int keeps; /* 0: groups, values and parts are only counted */
    size_t n_by;
    const char *by[FAIR__MAX_FEATURES];
    size_t n_groups;
    size_t n_values;
    size_t n_parts;
    char *at; /* where the next text goes */
} reading;

static void
want(reading *x, int condition, const char *otherwise)
{
    fair__json_want(&x->r, condition, otherwise);
}

/* ---- members ---- */

/* Text without a zero in it, or NULL. */
static const char *
read_text(reading *x)
{
    char *text = x->at;
    if (fair__json_null_next(&x->r)) return NULL;
    const size_t n = fair__json_read_text(&x->r, text);
    if (x->r.wrong != NULL) return NULL;
    want(x, strlen(text) == n, "a text with a zero byte");
    x->at += n + 1;
    return text;
}

static const char *
member_text(reading *x, const char *key)
{
    fair__json_expect(&x->r, key);
    return read_text(x);
}

/* A text that has to be there; "" if it is not. */
static const char *
member_name(reading *x, const char *key)
{
    const char *text = member_text(x, key);
    want(x, text != NULL, "expected a text");
    return text != NULL ? text : "";
}

static uint64_t
member_count(reading *x, const char *key)
{
    fair__json_expect(&x->r, key);
    return fair__json_read_u64(&x->r);
}

/* A number, or NaN. */
static double
member_number(reading *x, const char *key)
{
    fair__json_expect(&x->r, key);
    return fair__json_null_next(&x->r) ? (double)NAN
                                       : fair__json_read_f64(&x->r);
}

static double
member_rate(reading *x, const char *key)
{
    const double rate = member_number(x, key);
    want(x, isnan(rate) || (rate >= 0 && rate <= 1),
         "a rate is from 0 to 1");
    return rate;
}

static int
member_bool(reading *x, const char *key)
{
    fair__json_expect(&x->r, key);
    return fair__json_read_bool(&x->r);
}

/* Which of some names; NULL among them is null. */
static int32_t
member_one_of(reading *x, const char *key, const char *const *names, size_t n)
{
    const char *text = member_text(x, key);
    for (size_t i = 0; i < n; i++)
        if (text == NULL || names[i] == NULL
                ? text == names[i]
                : strcmp(text, names[i]) == 0)
            return (int32_t)i;
    want(x, 0, "a name that is not known");
    return 0;
}

static int32_t
member_reason(reading *x, const char *key)
{
    const char *names[FAIR_REASON_NOT_CONVERGED + 1];
    for (int32_t i = 0; i <= FAIR_REASON_NOT_CONVERGED; i++)
        names[i] = fair_reason_name(i);
    return member_one_of(x, key, names, FAIR_REASON_NOT_CONVERGED + 1);
}

static const char *
member_decimal(reading *x, const char *key)
{
    fair__decimal number;
    const char *text = member_text(x, key);
    want(x, text == NULL || fair__decimal_parse(text, &number),
         "expected a decimal number from 0 to 1, as text");
    return text;
}

static const char *
member_digest(reading *x, const char *key)
{
    const char *text = member_name(x, key);
    want(x,
         strlen(text) == FAIR__SHA256_TEXT &&
             strspn(text, "0123456789abcdef") == FAIR__SHA256_TEXT,
         "expected 64 hexadecimal digits");
    return text;
}

/* ---- what was asked, and how it is used ---- */

static void
read_schema(reading *x, int *is_newer)
{
    static const char family[] = "libfairness/plan/";
    const char *schema = member_name(x, "schema");
    *is_newer = x->r.wrong == NULL &&
                strncmp(schema, family, sizeof(family) - 1) == 0 &&
                strcmp(schema, FAIR__PLAN_SCHEMA) != 0;
    want(x, strcmp(schema, FAIR__PLAN_SCHEMA) == 0,
         "expected " FAIR__PLAN_SCHEMA);
}

static void
read_asked(reading *x)
{
    fair_plan_summary *s = &x->plan->summary;
    s->library = member_name(x, "library");
    s->model = member_text(x, "model");
    want(x, s->model == NULL || strlen(s->model) < FAIR__MODEL_SIZE,
         "a text of more than 255 bytes");
    s->tally = member_digest(x, "tally");
    s->rows = member_count(x, "rows");
    const fair__constraint *c =
        fair__constraint_find(member_name(x, "constraint"));
    want(x, c != NULL, "a constraint that is not known");
    s->constraint = c != NULL ? c->name : NULL;
    s->max_difference = member_decimal(x, "max_difference");
    s->min_ratio = member_decimal(x, "min_ratio");
    s->min_rate = member_decimal(x, "min_rate");
    s->max_rate = member_decimal(x, "max_rate");
    const fair__objective *o =
        fair__objective_find(member_name(x, "objective"));
    want(x, o != NULL, "an objective that is not known");
    s->objective = o != NULL ? o->name : NULL;
    s->value = member_number(x, "value");
    s->bound = member_number(x, "bound");
    want(x, !(s->bound < 0), "a bound is not below 0");
    s->disparity = member_rate(x, "disparity");
    s->reason = member_reason(x, "reason");
    s->nodes = member_count(x, "nodes");
}

static void
read_fate(reading *x, const char *key, int32_t *fate, double *threshold)
{
    fair__json_expect(&x->r, key);
    *fate = FAIR_PLAN_THRESHOLD;
    *threshold = 0;
    if (fair__json_peek(&x->r) != '"') {
        *threshold = fair__json_read_f64(&x->r);
        return;
    }
    const char *text = read_text(x);
    for (int32_t i = 0; text != NULL && i < FAIR_PLAN_THRESHOLD; i++)
        if (strcmp(text, fair__plan_fates[i]) == 0) *fate = i;
    want(x, *fate != FAIR_PLAN_THRESHOLD,
         "expected error, select, reject or a threshold");
}

static void
read_by(reading *x)
{
    fair__json_expect(&x->r, "by");
    fair__json_open_array(&x->r);
    for (x->n_by = 0; fair__json_next(&x->r); x->n_by++) {
        const char *name = read_text(x);
        want(x, name != NULL && name[0] != '\0', "expected a name");
        want(x, x->n_by < FAIR__MAX_FEATURES, "more than 64 features");
        for (size_t i = 0; x->r.wrong == NULL && i < x->n_by; i++)
            want(x, strcmp(x->by[i], name) != 0, "a feature twice");
        if (x->r.wrong != NULL) return;
        x->by[x->n_by] = name;
    }
    want(x, x->n_by > 0, "no features");
}

static void
read_use(reading *x)
{
    static const int32_t types[] = {FAIR_TYPE_NONE, FAIR_TYPE_FLOAT32,
                                    FAIR_TYPE_FLOAT64};
    const char *type_names[3];
    fair_plan_summary *s = &x->plan->summary;
    for (int i = 0; i < 3; i++) type_names[i] = fair__score_type_name(types[i]);
    s->rule = member_one_of(x, "rule", fair__plan_rules, 3);
    s->needs_groups = member_bool(x, "needs_groups");
    want(x, s->needs_groups == (s->rule != FAIR_PLAN_SHARED),
         "a shared plan needs no groups, others do");
    s->is_randomized = member_bool(x, "randomized");
    read_by(x);
    s->score_type = types[member_one_of(x, "score_type", type_names, 3)];
    read_fate(x, "missing", &s->missing, &s->missing_threshold);
    read_fate(x, "unseen", &s->unseen, &s->unseen_threshold);
}

/* ---- groups ---- */

static double
read_threshold(reading *x)
{
    fair__json_expect(&x->r, "threshold");
    if (fair__json_peek(&x->r) != '"') {
        const double t = fair__json_read_f64(&x->r);
        want(x,
             x->plan->summary.score_type != FAIR_TYPE_FLOAT32 ||
                 (fabs(t) <= FLT_MAX && (double)(float)t == t),
             "a threshold is no number of 32 bits, as the scores are");
        return t;
    }
    const char *text = read_text(x);
    const int is_high = text != NULL && strcmp(text, "Infinity") == 0;
    want(x, is_high || (text != NULL && strcmp(text, "-Infinity") == 0),
         "expected a number, Infinity or -Infinity");
    return is_high ? (double)INFINITY : -(double)INFINITY;
}

static int
is_share(double x)
{
    if (!(x > 0 && x <= 1)) return 0;
    const double scaled = x * 0x1p53;
    return (double)(uint64_t)scaled == scaled;
}

static void
read_parts(reading *x, fair_plan_group *g)
{
    double sum = 0, last = NAN;
    const size_t first = x->n_parts;
    fair__json_expect(&x->r, "parts");
    fair__json_open_array(&x->r);
    for (; fair__json_next(&x->r); x->n_parts++) {
        fair__json_open_object(&x->r);
        const fair_plan_part part = {read_threshold(x),
                                     member_number(x, "share")};
        want(x, is_share(part.share),
             "a share is a multiple of 2^-53 above 0");
        want(x, x->n_parts == first || part.threshold > last,
             "thresholds do not increase");
        fair__json_close(&x->r);
        sum += part.share; /* exact: none is below 2^-53 */
        last = part.threshold;
        want(x, sum <= 1, "shares are more than 1 together");
        if (x->keeps) x->plan->parts[x->n_parts] = part;
    }
    want(x, sum == 1, "shares are not 1 together");
    g->n_parts = x->n_parts - first;
    g->threshold = g->n_parts == 1 ? last : (double)NAN;
    if (x->keeps) g->parts = x->plan->parts + first;
}

/* -1 if group g - 1 comes before g, as it has to. */
static int
order_before(const fair_plan *plan, size_t g)
{
    const fair_plan_group *a = &plan->groups[g - 1], *b = &plan->groups[g];
    int order = 0;
    for (size_t i = 0; order == 0 && i < a->n_values; i++)
        order = fair__scalar_order(&a->values[i].value, &b->values[i].value);
    return order;
}

static void
read_values(reading *x, fair_plan_group *g)
{
    fair__json_expect(&x->r, "group");
    fair__json_open_object(&x->r);
    for (size_t i = 0; i < x->n_by; i++) {
        fair__json_expect(&x->r, x->by[i]);
        const fair_scalar v = fair__json_read_scalar(&x->r, x->at);
        want(x, v.length <= FAIR__TEXT_MAX, "a text that is too long");
        if (v.kind == FAIR_KIND_TEXT && x->r.wrong == NULL)
            x->at += v.length + 1;
        if (x->keeps)
            x->plan->values.of[x->n_values + i] =
                (fair_feature_value){x->by[i], v};
    }
    fair__json_close(&x->r);
    g->n_values = x->n_by;
    if (x->keeps) g->values = x->plan->values.of + x->n_values;
    x->n_values += x->n_by;
}

static void
read_counts(reading *x, fair_plan_group *g)
{
    g->rows = member_count(x, "rows");
    g->selected = member_count(x, "selected");
    g->true_positives = member_count(x, "true_positives");
    g->false_positives = member_count(x, "false_positives");
    g->false_negatives = member_count(x, "false_negatives");
    g->true_negatives = member_count(x, "true_negatives");
    const uint64_t counts[] = {g->selected, g->true_positives,
                               g->false_positives, g->false_negatives,
                               g->true_negatives};
    for (int k = 0; k < 5; k++)
        want(x, counts[k] <= g->rows, "more than there are rows");
    g->selection_rate = member_rate(x, "selection_rate");
    g->true_positive_rate = member_rate(x, "true_positive_rate");
    g->false_positive_rate = member_rate(x, "false_positive_rate");
    g->positive_predictive_value = member_rate(x, "positive_predictive_value");
    g->set_aside = member_reason(x, "set_aside");
}

static void
read_groups(reading *x)
{
    fair_plan_group counted;
    fair__json_expect(&x->r, "groups");
    fair__json_open_array(&x->r);
    for (; fair__json_next(&x->r); x->n_groups++) {
        fair_plan_group *g =
            x->keeps ? &x->plan->groups[x->n_groups] : &counted;
        *g = (fair_plan_group)FAIR_PLAN_GROUP_INIT;
        fair__json_open_object(&x->r);
        read_values(x, g);
        want(x, x->n_groups < MOST_GROUPS, "more than a million groups");
        want(x, !x->keeps || x->n_groups == 0 ||
                    order_before(x->plan, x->n_groups) < 0,
             "groups are not in order, each once");
        read_parts(x, g);
        read_counts(x, g);
        fair__json_close(&x->r);
    }
    want(x, x->n_groups > 0, "no groups");
}

/* What members say of each other. */
static void
check_groups(reading *x)
{
    const fair_plan *plan = x->plan;
    uint64_t rows = 0;
    int is_randomized = 0;
    for (size_t g = 0; g < x->n_groups; g++) {
        const fair_plan_group *a = &plan->groups[g], *first = plan->groups;
        want(x, fair__count_add(rows, a->rows, &rows),
             "groups have more rows than the plan");
        is_randomized |= a->n_parts > 1;
        want(x, plan->summary.needs_groups ||
                    (a->n_parts == first->n_parts &&
                     memcmp(a->parts, first->parts,
                            a->n_parts * sizeof(*a->parts)) == 0),
             "a shared plan has one rule for all");
    }
    want(x, rows == plan->summary.rows,
         "groups have other rows than the plan together");
    want(x, is_randomized == plan->summary.is_randomized,
         "several parts make a plan randomized, and nothing else");
}

/* ---- all of it ---- */

static void
read_all(reading *x, const char *bytes, size_t length, int *is_newer)
{
    fair__json_read_init(&x->r, bytes, length);
    x->at = x->plan->bytes;
    x->n_groups = x->n_values = x->n_parts = 0;
    fair__json_open_object(&x->r);
    read_schema(x, is_newer);
    read_asked(x);
    read_use(x);
    read_groups(x);
    if (x->keeps) check_groups(x);
    member_digest(x, "sha256");
    fair__json_close(&x->r);
    fair__json_finish(&x->r);
}

static fair_status
fail(const reading *x, int is_newer, fair_error *err)
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
make_room(reading *x, fair_error *err)
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
    reading x = {.plan = plan};
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
