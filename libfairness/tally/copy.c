/* SPDX-License-Identifier: MIT
 * A tally as the options that it was made from, and as a copy of its own. */
#include <string.h>

#include "tally/tally.h"

void
fair__tally_describe(const fair__tally *t, fair_audit_options *out)
{
    const fair__spec *s = &t->spec;
    memset(out, 0, sizeof(*out));
    out->size = sizeof(*out);
    out->n_sensitive = s->n_sensitive;
    out->sensitive_names = (const char *const *)s->features;
    out->n_control = s->n_control;
    if (s->n_control > 0)
        out->control_names = out->sensitive_names + s->n_sensitive;
    const char **const names[FAIR__N_ROLES] = {
        &out->y_true,          &out->y_pred,        &out->y_score,
        &out->y_pred_baseline, &out->sample_weight, &out->frequency,
    };
    for (int role = 0; role < FAIR__N_ROLES; role++)
        *names[role] = s->columns[role];
    out->positive_label = s->positive_any;
    out->y_true_positive = s->positive[0];
    out->y_pred_positive = s->positive[1];
    out->y_pred_baseline_positive = s->positive[2];
    out->has_threshold = s->has_threshold;
    out->threshold = s->threshold;
    out->nulls = s->nulls;
    out->unlabelled = s->unlabelled;
    out->text_labels = s->text_labels;
    out->max_cells = t->cells.max_cells;
    out->scores = s->scores;
    out->has_score_range = s->score_range.declared;
    if (s->score_range.declared) {
        out->score_low = s->score_range.low;
        out->score_high = s->score_range.high;
        out->score_bins = s->score_range.bins;
    }
    out->max_scores = t->max_scores;
    out->shard = t->own_shard;
    out->hash_key = t->hash_key;
    out->allocator = &t->mem;
}

static fair_status
copy_shards(fair__tally *to, const fair__tally *from, fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t i = to->shards.n; st == FAIR_OK && i < from->shards.n; i++) {
        size_t length;
        uint32_t entry;
        const char *name =
            fair__text_table_get(&from->shards, (uint32_t)i, &length);
        st = fair__text_table_add(&to->shards, name, length, &entry, err);
    }
    return st;
}

fair_status
fair__tally_copy(const fair__tally *t, fair__tally **out, fair_error *err)
{
    fair_audit_options options;
    fair__tally *copy;
    fair__tally_describe(t, &options);
    fair_status st = fair__tally_new(&options, &copy, err);
    if (st != FAIR_OK) return st;
    fair__tally_begin(copy);
    st = copy_shards(copy, t, err);
    if (st == FAIR_OK) st = fair__tally_merge_counts(copy, t, err);
    if (st == FAIR_OK) st = fair__tally_commit(copy, err);
    if (st != FAIR_OK) {
        fair__tally_free(copy);
        return st;
    }
    *out = copy;
    return FAIR_OK;
}
