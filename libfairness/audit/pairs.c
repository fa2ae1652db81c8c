/* SPDX-License-Identifier: MIT
 * The walk over pairs of groups. */
#include "audit/pairs.h"

void
fair__pair_numbers(const fair__between_pair *p,
                   fair__pair_number out[FAIR__N_PAIR_NUMBERS])
{
    const struct {
        const char *name;
        int measure;
        const fair__wide *value; /* NULL: the score */
    } numbers[FAIR__N_PAIR_NUMBERS] = {
        {"cross_auc", FAIR__BETWEEN_CROSS_AUC, &p->forward},
        {"cross_auc_reversed", FAIR__BETWEEN_CROSS_AUC, &p->backward},
        {"abroca", FAIR__BETWEEN_ABROCA, &p->values[FAIR__BETWEEN_ABROCA]},
        {"score_distance_ks", FAIR__BETWEEN_KS,
         &p->values[FAIR__BETWEEN_KS]},
        {"ks_score", FAIR__BETWEEN_KS, NULL},
        {"score_distance_wasserstein", FAIR__BETWEEN_WASSERSTEIN,
         &p->values[FAIR__BETWEEN_WASSERSTEIN]},
        {"score_distance_energy", FAIR__BETWEEN_ENERGY,
         &p->values[FAIR__BETWEEN_ENERGY]},
    };
    for (size_t i = 0; i < FAIR__N_PAIR_NUMBERS; i++) {
        const fair__wide *value = numbers[i].value;
        out[i].name = numbers[i].name;
        out[i].reason = p->reasons[numbers[i].measure];
        out[i].value = 0;
        if (out[i].reason == FAIR_DEFINED)
            out[i].value =
                value != NULL ? fair__wide_double(value) : p->ks_score;
    }
}

static fair_status
visit_grouping(const fair_report *report, fair__pairs_row *row,
               fair__visit_pair *visit, void *ctx, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__population *p = &s->populations[row->grouping];
    const fair__rules *rules = &report->request.rules;
    const int has_scores = (s->given & FAIR__GIVEN_SCORES) != 0;
    fair__between b;
    fair_status st = FAIR_OK;
    if (p->n < 2) return FAIR_OK;
    if (has_scores)
        st = fair__between_open(&report->mem, &s->source,
                                s->groupings[row->grouping].first, p->n,
                                FAIR__BETWEEN_ALL, &report->request.watch, &b,
                                err);
    if (st != FAIR_OK) return st;
    for (size_t i = 0; i < p->n && st == FAIR_OK; i++)
        for (size_t k = i + 1; k < p->n && st == FAIR_OK; k++) {
            row->group = i;
            row->reference = k;
            for (int v = 0; v < FAIR__N_BETWEEN; v++)
                row->pair.reasons[v] = FAIR_REASON_NOT_APPLICABLE;
            if (has_scores)
                st = fair__between_pair_of(&b, p, rules, i, k, &row->pair,
                                           err);
            if (st == FAIR_OK) st = visit(ctx, row);
        }
    if (has_scores) fair__between_close(&b, &report->mem);
    return st;
}

fair_status
fair__pairs_visit(const fair_report *report, fair__visit_pair *visit,
                  void *ctx, fair_error *err)
{
    fair__pairs_row row = {0};
    fair_status st = FAIR_OK;
    const size_t n = fair__report_snapshot(report)->n_groupings;
    for (; row.grouping < n && st == FAIR_OK; row.grouping++)
        st = visit_grouping(report, &row, visit, ctx, err);
    return st;
}
