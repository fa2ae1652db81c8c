/* SPDX-License-Identifier: MIT
 * How calls end: a status code, and an error that the caller owns.
 *
 * Every fallible function returns a fair_status and takes a fair_error * last,
 * which may be NULL.  On success the error is left as it was.  On failure it
 * says what was wrong, where, and how to mend it, and nothing else changed:
 * outputs are untouched, objects are as before the call.  Nothing is printed,
 * nothing is kept in globals, errno is not used. */
#ifndef FAIRNESS_STATUS_H
#define FAIRNESS_STATUS_H

#include <stdint.h>

#include <fairness/version.h>

typedef int32_t fair_status;

#define FAIR_OK 0
#define FAIR_ERR_ARGUMENT 1   /* what was asked for makes no sense */
#define FAIR_ERR_MEMORY 2     /* the allocator refused */
#define FAIR_ERR_TYPE 3       /* a column type that is not supported */
#define FAIR_ERR_DATA 4       /* a value in the rows that may not be there */
#define FAIR_ERR_NONFINITE 5  /* NaN or infinity where a number is needed */
#define FAIR_ERR_LIMIT 6      /* too many groups, values, bytes, features */
#define FAIR_ERR_OVERFLOW 7   /* a count or sum beyond what can be held */
#define FAIR_ERR_MISMATCH 8   /* two things that do not belong together */
#define FAIR_ERR_CORRUPT 9    /* saved bytes that are damaged */
#define FAIR_ERR_VERSION 10   /* saved bytes of a format not known here */
#define FAIR_ERR_DUPLICATE_SHARD 11 /* the same shard merged twice */
#define FAIR_ERR_INCOMPLETE 12      /* a shard of the manifest is missing */
#define FAIR_ERR_EMPTY 13           /* a report of no rows */
#define FAIR_ERR_WRITE 14           /* the caller's writer refused */
#define FAIR_ERR_STREAM 15          /* the caller's Arrow stream failed */
#define FAIR_ERR_ENTROPY 16 /* no random key from the operating system */
#define FAIR_ERR_STOPPED 17 /* the caller's watch stopped the call */
#define FAIR_ERR_INFEASIBLE 18 /* no plan satisfies what was asked for */

/* What went wrong.  Frozen at 512 bytes.  Messages are English, for people,
 * and not API; codes are API.  Control bytes are escaped, a message that is
 * too long is cut at a UTF-8 boundary. */
typedef struct fair_error {
    int32_t code;      /* one of FAIR_ERR_* */
    uint32_t reserved; /* zero */
    int64_t row;       /* first bad row, 0-based within the call or stream;
                          -1 where no row is meant */
    uint64_t count;    /* how many rows are bad in that way; 0 unknown */
    char column[104];  /* name of the column or option, "" if none */
    char message[384]; /* one line, NUL-terminated */
} fair_error;

#ifdef __cplusplus
extern "C" {
#endif

/* Name of a status code without its prefix, such as "NONFINITE" for
 * FAIR_ERR_NONFINITE and "OK" for FAIR_OK: a static string; "UNKNOWN" for a
 * number that is no status.  Since 0.1. */
FAIR_API const char *fair_status_name(fair_status status);

#ifdef __cplusplus
}
#endif
#endif
