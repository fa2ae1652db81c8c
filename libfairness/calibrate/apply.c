/* SPDX-License-Identifier: MIT
 * Scores through the maps of a calibrator. */
#include <math.h>

#include "artefact/applying.h"
#include "base/error.h"
#include "base/options.h"
#include "calibrate/calibrator.h"

double
fair__calibrator_at(const fair_calibrator *calibrator, size_t i, double score)
{
    const fair__map *all = &calibrator->maps[calibrator->n];
    const double share =
        i < calibrator->n ? calibrator->groups[i].own_share : 0;
    if (share == 0) return fair__map_at(all, score);
    const double own = fair__map_at(&calibrator->maps[i], score);
    if (share == 1) return own;
    return share * own + (1 - share) * fair__map_at(all, score);
}

/* Whether a score is one that the maps take. */
static int
is_taken(const fair__map_method *m, double score)
{
    return m->of_probabilities ? score >= 0 && score <= 1 : score == score;
}

static fair_status
check(const fair_calibrator *c, size_t n, const double *scores,
      fair_error *err)
{
    uint64_t bad = 0;
    size_t first = 0;
    for (size_t k = n; k-- > 0;) {
        if (is_taken(c->method, scores[k])) continue;
        first = k;
        bad++;
    }
    if (bad == 0) return FAIR_OK;
    const double x = scores[first];
    if (x != x)
        return fair__fail_at(err, FAIR_ERR_NONFINITE, "scores",
                             (int64_t)first, bad,
                             "a score is NaN: it has no probability");
    return fair__fail_at(err, FAIR_ERR_DATA, "scores", (int64_t)first, bad,
                         "the score %g is no probability, and %s takes those "
                         "from 0 to 1",
                         x, c->method->name);
}

fair_status
fair__calibrator_apply_group(const fair_calibrator *calibrator, size_t i,
                             size_t n, const double *scores, double *out,
                             fair_error *err)
{
    if (calibrator->summary.is_randomized)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "row_id", -1, 0,
                             "%s withholds scores by the coins of rows: "
                             "apply it to rows that have ids",
                             calibrator->method->name);
    const fair_status st = check(calibrator, n, scores, err);
    if (st != FAIR_OK) return st;
    for (size_t k = 0; k < n; k++)
        out[k] = fair__calibrator_at(calibrator, i, scores[k]);
    return FAIR_OK;
}

/* ---- columns ---- */

typedef struct serving {
    fair__applying of;
    const fair_calibrator *calibrator;
    double *out;
} serving;

/* A row of a group that the calibrator does not have. */
static int
settle(void *of, const fair__block *b, size_t i, int is_missing)
{
    const serving *s = of;
    const fair_calibrator *c = s->calibrator;
    s->out[b->start + i] = fair__calibrator_at(c, c->n, b->scores[i]);
    return (is_missing ? c->summary.missing : c->summary.unseen) !=
           FAIR_CALIBRATOR_ERROR;
}

/* The base rate stands for scores that are withheld. */
static void
withhold(serving *s, const fair__block *b)
{
    const fair_calibrator *c = s->calibrator;
    double coins[FAIR__ENCODED] = {0};
    fair__block_toss(b, &s->of, coins);
    for (size_t i = 0; i < b->n; i++) {
        if (b->groups[i] == 0) continue;
        const fair__map *map = &c->maps[b->groups[i] - 1];
        if (coins[i] < map->slopes[0]) s->out[b->start + i] = map->slopes[1];
    }
}

/* Scores that are wrong are not mapped: once there is one, nothing is. */
static fair_status
serve_rows(serving *s, fair_error *err)
{
    const fair_calibrator *c = s->calibrator;
    const int is_by_group = s->of.encoder != NULL;
    fair__block b;
    fair__block_begin(&b);
    for (;;) {
        const fair_status st = fair__block_next(&b, &s->of, err);
        if (st != FAIR_OK || b.n == 0) return st;
        if (s->of.defect.kind != FAIR__DEFECT_NONE &&
            s->of.where == FAIR__IN_SCORE)
            continue;
        for (size_t i = 0; i < b.n; i++)
            if (b.groups[i] != 0)
                s->out[b.start + i] = fair__calibrator_at(
                    c, is_by_group ? b.groups[i] - 1 : c->n, b.scores[i]);
        if (s->of.is_randomized) withhold(s, &b);
        fair__block_settle(&b, &s->of, settle, s);
    }
}

static fair_status
serve(serving *s, fair_error *err)
{
    fair_status st = fair__applying_check(&s->of, err);
    if (st == FAIR_OK) st = serve_rows(s, err);
    if (st != FAIR_OK || s->of.defect.kind == FAIR__DEFECT_NONE) return st;
    return fair__applying_fail(&s->of, err);
}

/* A call without its rows. */
static fair_status
begin(serving *s, const fair_calibrator *c,
      const fair_calibrator_apply_options *options, fair_error *err)
{
    const fair_calibrator_summary *own = &c->summary;
    fair_calibrator_apply_options o;
    const fair_status st =
        fair__options_read(&o, sizeof(o), sizeof(o), options,
                           "fair_calibrator_apply_options", err);
    if (st != FAIR_OK) return st;
    s->calibrator = c;
    s->of.what = "calibrator";
    s->of.encoder = own->needs_groups ? &c->encoder : NULL;
    s->of.n_by = c->n_by;
    s->of.by = c->by;
    s->of.score_type =
        fair__map_has_knots(c->method->kind) ? own->score_type : FAIR_TYPE_NONE;
    s->of.of_halves = c->of_halves;
    s->of.low = c->method->of_probabilities ? 0 : -INFINITY;
    s->of.high = c->method->of_probabilities ? 1 : INFINITY;
    s->of.score_name = o.y_score != NULL ? o.y_score : "y_score";
    s->of.first_row = o.first_row;
    s->of.is_randomized = own->is_randomized;
    s->of.seed = o.seed;
    s->of.has_seed = o.has_seed;
    s->of.id_name = o.row_id != NULL ? o.row_id : "row_id";
    return fair__applying_check_model("calibrator", own->model, o.model, err);
}

fair_status
fair__calibrator_apply(const fair_calibrator *calibrator,
                       const fair_calibrator_rows *rows,
                       const fair_calibrator_apply_options *options,
                       double *out, fair_error *err)
{
    serving s = {.out = out};
    fair_calibrator_rows given;
    fair_status st = begin(&s, calibrator, options, err);
    if (st == FAIR_OK)
        st = fair__options_read(&given, sizeof(given), sizeof(given), rows,
                                "fair_calibrator_rows", err);
    if (st != FAIR_OK) return st;
    s.of.n = given.n;
    s.of.y_score = given.y_score;
    s.of.n_features = given.n_features;
    s.of.features = given.features;
    s.of.row_id = given.row_id;
    return serve(&s, err);
}

fair_status
fair__calibrator_apply_arrow(const fair_calibrator *calibrator,
                             const struct ArrowSchema *schema,
                             const struct ArrowArray *array,
                             const fair_calibrator_apply_options *options,
                             double *out, fair_error *err)
{
    fair__batch_columns columns;
    serving s = {.out = out};
    fair_status st = begin(&s, calibrator, options, err);
    if (st == FAIR_OK)
        st = fair__applying_arrow(&s.of, schema, array, &columns, err);
    return st == FAIR_OK ? serve(&s, err) : st;
}
