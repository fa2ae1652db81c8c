/* SPDX-License-Identifier: MIT
 * Numbers to text and back, with integers only. */
#include "base/number.h"

#include <assert.h>
#include <string.h>

#include "base/big.h"

/* |x| = mantissa * 2^exponent */
static void
take_apart(double x, uint64_t *mantissa, int *exponent)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    const int biased = (int)(bits >> 52 & 0x7ff);
    assert(biased != 0x7ff);
    *mantissa = bits & ((UINT64_C(1) << 52) - 1);
    if (biased != 0) *mantissa |= UINT64_C(1) << 52;
    *exponent = (biased != 0 ? biased : 1) - 1075;
}

/* Adds one to the last of n digits; returns how many are left when nines have
 * become zeros that nobody writes, and counts *power up if all were nines. */
static int
round_up(char *digits, int n, int *power)
{
    while (n > 0 && digits[n - 1] == '9') n--;
    if (n == 0) {
        digits[n++] = '0';
        ++*power;
    }
    digits[n - 1]++;
    return n;
}

/* x = mantissa * 2^exponent = 10^*power * r / s with 1 <= r / s < 10; `below`
 * is half the distance to the next smaller double, to the scale of r. */
static void
scale(uint64_t mantissa, int exponent, uint32_t narrow, fair__big *r,
      fair__big *s, fair__big *below, int *power)
{
    fair__big_set(r, mantissa << (1 + narrow));
    fair__big_set(s, UINT64_C(1) << (1 + narrow));
    fair__big_set(below, 1);
    if (exponent >= 0) {
        fair__big_shift_left(r, (uint32_t)exponent);
        fair__big_shift_left(below, (uint32_t)exponent);
    } else {
        fair__big_shift_left(s, (uint32_t)-exponent);
    }
    /* With 2^e <= x < 2^(e+1) the power is floor(e * log10(2)) or one more;
     * 315653 / 2^20 gives that floor for every |e| < 1100 (all tried). */
    const int e = exponent + fair__bit_length(mantissa) - 1;
    const int64_t offset = 1100;
    *power = (int)(((e * INT64_C(315653)) + offset * 1048576) / 1048576 -
                   offset);
    if (*power >= 0) {
        fair__big_multiply_power_of_ten(s, *power);
    } else {
        fair__big_multiply_power_of_ten(r, -*power);
        fair__big_multiply_power_of_ten(below, -*power);
    }
    fair__big ten = *s;
    fair__big_multiply(&ten, 10);
    if (fair__big_order(r, &ten) >= 0) {
        *s = ten;
        ++*power;
    }
    /* fair__big_digit wants 28 bits on top. */
    const int spare = (60 - fair__bit_length(s->limb[s->n - 1])) % 32;
    fair__big_shift_left(s, (uint32_t)spare);
    fair__big_shift_left(r, (uint32_t)spare);
    fair__big_shift_left(below, (uint32_t)spare);
}

/* The digits of Steele and White 1990 (free format) with the choices of Gay
 * 1990: the bounds of the rounding interval belong to it if the mantissa is
 * even; of two shortest decimals the nearer one; on a tie the even digit. */
static int
shortest_digits(char digits[20], uint64_t mantissa, int exponent, int *power)
{
    fair__big r, s, below;
    /* At a power of two the next smaller double is half as far away as the
     * next larger one, unless it has the same exponent. */
    const uint32_t narrow =
        mantissa == UINT64_C(1) << 52 && exponent > -1074 ? 1 : 0;
    const int even = (mantissa & 1) == 0;
    scale(mantissa, exponent, narrow, &r, &s, &below, power);
    for (int n = 0;;) {
        const uint32_t digit = fair__big_digit(&r, &s);
        const int from_low = fair__big_order(&r, &below);
        const int from_high = fair__big_order_sum(&r, &below, narrow, &s);
        const int low = from_low < 0 || (from_low == 0 && even);
        const int high = from_high > 0 || (from_high == 0 && even);
        digits[n++] = (char)('0' + digit);
        if (low || high) {
            const int half = fair__big_order_sum(&r, &r, 0, &s);
            const int up = !low || (high && (half > 0 ||
                                             (half == 0 && digit % 2 == 1)));
            return up ? round_up(digits, n, power) : n;
        }
        fair__big_multiply(&r, 10);
        fair__big_multiply(&below, 10);
    }
}

