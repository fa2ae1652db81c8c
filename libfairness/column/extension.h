/* SPDX-License-Identifier: MIT
 * Arrow types that are not supported, in words. */
#ifndef FAIR_COLUMN_EXTENSION_H
#define FAIR_COLUMN_EXTENSION_H

#include "column/arrow.h"

/* What a format string means ("decimal"), and how to mend it ("cast it to
 * …"). */
const char *fair__format_words(const char *format);
const char *fair__format_remedy(const char *format);

/* FAIR_ERR_TYPE if the schema's metadata name an extension type: what is
 * stored may mean something else than it looks like. */
fair_status fair__extension_check(const struct ArrowSchema *schema,
                                  const char *name, fair_error *err);

#endif
