/* SPDX-License-Identifier: MIT
 * Warnings in words. */
#include "audit/warnings.h"

#include <stdint.h>

#include "audit/roles.h"

static const char *const codes[] = {
    "favourable_undeclared", "score_without_threshold",
    "reference_defaulted", "column_in_two_roles",
    "prediction_equals_label", "difference_by_chance", "small_group",
    "single_class", "selective_labels", "selective_labels",
    "selective_labels", "near_duplicate",
};

const char *
fair__warning_code(const fair__warning *w)
{
    return codes[w->code];
}

fair__tuple
fair__warning_group(const fair__snapshot *s, const fair__request *r,
                    const fair__warning *w)
{
    switch (w->code) {
    case FAIR__WARN_REFERENCE_DEFAULTED:
    case FAIR__WARN_SMALL_GROUP:
    case FAIR__WARN_SINGLE_CLASS:
    case FAIR__WARN_SELECTIVE_BY_GROUP:
        return fair__tuple_of_group(s, r, w->grouping, w->group);
    case FAIR__WARN_NEAR_DUPLICATE:
        return (fair__tuple){.s = s,
                             .n = 1,
                             .features = &w->feature,
                             .ranks = &w->group};
    default:
        return (fair__tuple){.s = s};
    }
}

static void
show_group(fair__text *out, const fair__snapshot *s, const fair__request *r,
           size_t grouping, uint32_t group)
{
    const fair__tuple t = fair__tuple_of_group(s, r, grouping, group);
    fair__label_tuple(out, &t, SIZE_MAX);
}

static const fair__counts *
counts_of(const fair__snapshot *s, const fair__warning *w)
{
    return &s->populations[w->grouping].groups[w->group];
}

static void
say_favourable(fair__text *out, const fair__snapshot *s,
               const fair__request *r, const fair__warning *w)
{
    (void)s;
    (void)r;
    (void)w;
    fair__text_string(out, "favourable is not declared: being selected is "
                           "taken for the decision that helps the person; "
                           "declare favourable as positive or negative");
}

static void
say_score(fair__text *out, const fair__snapshot *s, const fair__request *r,
          const fair__warning *w)
{
    (void)s;
    (void)r;
    (void)w;
    fair__text_string(out, "y_score is given without a threshold, and y_pred "
                           "is not given: without decisions there are no "
                           "selection and error rates; give the threshold "
                           "from which a score is selected, or y_pred");
}

static void
say_defaulted(fair__text *out, const fair__snapshot *s,
              const fair__request *r, const fair__warning *w)
{
    fair__text_string(out, "the reference names only some of the features: "
                           "groups are compared with the largest that "
                           "matches, ");
    show_group(out, s, r, w->grouping, w->group);
    fair__text_string(out, "; name a value of each feature to choose another");
}

static void
say_small(fair__text *out, const fair__snapshot *s, const fair__request *r,
          const fair__warning *w)
{
    const uint64_t n = fair__counts_n(counts_of(s, w));
    show_group(out, s, r, w->grouping, w->group);
    fair__text_string(out, " has ");
    fair__text_u64(out, n);
    fair__text_string(out, n == 1 ? " row" : " rows");
    fair__text_string(out, ": a rate can be off by ten points or more; read "
                           "its interval, or set it aside with min_count");
}

static void
say_single_class(fair__text *out, const fair__snapshot *s,
                 const fair__request *r, const fair__warning *w)
{
    const fair__counts *c = counts_of(s, w);
    const int none = c->rows[FAIR__TP] + c->rows[FAIR__FN] == 0;
    show_group(out, s, r, w->grouping, w->group);
    fair__text_string(out, none ? " has no positive labels: rates of "
                                  "positives"
                                : " has no negative labels: rates of "
                                  "negatives");
    fair__text_string(out, " are undefined in it, and with them what compares "
                           "it; undefined = skip leaves it out");
}

static void
say_equal(fair__text *out, const fair__snapshot *s, const fair__request *r,
          const fair__warning *w)
{
    (void)s;
    (void)r;
    (void)w;
    fair__text_string(out, "the decision equals the label in every row, so "
                           "that no error is seen; check that y_true and "
                           "y_pred are not the same data");
}