static size_t
write_u64(char *out, uint64_t x)
{
    char reversed[20];
    size_t n = 0;
    do {
        reversed[n++] = (char)('0' + x % 10);
        x /= 10;
    } while (x != 0);
    for (size_t i = 0; i < n; i++) out[i] = reversed[n - 1 - i];
    out[n] = '\0';
    return n;
}

size_t
fair__format_u64(char out[FAIR__NUMBER_SIZE], uint64_t x)
{
    return write_u64(out, x);
}

size_t
fair__format_i64(char out[FAIR__NUMBER_SIZE], int64_t x)
{
    if (x >= 0) return fair__format_u64(out, (uint64_t)x);
    out[0] = '-';
    return 1 + write_u64(out + 1, 0 - (uint64_t)x);
}

/* Digits with the point after the first one, times 10^power. */
static size_t
lay_out_exponent(char *out, const char *digits, int n, int power)
{
    size_t used = 0;
    out[used++] = digits[0];
    if (n > 1) {
        out[used++] = '.';
        memcpy(out + used, digits + 1, (size_t)n - 1);
        used += (size_t)n - 1;
    }
    out[used++] = 'e';
    out[used++] = power < 0 ? '-' : '+';
    const uint64_t size = (uint64_t)(power < 0 ? -power : power);
    if (size < 10) out[used++] = '0';
    return used + write_u64(out + used, size);
}

/* The same without an exponent. */
static size_t
lay_out_plain(char *out, const char *digits, int n, int power)
{
    size_t used = 0;
    if (power < 0) {
        memcpy(out, "0.000", 5);
        used = 1 + (size_t)-power;
    }
    for (int i = 0; i < n || i <= power; i++) {
        if (i > 0 && i == power + 1) out[used++] = '.';
        out[used++] = i < n ? digits[i] : '0';
    }
    out[used] = '\0';
    return used;
}

size_t
fair__format_f64(char out[FAIR__NUMBER_SIZE], double x)
{
    /* Below 2^53 neighbours are at most 1 apart: no other number with as few
     * digits is within half of that. */
    if (x > -9007199254740992.0 && x < 9007199254740992.0 &&
        x == (double)(int64_t)x)
        return fair__format_i64(out, (int64_t)x);
    uint64_t mantissa;
    int exponent, power;
    char digits[20];
    take_apart(x, &mantissa, &exponent);
    const int n = shortest_digits(digits, mantissa, exponent, &power);
    const size_t sign = x < 0;
    if (sign) out[0] = '-';
    return sign + (power < -4 || power >= 16
                       ? lay_out_exponent(out + sign, digits, n, power)
                       : lay_out_plain(out + sign, digits, n, power));
}

size_t
fair__format_fixed(char out[FAIR__NUMBER_SIZE * 2], double x, int places)
{
    assert(places >= 0 && places <= 17);
    if (!(x > -1e18 && x < 1e18)) return fair__format_f64(out, x);
    uint64_t mantissa;
    int exponent;
    fair__big a;
    take_apart(x, &mantissa, &exponent);
    fair__big_round(&a, mantissa, exponent, places);
    const int negative = x < 0 && a.n > 0;
    char reversed[FAIR__NUMBER_SIZE * 2];
    size_t n = 0;
    for (int digit = 0; a.n > 0 || digit <= places; digit++) {
        if (digit == places && digit > 0) reversed[n++] = '.';
        reversed[n++] = (char)('0' + fair__big_divide_by_ten(&a));
    }
    if (negative) reversed[n++] = '-';
    for (size_t i = 0; i < n; i++) out[i] = reversed[n - 1 - i];
    out[n] = '\0';
    return n;
}

int
fair__parse_integer(const char *text, size_t length, int *negative,
                    uint64_t *magnitude)
{
    const int minus = length > 0 && text[0] == '-';
    size_t i = length > 0 && (minus || text[0] == '+') ? 1 : 0;
    if (i == length) return 0;
    uint64_t value = 0;
    for (; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return 0;
        const uint64_t digit = (uint64_t)(text[i] - '0');
        if (value > (UINT64_MAX - digit) / 10) return 0;
        value = value * 10 + digit;
    }
    if (minus && value > UINT64_C(1) << 63) return 0;
    *negative = minus && value != 0;
    *magnitude = value;
    return 1;
}
