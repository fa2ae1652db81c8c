/* SPDX-License-Identifier: MIT
 * Whether a text is JSON (RFC 8259). */
#ifndef FAIR_TESTS_FUZZ_GATE_JSON_H
#define FAIR_TESTS_FUZZ_GATE_JSON_H

#include <string.h>

#include "gate_policy.h"

static void
json_space(const char **at)
{
    *at += strspn(*at, " \n");
}

static void
json_text(const char **at)
{
    must(*(*at)++ == '"');
    for (; **at != '"'; ++*at) {
        must((unsigned char)**at >= 0x20);
        if (**at != '\\') continue;
        ++*at;
        must(**at != '\0' && strchr("\"\\/bfnrtu", **at) != NULL);
        if (**at != 'u') continue;
        must(strspn(*at + 1, "0123456789abcdefABCDEF") >= 4);
        *at += 4;
    }
    ++*at;
}

static void
json_number(const char **at)
{
    if (**at == '-') ++*at;
    const size_t digits = strspn(*at, "0123456789");
    must(digits > 0 && (digits == 1 || **at != '0'));
    *at += digits;
    if (**at == '.') {
        const size_t places = strspn(++*at, "0123456789");
        must(places > 0);
        *at += places;
    }
    if (**at != 'e' && **at != 'E') return;
    ++*at;
    if (**at == '+' || **at == '-') ++*at;
    const size_t exponent = strspn(*at, "0123456789");
    must(exponent > 0);
    *at += exponent;
}

static void json_value(const char **at, int depth);

static void
json_members(const char **at, int depth, int is_object)
{
    const char end = is_object ? '}' : ']';
    ++*at;
    json_space(at);
    if (**at == end) {
        ++*at;
        return;
    }
    for (;;) {
        if (is_object) {
            json_text(at);
            must(*(*at)++ == ':');
        }
        json_value(at, depth + 1);
        if (**at != ',') break;
        ++*at;
        json_space(at);
    }
    must(*(*at)++ == end);
}

static void
json_value(const char **at, int depth)
{
    static const char *const words[] = {"true", "false", "null"};
    must(depth < 20);
    json_space(at);
    if (**at == '{' || **at == '[')
        json_members(at, depth, **at == '{');
    else if (**at == '"')
        json_text(at);
    else if (**at == '-' || (**at >= '0' && **at <= '9'))
        json_number(at);
    else {
        size_t i = 0;
        while (i < 3 && strncmp(*at, words[i], strlen(words[i])) != 0) i++;
        must(i < 3);
        *at += strlen(words[i]);
    }
    json_space(at);
}

static void
must_be_json(const char *text)
{
    json_value(&text, 0);
    must(*text == '\0');
}

#endif
