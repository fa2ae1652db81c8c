/* SPDX-License-Identifier: MIT
 * Reading a saved tally (docs/reference/saved-format.md), from anywhere:
 * a valid tally that saves as the same bytes, or an error.
 *
 * One pass.  Nothing is allocated for a number that the bytes merely claim:
 * every step has consumed the bytes that it takes memory for. */
#include <string.h>

#include "base/scalar.h"
#include "base/utf8.h"
#include "tally/codec.h"
#include "tally/codec_read.h"

/* ---- header ---- */

static fair_status
read_header(fair__load *l, const uint8_t *bytes, size_t length,
            fair_error *err)
{
    l->r = (fair__reader){bytes, length, 0};
    const uint8_t *magic = fair__get_bytes(&l->r, FAIR__SAVED_MAGIC_SIZE);
    if (magic == NULL ||
        memcmp(magic, FAIR__SAVED_MAGIC, FAIR__SAVED_MAGIC_SIZE) != 0)
        return fair__fail(err, FAIR_ERR_CORRUPT,
                          "this is not a saved audit: it does not begin as "
                          "one");
    const uint32_t version = fair__get_u32(&l->r);
    l->version = version;
    if (!l->r.failed && (version < 1 || version > FAIR__SAVED_VERSION))
        return fair__fail(err, FAIR_ERR_VERSION,
                          "this saved audit has format version %u, known here "
                          "are 1 to %u: use a newer library",
                          (uint64_t)version, (uint64_t)FAIR__SAVED_VERSION);
    const uint64_t total = fair__get_u64(&l->r);
    if (l->r.failed || total != length || l->r.left < FAIR__SAVED_TRAILER)
        return fair__fail(err, FAIR_ERR_CORRUPT,
                          "the saved audit is damaged: it says that it has %u "
                          "bytes, and there are %u",
                          total, (uint64_t)length);
    l->r.left -= FAIR__SAVED_TRAILER;
    fair__reader trailer = {bytes + length - FAIR__SAVED_TRAILER,
                            FAIR__SAVED_TRAILER, 0};
    if (fair__get_u32(&trailer) !=
        fair__crc32c(0, bytes, length - FAIR__SAVED_TRAILER))
        return fair__fail(err, FAIR_ERR_CORRUPT,
                          "the saved audit is damaged: its checksum does not "
                          "fit");
    return FAIR_OK;
}

/* ---- specification ---- */

static fair_scalar
read_scalar(fair__load *l)
{
    fair_scalar s = {0};
    s.kind = fair__get_u8(&l->r);
    switch (s.kind) {
    case FAIR_KIND_NONE: break;
    case FAIR_KIND_INT:
    case FAIR_KIND_UINT: s.integer = (int64_t)fair__get_u64(&l->r); break;
    case FAIR_KIND_TEXT:
    case FAIR_KIND_PARSED: s.text = fair__get_text(&l->r, &s.length); break;
    default: fair__want(l, 0, "a label has an unknown kind"); break;
    }
    fair__want(l, s.kind != FAIR_KIND_UINT || s.integer < 0,
               "a number is not in its shortest form");
    fair__want(l, s.text == NULL || fair__utf8_valid(s.text, s.length),
               "a text is not UTF-8");
    if (!fair__load_fine(l)) s = (fair_scalar){0};
    return s;
}

static void
read_columns(fair__load *l, fair_audit_options *o)
{
    const char **const names[FAIR__N_ROLES] = {
        &o->y_true,          &o->y_pred,        &o->y_score,
        &o->y_pred_baseline, &o->sample_weight, &o->frequency,
    };
    for (int role = 0; role < FAIR__N_ROLES && fair__load_fine(l); role++) {
        size_t length;
        const uint8_t given = fair__get_u8(&l->r);
        fair__want(l, given <= 1, "a flag is neither 0 nor 1");
        if (given) *names[role] = fair__read_name(l, &length);
    }
}

/* A number of the specification, zero bits where there is none. */
static void
check_number(fair__load *l, int given, double x, const char *not_given,
             const char *minus_zero)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    fair__want(l, given || bits == 0, not_given);
    fair__want(l, bits != UINT64_C(1) << 63, minus_zero);
}

