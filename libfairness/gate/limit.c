/* SPDX-License-Identifier: MIT
 * Limits as people write them. */
#include "gate/limit.h"

#define MOST_DIGITS 19 /* below 2^64 */
#define MOST_EXPONENT 99

static int
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 10^n as a product that 256 bits hold or round once. */
static fair__wide
power_of_ten(int n)
{
    const fair__wide ten = fair__wide_u64(10);
    fair__wide power = fair__wide_u64(1);
    for (int i = 0; i < n; i++) power = fair__wide_mul(&power, &ten);
    return power;
}

/* Digits with at most one point among them; places: how many are behind it. */
static int
read_digits(const char **text, uint64_t *digits, int *places)
{
    int n = 0, significant = 0, point = 0;
    *digits = 0;
    *places = 0;
    for (; is_digit(**text) || (**text == '.' && !point); ++*text) {
        if (**text == '.') {
            point = 1;
            continue;
        }
        n++;
        *places += point;
        if (significant > 0 || **text != '0') significant++;
        if (significant > MOST_DIGITS || *places > MOST_EXPONENT) return 0;
        *digits = *digits * 10 + (uint64_t)(**text - '0');
    }
    return n > 0 && (*text)[-1] != '.';
}

static int
read_exponent(const char **text, int *out)
{
    int n = 0, sign = 1;
    *out = 0;
    if (**text != 'e' && **text != 'E') return 1;
    ++*text;
    if (**text == '+' || **text == '-') sign = *(*text)++ == '-' ? -1 : 1;
    for (; is_digit(**text) && n < 3; ++*text, n++)
        *out = *out * 10 + (**text - '0');
    *out *= sign;
    return n > 0 && *out <= MOST_EXPONENT && *out >= -MOST_EXPONENT;
}

int
fair__limit_digits(const char *text, uint64_t *digits, int *exponent)
{
    int places;
    if (!read_digits(&text, digits, &places)) return 0;
    if (!read_exponent(&text, exponent) || *text != '\0') return 0;
    *exponent -= places;
    return 1;
}

int
fair__limit_parse(const char *text, fair__wide *exact, double *nearest)
{
    uint64_t digits;
    int exponent;
    const int negative = *text == '-';
    if (*text == '+' || *text == '-') text++;
    if (!fair__limit_digits(text, &digits, &exponent)) return 0;
    const fair__wide whole = fair__wide_u64(digits);
    const fair__wide power =
        power_of_ten(exponent < 0 ? -exponent : exponent);
    *exact = exponent < 0 ? fair__wide_div(&whole, &power)
                          : fair__wide_mul(&whole, &power);
    if (negative && digits != 0) *exact = fair__wide_neg(exact);
    *nearest = fair__wide_double(exact);
    return 1;
}
