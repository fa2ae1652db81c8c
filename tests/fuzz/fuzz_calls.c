/* SPDX-License-Identifier: MIT
 * Fuzz target: sequences of calls on two audits, against a slow model.
 *
 * Columns have any types and layouts that the numbers allow; calls fail by
 * bad rows, by memory that is refused, by a watch that stops.  After each the
 * audit holds what the model counted, row by row. */
#include <fairness/report.h>

#include "audit/audit.h"

#include "calls_rows.h"
#include "refusing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static model models[2];
static model after; /* of the call at hand */
static fair_audit *audits[2];

/* ---- plans ---- */

/* A range of scores, and a grid over it. */
static void
make_range(void)
{
    static const int64_t bins[] = {1, 2, 3, 5, 7, 10, 16, 20};
    if (!p.is_score || choose(2)) return;
    p.low = (int64_t)choose(8) - 8;
    p.high = p.low + 1 + (int64_t)choose(12);
    if (p.keeps && choose(3) > 0) p.bins = bins[choose(8)];
}

static void
make_plan(void)
{
    static const int32_t kinds[] = {FAIR_KIND_INT, FAIR_KIND_INT,
                                    FAIR_KIND_BOOL, FAIR_KIND_TEXT};
    memset(&p, 0, sizeof(p));
    p.n_features = 1 + choose(FEATURES);
    p.n_sensitive = 1 + choose(p.n_features);
    for (size_t k = 0; k < p.n_features; k++)
        p.kind[k] = kinds[choose(4)];
    p.has[Y_TRUE] = choose(4) > 0;
    p.has[DECISION] = choose(4) > 0 || !p.has[Y_TRUE];
    p.has[BASELINE] = choose(6) == 0;
    p.has[WEIGHT] = choose(3) == 0;
    p.has[FREQUENCY] = choose(6) == 0;
    p.is_score = p.has[DECISION] && choose(3) == 0;
    p.threshold = (int64_t)choose(9) - 4;
    p.keeps = p.is_score && choose(4) > 0;
    make_range();
    p.nulls = choose(2) ? FAIR_NULLS_GROUP : (int32_t)choose(3);
    p.unlabelled = (int32_t)choose(3);
    if (choose(8) > 0 || p.nulls != FAIR_NULLS_GROUP || p.has[FREQUENCY] ||
        p.unlabelled == FAIR_UNLABELLED_EXCLUDE)
        return;
    p.max_cells = /* every value of a row is in a cell */
        1 + choose(choose(2) ? 90 : 400);
}

static fair_audit *
new_audit(void)
{
    static const char *const names[] = {"f", "g", "h"};
    uint8_t key[16];
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *audit = NULL;
    memset(key, (int)choose(256), sizeof(key));
    o.n_sensitive = p.n_sensitive;
    o.sensitive_names = names;
    o.n_control = p.n_features - p.n_sensitive;
    o.control_names = names + p.n_sensitive;
    o.nulls = p.nulls;
    o.unlabelled = p.unlabelled;
    o.has_threshold = p.is_score;
    o.threshold = p.is_score ? (double)p.threshold / 8 : 0;
    o.scores = p.keeps || !p.is_score ? FAIR_SCORES_EXACT : FAIR_SCORES_NONE;
    o.has_score_range = p.low < p.high;
    o.score_low = (double)p.low / 8;
    o.score_high = (double)p.high / 8;
    o.score_bins = (uint32_t)p.bins;
    o.max_cells = p.max_cells;
    o.hash_key = key;
    o.allocator = &memory;
    must(fair_audit_new(&o, &audit, NULL) == FAIR_OK);
    return audit;
}

/* ---- the watch ---- */

typedef struct watch_state {
    uint64_t first;
    uint64_t last; /* rows, as told */
    int stop_in;   /* 0: never */
    int stopped;
} watch_state;

static int32_t
look(void *ctx, uint64_t rows)
{
    watch_state *s = ctx;
    must(!s->stopped && rows > s->last);
    must(rows / FAIR__WATCHED_ROWS == s->last / FAIR__WATCHED_ROWS + 1);
    s->last = rows;
    s->stopped = s->stop_in > 0 && --s->stop_in == 0;
    return s->stopped;
}

/* ---- calls ---- */

typedef struct bytes {
    uint8_t *at;
    size_t n;
} bytes;

