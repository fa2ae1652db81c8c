/* SPDX-License-Identifier: MIT
 * What the library knows by name, for every front end: the tables behind one
 * door. */
#include <fairness/registry.h>

#include <string.h>

#include "compare/registry.h"

/* The texts of one row, by field. */
typedef struct row {
    const char *name;
    const char *summary;
    const char *formula;
    const char *needs;
    const char *orientation;
    const char *range;
    const char *undefined;
    const char *interval;
    const char *reference;
    const char *aliases;
    const char *elsewhere;
} row;

static const struct {
    const char *name;
    size_t offset;
} fields[] = {
    {"name", offsetof(row, name)},
    {"summary", offsetof(row, summary)},
    {"formula", offsetof(row, formula)},
    {"needs", offsetof(row, needs)},
    {"orientation", offsetof(row, orientation)},
    {"range", offsetof(row, range)},
    {"undefined", offsetof(row, undefined)},
    {"interval", offsetof(row, interval)},
    {"reference", offsetof(row, reference)},
    {"aliases", offsetof(row, aliases)},
    {"elsewhere", offsetof(row, elsewhere)},
};

static row
metric_row(size_t i)
{
    const fair__metric *m = fair__metric_at(i);
    if (m == NULL) return (row){0};
    return (row){.name = m->name,
                 .summary = m->summary,
                 .formula = m->formula,
                 .needs = fair__needs_text(m->needs),
                 .orientation = fair__orientation_text(m->orientation),
                 .range = fair__range_text(m->low, m->high),
                 .undefined = fair__metric_undefined(m),
                 .interval = fair__metric_interval(m),
                 .reference = m->reference,
                 .aliases = m->aliases,
                 .elsewhere = m->elsewhere};
}

static row
comparison_row(size_t i)
{
    const fair__comparison *c = fair__comparison_at(i);
    if (c == NULL) return (row){0};
    return (row){.name = c->name,
                 .summary = c->summary,
                 .formula = c->formula,
                 .undefined = c->undefined,
                 .interval = c->interval,
                 .reference = c->reference,
                 .elsewhere = c->elsewhere};
}

/* Needs and orientation are those of the metrics, which have the same. */
static row
criterion_row(size_t i)
{
    const fair__criterion *c = fair__criterion_at(i);
    if (c == NULL) return (row){0};
    const fair__metric *m = fair__metric_find(c->metrics[0]);
    const int is_ratio =
        c->join == FAIR__JOIN_IMPACT ||
        (c->comparison != NULL && strcmp(c->comparison, "ratio") == 0);
    const int is_signed =
        c->join == FAIR__JOIN_SIGNED || c->join == FAIR__JOIN_STRATA;
    return (row){.name = c->name,
                 .summary = c->summary,
                 .formula = c->formula,
                 .needs = c->join == FAIR__JOIN_STRATA
                              ? "y_pred, control_features"
                              : fair__needs_text(m->needs),
                 .orientation =
                     is_ratio    ? "1 is parity, lower is worse"
                     : is_signed ? "0 is parity, the sign says which way"
                                 : "0 is parity, higher is worse",
                 .range = is_ratio ? "[0, 1]"
                          : is_signed
                              ? "[-1, 1]"
                              : fair__range_text(0, m->high),
                 .undefined = fair__criterion_undefined(c),
                 .interval = "none: the groups are chosen by looking at the "
                             "data",
                 .reference = c->reference,
                 .aliases = c->aliases,
                 .elsewhere = c->elsewhere};
}

static row
code_row(const fair__code *code)
{
    if (code == NULL) return (row){0};
    return (row){.name = code->name,
                 .summary = code->summary,
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
};

static const struct table *
find_table(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(tables) / sizeof(tables[0]);
         i++)
        if (strcmp(tables[i].name, name) == 0) return &tables[i];
    return NULL;
}

static row
find_row(const struct table *t, const char *name)
{
    /* Metrics have aliases. */
    const fair__metric *m = t->at == metric_row ? fair__metric_find(name)
                                                : NULL;
    if (m != NULL) return metric_row(fair__metric_index(m));
    for (size_t i = 0; i < t->count(); i++) {
        const row r = t->at(i);
        if (strcmp(r.name, name) == 0) return r;
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
        return text != NULL ? text : "";
    }
    return NULL;
}
