/* SPDX-License-Identifier: MIT
 * What the library knows by name, for every front end: the tables behind one
 * door. */
#include <fairness/registry.h>

#include <string.h>

#include "compare/registry.h"

/* The texts of one row, by field; a name is followed by its words. */
typedef struct row {
    const char *name;
    const char *suite;
    const char *needs;
    const char *orientation;
    const char *range;
    const char *undefined;
    const char *interval;
    const char *reference;
} row;

#define WORD(which) offsetof(row, name), which

static const struct {
    const char *name;
    size_t offset;
    int word; /* which of the words, if that is where it is */
} fields[] = {
    {"name", WORD(FAIR__NAME)},
    {"summary", WORD(FAIR__SUMMARY)},
    {"details", WORD(FAIR__DETAILS)},
    {"formula", WORD(FAIR__FORMULA)},
    {"suite", offsetof(row, suite), 0},
    {"needs", offsetof(row, needs), 0},
    {"orientation", offsetof(row, orientation), 0},
    {"range", offsetof(row, range), 0},
    {"undefined", offsetof(row, undefined), 0},
    {"interval", offsetof(row, interval), 0},
    {"reference", offsetof(row, reference), 0},
    {"aliases", WORD(FAIR__ALIASES)},
    {"elsewhere", WORD(FAIR__ELSEWHERE)},
    {"caveat", WORD(FAIR__CAVEAT)},
};

/* Of the suites every metric is in one. */
static const char *
suite_of(const fair__metric *m)
{
    size_t i = 0;
    while (!fair__in_suite(m, fair__suite_at(i)))
        i++;
    return fair__suite_at(i);
}

static row
metric_row(size_t i)
{
    const fair__metric *m = fair__metric_at(i);
    if (m == NULL) return (row){0};
    return (row){.name = m->name,
                 .suite = suite_of(m),
                 .needs = fair__needs_text(m->needs),
                 .orientation = fair__orientation_text(m->orientation),
                 .range = fair__range_text(m->low, m->high),
                 .undefined = fair__metric_undefined(m),
                 .interval = fair__metric_interval(m),
                 .reference = m->reference};
}

static row
comparison_row(size_t i)
{
    const fair__comparison *c = fair__comparison_at(i);
    if (c == NULL) return (row){0};
    return (row){.name = c->name,
                 .needs = c->needs,
                 .orientation = c->orientation,
                 .range = c->range,
                 .undefined = c->undefined,
                 .interval = c->interval,
                 .reference = c->reference};
}

static row
criterion_row(size_t i)
{
    const fair__criterion *c = fair__criterion_at(i);
    if (c == NULL) return (row){0};
    return (row){.name = c->name,
                 .needs = fair__criterion_needs(c),
                 .orientation = fair__criterion_orientation(c),
                 .range = fair__criterion_range(c),
                 .undefined = fair__criterion_undefined(c),
                 .interval = fair__criterion_interval(c),
                 .reference = c->reference};
}

static row
code_row(const fair__code *code)
{
    if (code == NULL) return (row){0};
    return (row){.name = code->name,
                 .reference = code->reference};
}

static row
reason_row(size_t i)
{
    return code_row(fair__reason_at(i));
}

static row
method_row(size_t i)
{
    return code_row(fair__method_at(i));
}

static row
warning_row(size_t i)
{
    return code_row(fair__warning_at(i));
}

static const struct table {
    const char *name;
    size_t (*count)(void);
    row (*at)(size_t i);
} tables[] = {
    {"metrics", fair__metric_count, metric_row},
    {"comparisons", fair__comparison_count, comparison_row},
    {"criteria", fair__criterion_count, criterion_row},
    {"reasons", fair__reason_count, reason_row},
    {"methods", fair__method_count, method_row},
    {"warnings", fair__warning_count, warning_row},
};

static const struct table *
find_table(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(tables) / sizeof(tables[0]);
         i++)
        if (strcmp(tables[i].name, name) == 0) return &tables[i];
    return NULL;
}

/* By name; by alias only if no row has that name. */
static row
find_row(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->count(); i++) {
        const row r = t->at(i);
        if (strcmp(r.name, name) == 0) return r;
    }
    for (size_t i = 0; i < t->count(); i++) {
        const row r = t->at(i);
        if (fair__is_alias(r.name, name)) return r;
    }
    return (row){0};
}

size_t
fair_registry_size(const char *table)
{
    const struct table *t = find_table(table);
    return t != NULL ? t->count() : 0;
}

const char *
fair_registry_name(const char *table, size_t i)
{
    const struct table *t = find_table(table);
    return t != NULL ? t->at(i).name : NULL;
}

const char *
fair_registry_text(const char *table, const char *name, const char *field)
{
    const struct table *t = find_table(table);
    if (t == NULL || name == NULL || field == NULL) return NULL;
    const row r = find_row(t, name);
    for (size_t i = 0; r.name != NULL &&
                       i < sizeof(fields) / sizeof(fields[0]);
         i++) {
        if (strcmp(fields[i].name, field) != 0) continue;
        const char *text;
        memcpy(&text, (const char *)&r + fields[i].offset, sizeof(text));
        if (text == NULL) return "";
        return text == r.name ? fair__word(text, fields[i].word) : text;
    }
    return NULL;
}