static bytes
save(const fair_audit *audit)
{
    bytes b = {NULL, 0};
    must(fair_audit_save(audit, NULL, 0, &b.n, NULL) == FAIR_OK);
    b.at = malloc(b.n);
    must(b.at != NULL);
    must(fair_audit_save(audit, b.at, b.n, &b.n, NULL) == FAIR_OK);
    return b;
}

/* The audit saves as these bytes, which are freed. */
static void
must_save_as(const fair_audit *audit, bytes expected)
{
    const bytes b = save(audit);
    must(b.n == expected.n && memcmp(b.at, expected.at, b.n) == 0);
    free(b.at);
    free(expected.at);
}

static void
call_add(int who)
{
    shape shapes[BATCHES];
    fair_rows rows[BATCHES];
    fair_error err = {0};
    const size_t n = 1 + choose(choose(2) ? 1 : BATCHES);
    for (size_t i = 0; i < n; i++)
        make_numbers(&batches[i], &shapes[i]);
    const bad spoilt = spoil(n);
    model_copy(&after, &models[who]);
    for (size_t i = 0; i < n; i++) {
        for (size_t row = 0; spoilt.column < 0 && row < batches[i].n; row++)
            model_row(&after, &p, &batches[i], row);
        rows[i] = rows_of(&batches[i], &shapes[i], &spoilt);
    }
    const uint64_t first = choose(3) * (FAIR__WATCHED_ROWS * 5 / 8);
    watch_state s = {first, first, choose(4) == 0, 0};
    const fair_watch watch = {sizeof(watch), first, look, &s};
    must(fair_audit_watch(audits[who], &watch, NULL) == FAIR_OK);
    const bytes before = save(audits[who]);
    fail_at = choose(6) == 0 ? 1 + choose(60) : 0;
    refused = 0;
    const fair_status st = fair_audit_add_batches(audits[who], rows, n, &err);
    fail_at = 0;
    fair_status expected = FAIR_OK;
    if (p.max_cells > 0 && after.n > p.max_cells) expected = FAIR_ERR_LIMIT;
    if (spoilt.column >= 0) expected = FAIR_ERR_DATA;
    if (s.stopped) expected = FAIR_ERR_STOPPED;
    if (refused) expected = FAIR_ERR_MEMORY;
    must(st == expected ||
         (st == FAIR_ERR_NONFINITE && expected == FAIR_ERR_DATA));
    if (expected == FAIR_ERR_DATA) {
        must(err.row == (int64_t)(first + spoilt.row));
        must(err.count == spoilt.count);
    }
    if (st != FAIR_OK) {
        must_save_as(audits[who], before);
        return;
    }
    free(before.at);
    model_copy(&models[who], &after);
}

static void
call_merge(int who)
{
    model_copy(&after, &models[who]);
    model_merge(&after, &p, &models[!who]);
    const bytes before = save(audits[who]);
    const bytes other = save(audits[!who]);
    fail_at = choose(3) == 0 ? 1 + choose(30) : 0;
    refused = 0;
    const fair_status st = fair_audit_merge(audits[who], audits[!who], NULL);
    fail_at = 0;
    must_save_as(audits[!who], other);
    fair_status expected = FAIR_OK;
    if (p.max_cells > 0 && after.n > p.max_cells) expected = FAIR_ERR_LIMIT;
    if (refused) expected = FAIR_ERR_MEMORY;
    must(st == expected);
    if (st != FAIR_OK) {
        must_save_as(audits[who], before);
        return;
    }
    free(before.at);
    model_copy(&models[who], &after);
}

/* Another audit in its place, which must hold the same. */
static void
replace(int who, fair_audit *by)
{
    must_save_as(by, save(audits[who]));
    fair_audit_free(audits[who]);
    audits[who] = by;
}

static void
call_copy(int who)
{
    const size_t had = live;
    fair_audit *copy = NULL;
    fair_status st;
    refused = 0;
    fail_at = choose(2) ? 1 + choose(40) : 0;
    st = fair_audit_copy(audits[who], &copy, NULL);
    fail_at = 0;
    must(st == (refused ? FAIR_ERR_MEMORY : FAIR_OK));
    must((copy == NULL) == (st != FAIR_OK));
    if (st == FAIR_OK)
        replace(who, copy);
    else
        must(live == had);
}

