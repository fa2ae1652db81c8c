/* SPDX-License-Identifier: MIT
 * The specification of an audit: what is counted.  Two audits merge only if
 * their specifications are equal. */
#ifndef FAIR_TALLY_SPEC_H
#define FAIR_TALLY_SPEC_H

#include <fairness/audit.h>

#include "base/error.h"
#include "base/memory.h"
#include "tally/score_range.h"

/* Column roles; bit 1 << role in a set of inputs. */
#define FAIR__Y_TRUE 0
#define FAIR__Y_PRED 1
#define FAIR__Y_SCORE 2
#define FAIR__Y_PRED_BASELINE 3
#define FAIR__SAMPLE_WEIGHT 4
#define FAIR__FREQUENCY 5
#define FAIR__N_ROLES 6
#define FAIR__INPUT(role) (1u << (role))

#define FAIR__MAX_FEATURES 64

typedef struct fair__spec {
    size_t n_sensitive;
    size_t n_control;
    char *features[FAIR__MAX_FEATURES]; /* sensitive, then control; owned */
    char *columns[FAIR__N_ROLES];       /* names; NULL: not named; owned */
    fair_scalar positive_any;           /* canonical; text owned */
    fair_scalar positive[3];            /* y_true, y_pred, y_pred_baseline */
    double threshold;
    int32_t has_threshold;
    int32_t nulls;
    int32_t unlabelled;
    int32_t scores;      /* FAIR_SCORES_* */
    fair__score_range score_range;
    int32_t text_labels; /* how to read; not part of equality, not saved */
} fair__spec;

/* Checks the options (already read by size) and copies them; on failure
 * *spec is all zero. */
fair_status fair__spec_init(fair__spec *spec, const fair_allocator *mem,
                            const fair_audit_options *options,
                            fair_error *err);
void fair__spec_free(fair__spec *spec, const fair_allocator *mem);

/* FAIR_OK, or FAIR_ERR_MISMATCH that names the first difference. */
fair_status fair__spec_equal(const fair__spec *a, const fair__spec *b,
                             fair_error *err);

/* "y_true" … by role, for messages. */
const char *fair__role_name(int role);
/* The name the user gave the column, or its role. */
const char *fair__spec_column(const fair__spec *spec, int role);

#endif