static void
say_by_decision(fair__text *out, const fair__snapshot *s,
                const fair__request *r, const fair__warning *w)
{
    const fair__counts *c = &s->counts[0];
    (void)r;
    (void)w;
    fair__text_string(out, "labels are missing selectively: ");
    fair__text_u64(out, c->rows[FAIR__UNLABELLED_SELECTED]);
    fair__text_string(out, " of the selected and ");
    fair__text_u64(out, c->rows[FAIR__UNLABELLED_REJECTED]);
    fair__text_string(out, " of the rejected rows have none; rates of "
                           "labelled rows may not hold for all: find out why "
                           "labels are missing");
}

static void
show_share(fair__text *out, const fair__snapshot *s, const fair__request *r,
           const fair__warning *w, uint32_t group)
{
    const fair__counts *c = &s->populations[w->grouping].groups[group];
    fair__text_u64(out, c->rows[FAIR__UNLABELLED_SELECTED] +
                            c->rows[FAIR__UNLABELLED_REJECTED]);
    fair__text_string(out, " of ");
    fair__text_u64(out, fair__counts_n(c));
    fair__text_string(out, " rows of ");
    show_group(out, s, r, w->grouping, group);
}

static void
say_by_group(fair__text *out, const fair__snapshot *s, const fair__request *r,
             const fair__warning *w)
{
    fair__text_string(out, "labels are missing selectively: in ");
    show_share(out, s, r, w, w->group);
    fair__text_string(out, ", in ");
    show_share(out, s, r, w, w->other);
    fair__text_string(out, "; rates of labelled rows may not be comparable: "
                           "find out why labels are missing");
}

static void
say_excluded(fair__text *out, const fair__snapshot *s, const fair__request *r,
             const fair__warning *w)
{
    const uint64_t n = s->rows.excluded[FAIR__EXCLUDED_NULL_Y_TRUE];
    (void)r;
    (void)w;
    fair__text_u64(out, n);
    fair__text_string(out, n == 1 ? " row without y_true was excluded"
                                  : " rows without y_true were excluded");
    fair__text_string(out, ": selection rates cover labelled rows only "
                           "(unlabelled = keep counts them all)");
}

static void
say_near(fair__text *out, const fair__snapshot *s, const fair__request *r,
         const fair__warning *w)
{
    (void)r;
    fair__text_string(out, s->features[w->feature]);
    fair__text_string(out, ": ");
    fair__label_quoted(out, fair__snapshot_value(s, w->feature, w->other),
                       SIZE_MAX);
    fair__text_string(out, " and ");
    fair__label_quoted(out, fair__snapshot_value(s, w->feature, w->group),
                       SIZE_MAX);
    fair__text_string(out, " look alike (case, spaces, invisible characters "
                           "or accents) but are two groups; spell them alike "
                           "if they are one");
}

static void
say_roles(fair__text *out, const fair__snapshot *s, const fair__request *r,
          const fair__warning *w)
{
    (void)r;
    fair__role_say(out, s, w->group, w->other);
}

/* A difference in points, "12.3 points"; below one, "0.123 points". */
static void
show_points(fair__text *out, double difference)
{
    fair__text_fixed(out, difference * 100, difference < 0.01 ? 3 : 1);
    fair__text_string(out, " points");
}

static void
say_chance(fair__text *out, const fair__snapshot *s, const fair__request *r,
           const fair__warning *w, const fair__warning_numbers *numbers)
{
    const fair__chance *chance = &numbers->chance;
    fair__label_by(out, s, r, s->groupings[w->grouping].by, ", ");
    fair__text_string(out, ": chance alone would put ");
    fair__text_u64(out, chance->groups);
    fair__text_string(out, " groups of these sizes about ");
    show_points(out, numbers->expected);
    fair__text_string(out, " apart in ");
    fair__label_name(out, chance->metric->name);
    fair__text_string(out, ": read the ");
    show_points(out, chance->observed);
    fair__text_string(out, " observed against that, not against 0");
}

void
fair__warning_message(fair__text *out, const fair__snapshot *s,
                      const fair__request *r, const fair__warning *w,
                      const fair__warning_numbers *numbers)
{
    static void (*const say[])(fair__text *, const fair__snapshot *,
                               const fair__request *,
                               const fair__warning *) = {
        say_favourable, say_score,    say_defaulted,   say_roles,
        say_equal,      NULL, /* say_chance */ say_small, say_single_class,
        say_excluded,   say_by_decision, say_by_group, say_near,
    };
    if (numbers->there)
        say_chance(out, s, r, w, numbers);
    else
        say[w->code](out, s, r, w);
}