static void
read_range(fair__load *l, fair_audit_options *o)
{
    o->has_score_range = fair__get_u8(&l->r);
    o->score_low = fair__get_f64(&l->r);
    o->score_high = fair__get_f64(&l->r);
    o->score_bins = fair__get_u32(&l->r);
    const double ends[] = {o->score_low, o->score_high};
    for (int i = 0; i < 2; i++)
        check_number(l, o->has_score_range, ends[i],
                     "there are ends of no range", "an end of a range is -0.0");
}

/* As options, which borrow from the bytes; names[] holds the features. */
static void
read_specification(fair__load *l, fair_audit_options *o, const char **names)
{
    o->n_sensitive = fair__get_u32(&l->r);
    o->n_control = fair__get_u32(&l->r);
    fair__want(l,
               o->n_sensitive >= 1 && o->n_sensitive <= FAIR__MAX_FEATURES &&
                   o->n_control <= FAIR__MAX_FEATURES - o->n_sensitive,
               "the number of features is impossible");
    if (!fair__load_fine(l)) return;
    for (size_t k = 0; k < o->n_sensitive + o->n_control; k++) {
        size_t length;
        names[k] = fair__read_name(l, &length);
    }
    o->sensitive_names = names;
    o->control_names = names + o->n_sensitive;
    read_columns(l, o);
    o->positive_label = read_scalar(l);
    o->y_true_positive = read_scalar(l);
    o->y_pred_positive = read_scalar(l);
    o->y_pred_baseline_positive = read_scalar(l);
    o->has_threshold = fair__get_u8(&l->r);
    o->threshold = fair__get_f64(&l->r);
    o->nulls = fair__get_u8(&l->r);
    o->unlabelled = fair__get_u8(&l->r);
    l->inputs = fair__get_u32(&l->r);
    if (l->version > 1)
        o->scores = fair__get_u8(&l->r);
    else if ((l->inputs & FAIR__INPUT(FAIR__Y_SCORE)) != 0)
        o->scores = FAIR_SCORES_NONE;
    if (l->version > 2)
        read_range(l, o);
    else
        fair__want(l,
                   l->version == fair__saved_version(o->scores, l->inputs, 0,
                                                     0),
                   "a lower format version can hold it");
    check_number(l, o->has_threshold, o->threshold,
                 "there is a value for no threshold", "the threshold is -0.0");
    fair__want(l, l->inputs >> FAIR__N_ROLES == 0,
               "there are unknown columns");
}

/* An error of what is being made is an error of the bytes, except where the
 * machine is to blame. */
static fair_status
blame_bytes(fair_status st, fair_error *err)
{
    if (st == FAIR_ERR_MEMORY || st == FAIR_ERR_ENTROPY) return st;
    return fair__fail(err, FAIR_ERR_CORRUPT, "the saved audit is damaged: %s",
                      err->message);
}

static fair_status
make_tally(fair__load *l, const fair_audit_options *options, fair_error *err)
{
    const char *names[FAIR__MAX_FEATURES] = {0};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    if (options != NULL) {
        o.allocator = options->allocator;
        o.hash_key = options->hash_key;
        o.max_cells = options->max_cells;
        o.max_scores = options->max_scores;
    }
    read_specification(l, &o, names);
    if (!fair__load_fine(l)) return fair__load_failed(l, err);
    fair_allocator mem; /* the caller's mistake, and no damage */
    fair_status st = fair__memory_init(&mem, o.allocator, err);
    if (st != FAIR_OK) return st;
    st = fair__tally_new(&o, &l->t, err);
    if (st == FAIR_OK && l->inputs != 0)
        st = fair__tally_check_inputs(l->t, l->inputs, err);
    if (st != FAIR_OK) return blame_bytes(st, err);
    fair__tally_set_inputs(l->t, l->inputs);
    return FAIR_OK;
}

/* ---- rows ---- */

