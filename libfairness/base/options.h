/* SPDX-License-Identifier: MIT
 * Reading options structs that begin with their size (design: rule 4 of the
 * ABI). */
#ifndef FAIR_BASE_OPTIONS_H
#define FAIR_BASE_OPTIONS_H

#include <stddef.h>

#include <fairness/status.h>

/* Copies the caller's struct into one of known bytes (zeroed first).
 * given NULL: all zero.  A size smaller than first (the size of version 1) or
 * above 4096, or an unknown tail that is not zero: FAIR_ERR_ARGUMENT that
 * names `what`. */
fair_status fair__options_read(void *out, size_t known, size_t first,
                               const void *given, const char *what,
                               fair_error *err);

#endif
