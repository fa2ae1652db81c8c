/* SPDX-License-Identifier: MIT
 * Waivers: as they are given, and what they do to a rule. */
#include "gate/waiver.h"

#include <string.h>

#include "audit/names.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"

/* ---- days ---- */

static int
days_of(int32_t year, int32_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month < 1 || month > 12) return 0;
    return days[month - 1] + (month == 2 && leap);
}

fair_status
fair__day_read(const char *text, const char *column, const char *name,
               int32_t *out, fair_error *err)
{
    static const char form[] = "dddd-dd-dd";
    int32_t part[3] = {0, 0, 0};
    size_t i = 0;
    for (int k = 0; i < sizeof(form) - 1; i++) {
        const int is_digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !is_digit : text[i] != '-') break;
        if (is_digit)
            part[k] = part[k] * 10 + (text[i] - '0');
        else
            k++;
    }
    const int whole = i == sizeof(form) - 1 && text[i] == '\0';
    if (!whole || part[0] == 0 || part[2] < 1 ||
        part[2] > days_of(part[0], part[1]))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, column, -1, 0,
                             "%s is %q, which is no day such as 2027-01-31",
                             name, text, strlen(text));
    *out = part[0] * 10000 + part[1] * 100 + part[2];
    return FAIR_OK;
}

void
fair__day_write(int32_t day, char out[11])
{
    static const char form[] = "dddd-dd-dd";
    out[10] = '\0';
    for (int i = 9; i >= 0; i--) {
        out[i] = '-';
        if (form[i] != 'd') continue;
        out[i] = (char)('0' + day % 10);
        day /= 10;
    }
}

/* ---- as they are given ---- */

void
fair__waiver_free(fair__waiver *w, const fair_allocator *mem)
{
    if (w->reason != NULL) fair__free(mem, w->reason, strlen(w->reason) + 1, 1);
    if (w->owner != NULL) fair__free(mem, w->owner, strlen(w->owner) + 1, 1);
    fair__named_groups_free(&w->groups, mem);
    *w = (fair__waiver){0};
}

static fair_status
read_line(char **out, const fair_allocator *mem, const char *id,
          const char *name, const char *text, fair_error *err)
{
    if (text == NULL || text[strspn(text, " ")] == '\0' ||
        !fair__is_printable(text))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, id, -1, 0,
                             "%s: a waiver says its %s, in one line", name,
                             name);
    *out = fair__copy_text(mem, text, strlen(text));
    return *out != NULL ? FAIR_OK : fair__no_memory(err);
}

/* Days are numbers yyyymmdd. */
#define YEARS(n) ((n)*10000)
#define MOST_YEARS 5

/* From the day on which it was granted, or on which it is looked at. */
static fair_status
read_days(fair__waiver *w, const fair_waiver *g, int32_t today,
          fair_error *err)
{
    fair_status st =
        fair__day_read(g->expires != NULL ? g->expires : "", g->rule,
                       "expires", &w->expires, err);
    if (st == FAIR_OK && g->granted != NULL)
        st = fair__day_read(g->granted, g->rule, "granted", &w->granted, err);
    if (st != FAIR_OK) return st;
    if (w->granted > w->expires)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, g->rule, -1, 0,
                             "expires: the waiver ends before it is granted");
    const int32_t from = g->granted != NULL ? w->granted : today;
    if (w->expires <= from + YEARS(MOST_YEARS)) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, g->rule, -1, 0,
                         "expires is %s, more than %d years away: a waiver "
                         "is for a time, and can be renewed",
                         g->expires, MOST_YEARS);
}

static fair_status
read_waiver(fair__waiver *w, const fair_policy *policy, const fair_waiver *g,
            fair_error *err)
{
    const fair_allocator *mem = &policy->mem;
    const fair__given_groups groups = {"groups", g->n_groups,
                                       g->groups_lengths, g->groups};
    fair_status st = read_days(w, g, policy->today, err);
    if (st == FAIR_OK)
        st = read_line(&w->owner, mem, g->rule, "owner", g->owner, err);
    if (st == FAIR_OK)
        st = fair__named_groups_read(&w->groups, g->rule, mem, &groups, err);
    w->groups.name = "groups of the waiver";
    if (st == FAIR_OK)
        st = read_line(&w->reason, mem, g->rule, "reason", g->reason, err);
    return st;
}

static fair__rule *
rule_called(const fair_policy *policy, const char *id)
{
    for (size_t i = 0; i < policy->n; i++)
        if (strcmp(policy->rules[i].id, id) == 0) return &policy->rules[i];
    return NULL;
}

fair_status
fair__policy_waive(fair_policy *policy, const fair_waiver *given,
                   fair_error *err)
{
    fair_waiver g;
    fair_status st = fair__options_read(&g, sizeof(g), sizeof(g), given,
                                        "fair_waiver", err);
    if (st != FAIR_OK) return st;
    if (g.rule == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "rule: a waiver says which rule it is of");
    fair__rule *rule = rule_called(policy, g.rule);
    if (rule == NULL) {
        fair__names list = {0};
        for (size_t i = 0; i < policy->n; i++)
            fair__names_add(&list, policy->rules[i].id);
        return fair__names_unknown(err, g.rule, "rule", g.rule, &list);
    }
    if (policy->today == 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, g.rule, -1, 0,
                             "today: the policy's options do not say what "
                             "day it is, which a waiver needs");
    if (rule->waiver.reason != NULL)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, g.rule, -1, 0,
                             "rule: there is a waiver of this rule already: "
                             "list all groups in one");
    st = read_waiver(&rule->waiver, policy, &g, err);
    if (st != FAIR_OK) fair__waiver_free(&rule->waiver, &policy->mem);
    return st;
}

