/* SPDX-License-Identifier: MIT
 * Version and status names, and the layout of everything that is frozen. */
#include <fairness/fairness.h>

#include <float.h>
#include <stddef.h>

#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 1
#error "FLT_EVAL_METHOD must be 0 or 1: build with SSE2 (-msse2 -mfpmath=sse)"
#endif

#define FROZEN_SIZE(type, bytes) \
    _Static_assert(sizeof(type) == (bytes), #type " is frozen")
#define FROZEN(type, member, at) \
    _Static_assert(offsetof(type, member) == (at), #type " is frozen")

FROZEN_SIZE(fair_error, 512);
FROZEN(fair_error, row, 8);
FROZEN(fair_error, count, 16);
FROZEN(fair_error, column, 24);
FROZEN(fair_error, message, 128);
FROZEN_SIZE(fair_value, 192);
FROZEN(fair_value, numerator, 24);
FROZEN(fair_value, confidence, 56);
FROZEN(fair_value, n, 64);
FROZEN(fair_value, id, 72);
FROZEN(fair_value, reason, 80);
FROZEN(fair_value, method, 84);
FROZEN(fair_value, within_limit, 100);
FROZEN(fair_value, reserved, 104);
FROZEN_SIZE(fair_column, 128);
FROZEN(fair_column, length, 8);
FROZEN(fair_column, stride, 16);
FROZEN(fair_column, offset, 24);
FROZEN(fair_column, n_variadic, 32);
FROZEN(fair_column, validity, 40);
#if UINTPTR_MAX == UINT64_MAX /* offsets behind pointers */
FROZEN(fair_column, buffers, 48);
FROZEN(fair_column, variadic, 64);
FROZEN(fair_column, variadic_sizes, 72);
FROZEN(fair_column, dictionary, 80);
FROZEN_SIZE(fair_scalar, 40);
FROZEN(fair_scalar, integer, 8);
FROZEN(fair_scalar, number, 16);
FROZEN(fair_scalar, text, 24);
FROZEN(fair_scalar, length, 32);
FROZEN_SIZE(fair_feature_value, 48);
FROZEN(fair_feature_value, value, 8);
FROZEN_SIZE(fair_allocator, 32);
FROZEN(fair_allocator, resize, 16);
FROZEN(fair_allocator, free, 24);
#endif

const char *
fair_version(void)
{
    return FAIR_VERSION_STRING;
}

const char *
fair_status_name(fair_status status)
{
    static const char *const names[] = {
        "OK",       "ARGUMENT", "MEMORY",          "TYPE",
        "DATA",     "NONFINITE", "LIMIT",          "OVERFLOW",
        "MISMATCH", "CORRUPT",  "VERSION",         "DUPLICATE_SHARD",
        "INCOMPLETE", "EMPTY",  "WRITE",           "STREAM",
        "ENTROPY",  "STOPPED",  "INFEASIBLE",
    };
    const size_t n = sizeof(names) / sizeof(names[0]);
    return status >= 0 && (size_t)status < n ? names[status] : "UNKNOWN";
}