static int
excludes(const fair__tally *t, int cause)
{
    const int nulls = t->spec.nulls == FAIR_NULLS_EXCLUDE;
    switch (cause) {
    case FAIR__EXCLUDED_NULL_CONTROL: return nulls && t->spec.n_control > 0;
    case FAIR__EXCLUDED_NULL_SENSITIVE: return nulls;
    case FAIR__EXCLUDED_NULL_Y_TRUE:
        return t->spec.unlabelled == FAIR_UNLABELLED_EXCLUDE &&
               t->n_labels == 3;
    default: return (t->inputs & FAIR__INPUT(FAIR__FREQUENCY)) != 0;
    }
}

static void
read_rows(fair__load *l)
{
    fair__row_counts *rows = &l->t->rows;
    rows->in = fair__get_u64(&l->r);
    rows->used = fair__get_u64(&l->r);
    rows->frequency = fair__get_u64(&l->r);
    uint64_t sum = rows->used;
    int fits = 1;
    for (int i = 0; i < FAIR__N_EXCLUDED; i++) {
        rows->excluded[i] = fair__get_u64(&l->r);
        fits = fits && fair__count_add(sum, rows->excluded[i], &sum);
        fair__want(l, rows->excluded[i] == 0 || excludes(l->t, i),
                   "rows are excluded by a cause that cannot be");
    }
    fair__want(l, fits && sum == rows->in && rows->in >> 63 == 0,
               "rows used and excluded are not the rows that came in");
    fair__want(l, (rows->in > 0) == (l->t->inputs != 0),
               "there are rows without columns, or columns without rows");
    const int weighted = (l->t->inputs & FAIR__INPUT(FAIR__FREQUENCY)) != 0;
    fair__want(l,
               rows->frequency >> 63 == 0 &&
                   (weighted ? rows->frequency >= rows->used
                             : rows->frequency == rows->used),
               "the sum of frequencies does not fit the rows");
}

/* ---- values ---- */

/* Decisions by a threshold are 0 and 1 whatever was seen. */
static int
is_read(const fair__tally *t, int label)
{
    static const int roles[3] = {FAIR__Y_TRUE, FAIR__Y_PRED,
                                 FAIR__Y_PRED_BASELINE};
    return (t->inputs & FAIR__INPUT(roles[label])) != 0;
}

static fair_status
read_label(fair__load *l, int i, fair_error *err)
{
    fair__label *label = &l->t->labels[i];
    const uint8_t mixed = fair__get_u8(&l->r);
    const uint8_t n = fair__get_u8(&l->r);
    const int32_t fixed = is_read(l->t, i) ? -1 : label->n;
    fair__want(l, mixed <= (fixed < 0) && n <= 2 && (fixed < 0 || n == fixed),
               "a label column has impossible values");
    label->mixed = mixed == 1;
    fair_scalar last = {0};
    for (int j = 0; j < n && fair__load_fine(l); j++) {
        const fair_scalar s = read_scalar(l);
        fair__want(l,
                   (s.kind == FAIR_KIND_INT || s.kind == FAIR_KIND_UINT ||
                    s.kind == FAIR_KIND_TEXT) &&
                       s.length <= FAIR__TEXT_MAX &&
                       (j == 0 || fair__scalar_order(&last, &s) < 0),
                   "the values of a label are not in order");
        if (!fair__load_fine(l)) break;
        last = s;
        fair__defect defect = {0};
        uint8_t code = 0;
        const fair_status st =
            fair__label_add(label, &s, &code, &defect, err);
        if (st != FAIR_OK) return st;
        fair__want(l, defect.kind == FAIR__DEFECT_NONE,
                   "a label has values that cannot stand together");
    }
    return FAIR_OK;
}

/* Value i of n of a feature, of which the last n_high are above INT64_MAX. */
static fair_scalar
read_value(fair__load *l, int32_t kind, uint32_t i, uint32_t n,
           uint32_t n_high)
{
    fair_scalar s = {0};
    s.kind = kind == FAIR_KIND_INT && i >= n - n_high ? FAIR_KIND_UINT : kind;
    if (kind == FAIR_KIND_TEXT) {
        s.text = fair__get_text(&l->r, &s.length);
        fair__want(l,
                   s.text == NULL || (s.length <= FAIR__TEXT_MAX &&
                                      fair__utf8_valid(s.text, s.length)),
                   "a text is not UTF-8 or too long");
    } else {
        s.integer = (int64_t)fair__get_u64(&l->r);
        fair__want(l, kind != FAIR_KIND_BOOL || s.integer >> 1 == 0,
                   "a boolean is neither 0 nor 1");
        fair__want(l, s.kind != FAIR_KIND_UINT || s.integer < 0,
                   "a number is not in its shortest form");
    }
    return s;
}

