/* SPDX-License-Identifier: MIT
 * Version and status names, and the layout of everything that is frozen. */
#include <fairness/fairness.h>

#include <float.h>
#include <stddef.h>

#if FLT_EVAL_METHOD != 0
#error "FLT_EVAL_METHOD must be 0: build with SSE2 (-msse2 -mfpmath=sse)"
#endif

_Static_assert(sizeof(fair_error) == 512, "fair_error is frozen");
_Static_assert(offsetof(fair_error, message) == 128, "fair_error is frozen");
_Static_assert(sizeof(fair_column) == 128, "fair_column is frozen");
_Static_assert(sizeof(fair_value) == 192, "fair_value is frozen");
_Static_assert(offsetof(fair_value, reason) == 80, "fair_value is frozen");

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
        "ENTROPY",
    };
    const size_t n = sizeof(names) / sizeof(names[0]);
    return status >= 0 && (size_t)status < n ? names[status] : "UNKNOWN";
}
