/* SPDX-License-Identifier: MIT
 * Reading and filling options structs that begin with their size (design:
 * rule 4 of the ABI). */
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

/* The other way: fills the caller's struct, which says its size, from all the
 * known bytes; a tail that is not known here becomes zero. */
fair_status fair__options_write(void *out, size_t first, const void *all,
                                size_t known, const char *what,
                                fair_error *err);

#endif
