/* SPDX-License-Identifier: MIT
 * A program that is built with -ffast-math, which turns on flush-to-zero as
 * it starts: prints the digest of its session. */
#define _GNU_SOURCE /* feenableexcept */
#include "digest.h"
#include "session_report.h"

int
main(void)
{
    static session s;
    static volatile double small = 0x1p-1022, half = 0.5;
    const int flushed = small * half == 0;
    session_prepare(&s);
    session_run(&s);
    printf("session %016llx\n",
           (unsigned long long)digest_of(s.text, s.length));
    session_free(&s);
#if defined(__x86_64__) && defined(__GNUC__)
    if (!flushed) return 2; /* where the flag does nothing nor does this */
#else
    (void)flushed;
#endif
    if (s.changed != NULL)
        fprintf(stderr, "%s left another environment\n", s.changed);
    return s.changed != NULL;
}