/* ---- what they do ---- */

const char *
fair__waived_name(int32_t waived)
{
    static const char *const names[] = {
        [FAIR_WAIVED_UNUSED] = "unused",   [FAIR_WAIVED_YES] = "yes",
        [FAIR_WAIVED_PARTLY] = "partly",   [FAIR_WAIVED_EXPIRED] = "expired",
        [FAIR_WAIVED_TOO_SOON] = "too_soon"};
    return names[waived];
}

/* Whether a group of a grouping is one of the waiver's. */
static fair_status
is_waived(const fair__evaluation *e, const fair__outcome *o, size_t grouping,
          int32_t group, int *out, fair_error *err)
{
    const fair__named_groups *g = &o->rule->waiver.groups;
    *out = 0;
    for (size_t i = 0; i < g->n && !*out; i++) {
        int32_t found = FAIR__NO_GROUP;
        const fair_status st = fair__named_group(e, g, i, grouping, &found,
                                                 err);
        if (st != FAIR_OK) return st;
        *out = found != FAIR__NO_GROUP && found == group;
    }
    return FAIR_OK;
}

/* A family without the waiver's groups, but for one that all others are held
 * against. */
static fair_status
without_waived(const fair__evaluation *e, const fair__outcome *o,
               const fair__family *from, fair__sample *samples,
               fair__family *out, fair_error *err)
{
    const int pairs = from->between == FAIR__TO_REFERENCE;
    const size_t grouping = fair__family_grouping(e, from);
    *out = *from;
    out->samples = samples;
    out->references = samples + from->n;
    out->n = 0;
    for (size_t i = 0; i < from->n; i++) {
        int waived = 0;
        const fair_status st = is_waived(
            e, o, grouping, from->samples[i].group, &waived, err);
        if (st != FAIR_OK) return st;
        if (waived) continue;
        if (pairs) out->references[out->n] = from->references[i];
        out->samples[out->n++] = from->samples[i];
    }
    out->n_claims = fair__family_claims(out);
    /* A gap is held against those that the groups left had before. */
    if (from->peers != NULL) out->peers = out - (from - from->peers);
    return FAIR_OK;
}

/* Judges what is left without the waiver's groups, at the level that the rule
 * has: is it within, beyond, or neither? */
static int32_t
judge_rest(const fair__outcome *o, const fair__family *families,
           uint64_t n_claims)
{
    const int all_known = o->undefined == 0 && !fair__refuses_left_out(o);
    double beyond = 1, within = 1;
    if (n_claims > 0)
        fair__judge_chances(families, o->n_families, o->rule->limit, &beyond,
                            &within);
    else if (o->judged.n_claims > 0)
        within = 0; /* all that the rule claims is about waived groups */
    if (beyond <= o->shared) return FAIR_VERDICT_FAIL;
    return within <= o->level && all_known ? FAIR_VERDICT_PASS
                                           : FAIR_VERDICT_INCONCLUSIVE;
}

static fair_status
status_of_rest(const fair__evaluation *e, const fair__outcome *o,
               int32_t *out, fair_error *err)
{
    const fair_allocator *mem = &e->policy->mem;
    /* A family has a sample and a reference for each group. */
    const size_t room = 2 * o->n_samples;
    fair__family *families =
        fair__calloc(mem, o->n_families, sizeof(*families));
    fair__sample *samples = fair__calloc(mem, room, sizeof(*samples));
    fair_status st = families != NULL && (samples != NULL || room == 0)
                         ? FAIR_OK
                         : fair__no_memory(err);
    fair__sample *next = samples;
    uint64_t n_claims = 0;
    for (size_t k = 0; st == FAIR_OK && k < o->n_families; k++) {
        st = without_waived(e, o, &o->families[k], next, &families[k], err);
        next += 2 * o->families[k].n;
        n_claims += families[k].n_claims;
    }
    if (st == FAIR_OK) *out = judge_rest(o, families, n_claims);
    fair__free(mem, samples, room, sizeof(*samples));
    fair__free(mem, families, o->n_families, sizeof(*families));
    return st;
}

/* The groups that it names are those of the rule. */
static fair_status
check_groups(const fair__evaluation *e, const fair__outcome *o,
             fair_error *err)
{
    int waived;
    if (o->rule->waiver.groups.n == 0) return FAIR_OK;
    if (o->first == SIZE_MAX)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, o->rule->id, -1, 0,
                             "the waiver names groups, but the rule is about "
                             "a metric of all rows");
    return is_waived(e, o, o->first, FAIR__ABSENT, &waived, err);
}

fair_status
fair__waive(const fair__evaluation *e, fair__outcome *o, fair_error *err)
{
    const fair__waiver *w = &o->rule->waiver;
    if (w->reason == NULL) return FAIR_OK;
    fair_status st = check_groups(e, o, err);
    if (st != FAIR_OK) return st;
    if (e->policy->today < w->granted) {
        o->waived = FAIR_WAIVED_TOO_SOON;
        o->status = o->counts_as = FAIR_VERDICT_ERROR;
        o->why = "clock_set_back";
    } else if (e->policy->today > w->expires) {
        o->waived = FAIR_WAIVED_EXPIRED;
    } else if (o->counts_as != FAIR_VERDICT_FAIL) {
        o->waived = FAIR_WAIVED_UNUSED;
    } else {
        int32_t rest = FAIR_VERDICT_PASS;
        if (w->groups.n > 0) st = status_of_rest(e, o, &rest, err);
        o->counts_as = fair__counted_as(e->policy, o->rule, rest);
        o->waived = o->counts_as == FAIR_VERDICT_PASS ? FAIR_WAIVED_YES
                                                      : FAIR_WAIVED_PARTLY;
    }
    return st;
}
