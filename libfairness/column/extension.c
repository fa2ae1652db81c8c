/* SPDX-License-Identifier: MIT
 * The table of Arrow formats that are refused, and extension types. */
#include "column/extension.h"

#include <string.h>

/* Texts within the row: a pointer would cost 32 bytes, with what the loader
 * needs to fill it in. */
typedef struct refused {
    char prefix[8];
    char words[44];
    char remedy[44];
} refused;

/* The first prefix that fits; the empty one fits always. */
static const refused table[] = {
    {"d:", "decimal with decimals, or not of 128 bits",
     "cast it to float64, int64 or string"},
    {"td", "date", "cast it to string"},
    {"tt", "time of day", "cast it to string"},
    {"ts", "timestamp", "cast it to string"},
    {"tD", "duration", "cast it to int64 or string"},
    {"ti", "interval", "cast it to string"},
    {"z", "binary", "decode it to string"},
    {"Z", "binary", "decode it to string"},
    {"vz", "binary view", "decode it to string"},
    {"w:", "fixed-size binary, or objects of Polars",
     "decode or cast it to string"},
    {"_plu128", "unsigned 128-bit integer", "cast it to uint64 or string"},
    {"+r", "run-end encoded", "cast it to the type of its values"},
    {"+l", "list", "explode it, or take one element"},
    {"+L", "list", "explode it, or take one element"},
    {"+vl", "list view", "explode it, or take one element"},
    {"+vL", "list view", "explode it, or take one element"},
    {"+w:", "fixed-size list", "explode it, or take one element"},
    {"+s", "struct", "pass one of its fields"},
    {"+m", "map", "take one of its values"},
    {"+u", "union", "cast it to one type"},
    {"", "unknown here", "cast it to int64, float64, bool or string"},
};

static const refused *
find(const char *format)
{
    const refused *row = table;
    while (strncmp(format, row->prefix, strlen(row->prefix)) != 0)
        row++;
    return row;
}

const char *
fair__format_words(const char *format)
{
    return find(format)->words;
}

const char *
fair__format_remedy(const char *format)
{
    return find(format)->remedy;
}

/* Metadata: int32 number of pairs, then for each int32 length and bytes of
 * key and value, in the machine's byte order. */
static int32_t
take_int32(const char **at)
{
    int32_t x;
    memcpy(&x, *at, sizeof(x));
    *at += sizeof(x);
    return x;
}

fair_status
fair__extension_check(const struct ArrowSchema *schema, const char *name,
                      fair_error *err)
{
    static const char wanted[] = "ARROW:extension:name";
    const char *at = schema->metadata;
    if (at == NULL) return FAIR_OK;
    for (int32_t pairs = take_int32(&at); pairs > 0; pairs--) {
        const int32_t key_length = take_int32(&at);
        if (key_length < 0) return FAIR_OK;
        const char *key = at;
        at += key_length;
        const int32_t value_length = take_int32(&at);
        if (value_length < 0) return FAIR_OK;
        if ((size_t)key_length == sizeof(wanted) - 1 &&
            memcmp(key, wanted, sizeof(wanted) - 1) == 0 && value_length > 0)
            return fair__fail_at(
                err, FAIR_ERR_TYPE, name, -1, 0,
                "column %q has the extension type %q (Arrow format %q), which "
                "is not supported: cast it to int64, float64, bool or string",
                name, strlen(name), at, (size_t)value_length, schema->format,
                strlen(schema->format));
        at += value_length;
    }
    return FAIR_OK;
}
