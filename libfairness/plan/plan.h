/* SPDX-License-Identifier: MIT
 * A plan: thresholds by group, and what they reach. */
#ifndef FAIR_PLAN_PLAN_H
#define FAIR_PLAN_PLAN_H

#include <fairness/plan.h>

#include "artefact/artefact.h"
#include "artefact/encoder.h"
#include "plan/search.h"

#define FAIR__PLAN_SCHEMA "libfairness/plan/1"

struct fair_plan {
    fair_allocator mem;
    fair_plan_summary summary;
    fair_plan_group *groups;
    fair__group_values values;
    fair_plan_also *also; /* n_also of the summary */
    int has_costs; /* while it is read; of also how many */
    size_t n_counted;
    fair_plan_costs *costs; /* by group, or NULL */
    size_t n_parts; /* of all groups */
    fair_plan_part *parts;
    size_t n_by;
    const char **by;
    const char **control; /* n_control of the summary; room for n_by */
    size_t n_bytes;
    char *bytes; /* all other text */
    char tally[FAIR__SHA256_TEXT + 1];
    fair__encoder encoder; /* rows to groups */
    double *cuts; /* by 1 + group the threshold, if nothing is randomized */
    double *lows; /* by 1 + group refer_from, if it refers; else NULL */
    int of_halves; /* all finite thresholds are numbers of 16 bits */
};

struct fair_plan_front {
    fair_allocator mem;
    size_t n;
    fair_plan_step *steps; /* room for n_room */
    size_t n_room;
};

fair_status fair__plan_fit(const fair_report *report,
                           const fair_plan_options *options, fair_plan **out,
                           fair_error *err);
fair_status fair__plan_nearest(const fair_report *report,
                               const fair_plan_options *options, double *out,
                               fair_error *err);
fair_status fair__front_new(const fair_report *report,
                            const fair_plan_options *options, size_t n_points,
                            size_t n_tolerances, const char *const *tolerances,
                            fair_plan_front **out, fair_error *err);
fair_status fair__front_at(const fair_plan_front *front, size_t i,
                           fair_plan_step *out, fair_error *err);
void fair__front_free(fair_plan_front *front);
fair_status fair__plan_describe(const fair_plan *plan, fair_plan_summary *out,
                                fair_error *err);
fair_status fair__plan_group_at(const fair_plan *plan, size_t i,
                                fair_plan_group *out, fair_error *err);
void fair__fitted_free(fair_plan *plan);
fair_status fair__plan_write(const fair_plan *plan, const char *format,
                             fair_write write, void *ctx, fair_error *err);
fair_status fair__plan_read(const char *bytes, size_t length,
                            const fair_allocator *allocator, fair_plan **out,
                            fair_error *err);
/* Decisions to out, or probabilities to shares: the other one is NULL. */
fair_status fair__plan_apply(const fair_plan *plan, const fair_plan_rows *rows,
                             const fair_plan_apply_options *options,
                             uint8_t *out, double *shares,
                             fair_error *err);
fair_status fair__plan_apply_arrow(const fair_plan *plan,
                                   const struct ArrowSchema *schema,
                                   const struct ArrowArray *array,
                                   const fair_plan_apply_options *options,
                                   uint8_t *out, double *shares,
                                   fair_error *err);

/* The plan as a file (write.c), and how it is read (read.c). */
extern const fair__artefact_kind fair__plan_kind;
void fair__plan_read_members(fair__reading *x, void *of);
fair_status fair__plan_room(fair__reading *x, void *of, fair_error *err);
/* Room for the features, the control features among them: n_by of these. */
fair_status fair__plan_features(fair_plan *plan, size_t n_by, fair_error *err);
/* Names that it has: of FAIR_PLAN_BY_GROUP and its kin, of what becomes of a
 * row (NULL of FAIR_PLAN_THRESHOLD). */
extern const char *const fair__plan_rules[4];
extern const char *const fair__plan_fates[3];

/* ---- steps of fit ---- */

/* A constraint beside the first. */
typedef struct fair__also {
    const fair__constraint *constraint;
    fair__allowance allowance;
} fair__also;

