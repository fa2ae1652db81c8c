/* SPDX-License-Identifier: MIT
 * Writing a report in one of its formats. */
#include <string.h>

#include "audit/csv.h"
#include "audit/json.h"
#include "audit/names.h"
#include "audit/prose.h"
#include "base/error.h"

static void
write_json(fair__text *out, const fair_report *report)
{
    fair__json j;
    fair__json_init(&j, out);
    fair__json_report(&j, report);
    fair__text_char(out, '\n');
}

/* One member of the JSON report. */
static fair_status
write_member(fair__text *out, const fair_report *report, const char *member,
             fair_error *err)
{
    fair__json j;
    fair__json_init(&j, out);
    const fair_status st = fair__json_member(&j, report, member, err);
    if (st == FAIR_OK) fair__text_char(out, '\n');
    return st;
}

static const struct format {
    const char *name;
    void (*write)(fair__text *out, const fair_report *report);
} formats[] = {
    {"json", write_json},
    {"text", fair__write_text},
    {"markdown", fair__write_markdown},
    {"html", fair__write_html},
    {"csv", fair__write_csv},
};
#define N_FORMATS (sizeof(formats) / sizeof(*formats))

/* Formats of which one part can be written: its name follows. */
static const struct part {
    const char *prefix;
    fair_status (*write)(fair__text *out, const fair_report *report,
                         const char *name, fair_error *err);
} parts[] = {
    {"csv:", fair__write_csv_table},
    {"json:", write_member},
};
#define N_PARTS (sizeof(parts) / sizeof(*parts))

/* Sends the rest of the text where it is whole, and frees it. */
static fair_status
end(fair__text *out, fair_status st, fair_error *err)
{
    if (st == FAIR_OK) st = fair__text_flush(out, err);
    fair__text_free(out);
    return st;
}

fair_status
fair__report_write(const fair_report *report, const char *format,
                   fair_write write, void *ctx, fair_error *err)
{
    fair__names list = {0};
    fair__text out;
    fair__text_init(&out, &report->mem);
    out.write = write;
    out.ctx = ctx;
    for (size_t i = 0; i < N_PARTS; i++) {
        const size_t n = strlen(parts[i].prefix);
        if (strncmp(format, parts[i].prefix, n) == 0)
            return end(&out, parts[i].write(&out, report, format + n, err),
                       err);
    }
    for (size_t i = 0; i < N_FORMATS; i++) {
        fair__names_add(&list, formats[i].name);
        if (strcmp(format, formats[i].name) != 0) continue;
        formats[i].write(&out, report);
        return end(&out, FAIR_OK, err);
    }
    return fair__names_unknown(err, "format", "format", format, &list);
}