static fair_status
read_feature(fair__load *l, size_t k, fair_error *err)
{
    fair__values *values = &l->t->features[k].values;
    const int32_t kind = fair__get_u8(&l->r);
    const uint32_t n = fair__get_u32(&l->r);
    const uint32_t n_high = fair__get_u32(&l->r);
    const int known = kind == FAIR_KIND_BOOL || kind == FAIR_KIND_INT ||
                      kind == FAIR_KIND_TEXT;
    fair__want(l, (known && l->t->inputs != 0) || (kind == 0 && n == 0),
               "a feature has an unknown kind");
    fair__want(l, n_high <= n && (n_high == 0 || kind == FAIR_KIND_INT),
               "a feature has more large numbers than values");
    fair_scalar last = {0};
    for (uint32_t i = 0; i < n && fair__load_fine(l); i++) {
        const fair_scalar s = read_value(l, kind, i, n, n_high);
        if (!fair__load_fine(l)) break;
        fair__want(l, i == 0 || fair__scalar_order(&last, &s) < 0,
                   "the values of a feature are not in order");
        last = s;
        uint32_t code;
        const fair_status st = kind == FAIR_KIND_TEXT
                                   ? fair__values_add(values, &s, &code, err)
                                   : fair__values_append(values, &s, err);
        if (st != FAIR_OK) return st;
    }
    /* Also where every row with a value was excluded. */
    if (fair__load_fine(l)) fair__values_truncate(values, n, kind);
    return FAIR_OK;
}

static fair_status
read_shards(fair__load *l, fair_error *err)
{
    const uint32_t n = fair__get_u32(&l->r);
    fair_scalar last = {.kind = FAIR_KIND_TEXT};
    for (uint32_t i = 0; i < n && fair__load_fine(l); i++) {
        fair_scalar s = {.kind = FAIR_KIND_TEXT};
        s.text = fair__read_name(l, &s.length);
        if (!fair__load_fine(l)) break;
        fair__want(l,
                   s.length > 0 &&
                       (i == 0 || fair__scalar_order(&last, &s) < 0),
                   "the names of shards are not in order");
        last = s;
        uint32_t entry;
        const fair_status st = fair__text_table_add(&l->t->shards, s.text,
                                                    s.length, &entry, err);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

/* ---- all ---- */

static fair_status
read_body(fair__load *l, const fair_audit_options *options, fair_error *err)
{
    fair_status st = make_tally(l, options, err);
    if (st != FAIR_OK) return st;
    read_rows(l);
    for (int i = 0; i < 3 && st == FAIR_OK && fair__load_fine(l); i++)
        st = read_label(l, i, err);
    const size_t n_features = l->t->spec.n_sensitive + l->t->spec.n_control;
    for (size_t k = 0; k < n_features; k++)
        if (st == FAIR_OK && fair__load_fine(l)) st = read_feature(l, k, err);
    if (st == FAIR_OK && fair__load_fine(l)) st = read_shards(l, err);
    if (st == FAIR_OK && fair__load_fine(l)) st = fair__read_cells(l, err);
    if (st != FAIR_OK) return st;
    fair__want(l,
               l->version < 3 || l->t->spec.score_range.declared ||
                   l->infinite,
               "a lower format version can hold it");
    return fair__load_fine(l) ? FAIR_OK : fair__load_failed(l, err);
}

fair_status
fair__tally_load(const void *bytes, size_t length,
                 const fair_audit_options *options, fair__tally **out,
                 fair_error *err)
{
    fair__load l = {0};
    fair_error own; /* messages are passed on even where nobody asked */
    if (err == NULL) err = &own;
    fair_status st = read_header(&l, bytes, length, err);
    if (st == FAIR_OK) st = read_body(&l, options, err);
    if (st != FAIR_OK) {
        fair__tally_free(l.t);
        return st;
    }
    *out = l.t;
    return FAIR_OK;
}