static void
call_load(int who)
{
    const bytes b = save(audits[who]);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *loaded = NULL;
    o.allocator = &memory;
    o.max_cells = p.max_cells;
    must(fair_audit_load(b.at, b.n, &o, &loaded, NULL) == FAIR_OK);
    free(b.at);
    replace(who, loaded);
}

static void
call_specification(int who)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *like = NULL;
    must(fair_audit_specification(audits[who], &o, NULL) == FAIR_OK);
    must(fair_audit_new(&o, &like, NULL) == FAIR_OK);
    must(fair_audit_merge(like, audits[who], NULL) == FAIR_OK);
    replace(who, like);
}

static void
call_reset(int who)
{
    model *m = &models[who];
    model_cell *cells = m->cells;
    model_score *scores = m->scores;
    fair_audit_reset(audits[who]);
    memset(m, 0, sizeof(*m));
    m->cells = cells;
    m->scores = scores;
}

/* ---- reports ---- */

typedef struct sink {
    uint64_t hash;
    size_t calls;
    size_t refuse_at; /* 0: never */
} sink;

static int32_t
sink_write(void *ctx, const char *data, size_t size)
{
    sink *s = ctx;
    must(s->refuse_at == 0 || s->calls < s->refuse_at); /* not asked again */
    for (size_t i = 0; i < size; i++)
        s->hash = (s->hash ^ (uint8_t)data[i]) * UINT64_C(0x100000001b3);
    return ++s->calls == s->refuse_at;
}

static uint64_t
written(const fair_report *r, const char *format)
{
    sink all = {0, 0, 0};
    must(fair_report_write(r, format, sink_write, &all, NULL) == FAIR_OK);
    sink some = {0, 0, 1 + choose(all.calls)};
    must(fair_report_write(r, format, sink_write, &some, NULL) ==
         FAIR_ERR_WRITE);
    return all.hash;
}

static void
call_report(int who)
{
    static const char *const formats[] = {"json", "csv", "text", "markdown",
                                          "html"};
    static const char *const all[] = {"all"};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    fair_report *a = NULL, *b = NULL;
    if (models[who].n > 12 || models[!who].n > 12) return;
    o.allocator = &memory;
    o.allow_sparse = 1;
    if (choose(4) == 0) o.replicates = 100;
    if (choose(3) == 0) {
        o.metrics = all;
        o.n_metrics = 1;
        o.calibration_bins = (int64_t)choose(4); /* 0: 10 */
        if (choose(2)) o.reference = FAIR_REFERENCE_REST;
    }
    const fair_status st = fair_report_new(audits[who], &o, &a, NULL);
    must((st == FAIR_ERR_EMPTY) == (models[who].used == 0));
    if (st != FAIR_OK) return;
    if (fair_report_new(audits[!who], &o, &b, NULL) == FAIR_OK) {
        const char *format = formats[choose(5)];
        must(fair_report_refresh(b, audits[who], NULL) == FAIR_OK);
        must(written(a, format) == written(b, format));
    }
    fair_report_free(a);
    fair_report_free(b);
}

/* ---- one input ---- */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const calls[])(int) = {
        call_add,  call_add,           call_add,   call_merge, call_copy,
        call_load, call_specification, call_reset, call_report};
    static model_cell cells[3][MOST_CELLS];
    static model_score scores[3][MOST_SCORES];
    uint16_t seed = 0;
    if (size < 2) return 0;
    memcpy(&seed, data, 2);
    choice_state = seed;
    make_plan();
    memset(&after, 0, sizeof(after));
    memset(models, 0, sizeof(models));
    after.cells = cells[2];
    after.scores = scores[2];
    for (int i = 0; i < 2; i++) {
        models[i].cells = cells[i];
        models[i].scores = scores[i];
        audits[i] = new_audit();
    }
    for (size_t i = 2; i + 1 < size && i < 18; i += 2) {
        if (models[0].n + models[1].n > 6000) break;
        if (models[0].n_scores + models[1].n_scores > 150000) break;
        const int who = data[i] & 1;
        choice_state = (uint64_t)data[i] << 8 | data[i + 1];
        calls[(data[i] >> 1) % 9](who);
        for (int k = 0; k < 2; k++)
            model_check(&models[k], &p, audits[k]->tally);
        free_blocks();
    }
    for (int i = 0; i < 2; i++)
        fair_audit_free(audits[i]);
    must(live == 0);
    return 0;
}
