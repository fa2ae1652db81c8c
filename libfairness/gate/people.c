/* SPDX-License-Identifier: MIT
 * What a verdict means in people. */
#include "gate/people.h"

#include <string.h>

#include "compare/survey.h"

/* ---- nouns ---- */

static const struct {
    uint8_t of[FAIR__N_COUNTS];
    const char *noun;
} nouns[] = {
    {{1, 1, 0, 0}, "selected"},        {{0, 0, 1, 1}, "rejected"},
    {{1, 1, 0, 0, 1, 0}, "selected"},  {{0, 0, 1, 1, 0, 1}, "rejected"},
    {{1, 0, 1, 0}, "positives"},       {{0, 1, 0, 1}, "negatives"},
    {{1, 0, 0, 0}, "true positives"},  {{0, 1, 0, 0}, "false positives"},
    {{0, 0, 1, 0}, "false negatives"}, {{0, 0, 0, 1}, "true negatives"},
    {{1, 0, 0, 1}, "right decisions"}, {{0, 1, 1, 0}, "wrong decisions"},
};

static const char *
noun_of(const fair__form *f, const char *other)
{
    for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
        int same = 1;
        for (int s = 0; s < FAIR__N_COUNTS; s++)
            same = same && f->of[s] == nouns[i].of[s];
        if (same) return nouns[i].noun;
    }
    return other;
}

const char *
fair__people_counted(const fair__metric *m)
{
    return m->op == FAIR__OP_ABOVE ? "scores above the median"
                                   : noun_of(&m->a.numerator, "counted");
}

const char *
fair__people_decided(const fair__metric *m, const fair__rules *rules)
{
    const char *noun = fair__people_counted(m);
    if (rules->favourable != FAIR_FAVOURABLE_NEGATIVE) return noun;
    if (strcmp(noun, "rejected") == 0)
        return "favourable decisions (rejected)";
    return strcmp(noun, "selected") == 0
               ? "unfavourable decisions (selected)"
               : noun;
}

const char *
fair__people_out_of(const fair__family *f)
{
    return f->test == FAIR__BY_SCORE
               ? noun_of(&f->metric->a.denominator, "rows")
               : "rows";
}

/* ---- how far it is to the limit ---- */

static fair__wide
rate_of(const fair__sample *s)
{
    const fair__wide hits = fair__wide_u64(s->hits);
    const fair__wide rows = fair__wide_u64(s->rows);
    return fair__wide_div(&hits, &rows);
}

/* The sample that others are held against: highest (1) or lowest. */
static const fair__sample *
extreme(const fair__family *f, int highest)
{
    const fair__sample *found = NULL;
    for (size_t i = 0; i < f->n; i++) {
        const fair__sample *s = &f->samples[i];
        if (f->between == FAIR__PAIRS_TO_MOST && s->has_missing) continue;
        if (found == NULL ||
            (highest ? s->rate > found->rate : s->rate < found->rate))
            found = s;
    }
    return found;
}

/* The rate that is just at the limit; raise: whether rates from there on are
 * within, and not those up to there.  0 if there is none. */
static int
goal_of(const fair__outcome *o, const fair__family *f, size_t i,
        fair__wide *goal, int *raise)
{
    const fair__wide *limit = &o->rule->exact;
    const int side = o->rule->limit.side;
    *raise = side < 0;
    if (f->between == FAIR__EACH_GROUP) {
        *goal = *limit;
        return 1;
    }
    const fair__sample *other = NULL;
    if (f->between == FAIR__TO_REFERENCE) {
        other = &f->references[i];
        if (other->group < 0) return 0;
    } else {
        /* Of what is good for people others get more, of what is bad fewer. */
        *raise = fair__direction(f->metric, &o->rules) >= 0;
        other = extreme(f, *raise);
    }
    if (other == NULL || other->rows == 0) return 0;
    const fair__wide rate = rate_of(other);
    const int inverse = f->between != FAIR__TO_REFERENCE && !*raise;
    if (f->form == FAIR__OF_RATIO) {
        if (inverse && fair__wide_is_zero(limit)) return 0;
        *goal = inverse ? fair__wide_div(&rate, limit)
                        : fair__wide_mul(&rate, limit);
        return 1;
    }
    const int plus = f->between == FAIR__TO_REFERENCE || !*raise;
    *goal = plus ? fair__wide_add(&rate, limit)
                 : fair__wide_sub(&rate, limit);
    return 1;
}

/* Whether hits of the sample's rows are at the goal or on its good side. */
static int
is_there(const fair__sample *s, int64_t hits, const fair__wide *goal,
         int raise)
{
    const fair__wide have = fair__wide_i64(hits);
    const fair__wide rows = fair__wide_u64(s->rows);
    const fair__wide due = fair__wide_mul(goal, &rows);
    const int order = fair__order_near(&have, &due, &rows);
    return raise ? order >= 0 : order <= 0;
}

int64_t
fair__people_to_limit(const fair__outcome *o, const fair__family *f, size_t i)
{
    const fair__sample *s = &f->samples[i];
    fair__wide goal;
    int raise;
    if (!f->whole_numbers || f->form == FAIR__OF_CHANGE || s->rows == 0 ||
        s->rows > INT64_MAX / 2 || !goal_of(o, f, i, &goal, &raise))
        return 0;
    const int64_t hits = (int64_t)s->hits, rows = (int64_t)s->rows;
    if (is_there(s, hits, &goal, raise)) return 0;
    /* Halving between what is there and all (or none) of them. */
    int64_t far = hits, near = raise ? rows : 0;
    if (!is_there(s, near, &goal, raise)) return 0;
    while (far - near > 1 || near - far > 1) {
        const int64_t middle = far + (near - far) / 2;
        if (is_there(s, middle, &goal, raise))
            near = middle;
        else
            far = middle;
    }
    return near - hits;
}