/* Options with their names resolved (request.c). */
typedef struct fair__plan_request {
    const fair__constraint *constraint;
    const fair__objective *objective;
    fair__allowance allowance;
    size_t n_also;
    fair__also also[FAIR__PLAN_ALSO];
    fair__range range;
    fair__portion min_selected; /* where they were given */
    fair__portion max_selected;
    double threshold;
    fair_plan_options given; /* its texts are the caller's */
    int32_t rule;
    uint64_t min_count; /* 0: the report's */
    uint64_t max_nodes;
    size_t grouping;
    fair_allocator mem;
} fair__plan_request;

fair_status fair__plan_request_read(const fair_report *report,
                                    const fair_plan_options *given,
                                    fair__plan_request *out, fair_error *err);

/* Why groups are set aside, FAIR_DEFINED where they are not (aside.c).
 * FAIR_ERR_DATA: a group is neither that nor has it a denominator. */
fair_status fair__plan_aside(const fair_report *report,
                             const fair__plan_request *request,
                             const fair__points *points, int32_t *reasons,
                             fair_error *err);

/* Costs by group, where they are asked for: to be freed; and kept (costs.c). */
fair_status fair__plan_costs(const fair_report *report,
                             const fair__plan_request *request, size_t n,
                             fair__costs **out, fair_error *err);
fair_status fair__plan_keep_costs(fair_plan *plan,
                                  const fair__plan_request *request,
                                  const fair__costs *costs, fair_error *err);
/* Which groups the options name as favoured: 1, of n zeros (favoured.c). */
fair_status fair__plan_favoured(const fair_report *report,
                                const fair__plan_request *request,
                                uint8_t *out, fair_error *err);

/* What a plan keeps of the report and of the options (keep.c). */
fair_status fair__plan_keep(fair_plan *plan, const fair_report *report,
                            const fair__plan_request *request,
                            fair_error *err);
/* The digest of what a plan is made from, and the type of its scores
 * (tally.c). */
void fair__plan_tally(const fair__points *points,
                      char out[FAIR__SHA256_TEXT + 1]);
int32_t fair__plan_score_type(const fair_report *report,
                              const fair__points *points);
/* What applying a plan needs, once its groups and their parts are there, and
 * whether chance is in it; key: of hash tables. */
fair_status fair__plan_finish(fair_plan *plan, const uint8_t key[16],
                              fair_error *err);
/* What it reaches: of all groups (reached.c), where `out` has names and
 * numbers of groups; and by group, with the keys of all parts. */
/* The constraints beside the first. */
void fair__reached_also(const fair__plan_request *r, const fair__search *s,
                        const fair__found *found, fair_plan_also *out);
void fair__reached(const fair_report *report, const fair__search *s,
                   const fair__found *found, fair_plan_summary *out);
/* The objective, as the metric of that name has it: 0 if it has none.  The
 * disparity of the rate that has the larger one, where there are rates. */
int fair__reached_value(const fair_report *report, const fair__search *s,
                        const fair__found *found, fair__wide *out);
fair__wide fair__reached_disparity(const fair__search *s,
                                   const fair__mixture *mixtures);
/* Of n rates from the first on, as one constraint. */
fair__wide fair__reached_disparity_of(const fair__search *s,
                                      const fair__mixture *mixtures,
                                      size_t first, size_t n);
fair_status fair__reached_groups(const fair_report *report,
                                 const fair__plan_request *r,
                                 const fair__search *s,
                                 const fair__found *found,
                                 fair_plan_group *groups,
                                 uint64_t (*keys)[FAIR__PLAN_PARTS],
                                 fair_error *err);
/* The same of bands (band.c): keys of their upper ends, and of their lower
 * ends behind them. */
fair_status fair__reached_bands(const fair_report *report,
                                const fair__plan_request *r,
                                const fair__search *s,
                                const fair__found *found,
                                fair_plan_group *groups,
                                uint64_t (*keys)[FAIR__PLAN_PARTS],
                                fair_error *err);
/* Rates of a group. */
void fair__reached_rates(fair_plan_group *out, const fair__points *p,
                         const fair__mixture *m);

/* A plan of what was found (result.c). */
fair_status fair__fitted_make(const fair_report *report,
                            const fair__plan_request *request,
                            const fair__search *search,
                            const fair__found *found, const int32_t *reasons,
                            const fair__costs *costs, fair_plan **out,
                            fair_error *err);

#endif
