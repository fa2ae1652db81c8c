/* SPDX-License-Identifier: MIT
 * Reading options structs that begin with their size. */
#include "base/options.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"

#define SIZE_LIMIT 4096 /* far beyond any struct: garbage is not read */

static fair_status
bad_size(size_t size, size_t first, const char *what, fair_error *err)
{
    return fair__fail_at(
        err, FAIR_ERR_ARGUMENT, what, -1, 0,
        "%s: size is %u, expected %u to %u: initialise the struct with its "
        "_INIT macro",
        what, (uint64_t)size, (uint64_t)first, (uint64_t)SIZE_LIMIT);
}

fair_status
fair__options_read(void *out, size_t known, size_t first, const void *given,
                   const char *what, fair_error *err)
{
    assert(first >= sizeof(size_t) && first <= known && known <= SIZE_LIMIT);
    if (given == NULL) {
        memset(out, 0, known);
        return FAIR_OK;
    }
    size_t size;
    memcpy(&size, given, sizeof(size));
    if (size < first || size > SIZE_LIMIT)
        return bad_size(size, first, what, err);

    const unsigned char *bytes = given;
    for (size_t i = known; i < size; i++)
        if (bytes[i] != 0)
            return fair__fail_at(
                err, FAIR_ERR_ARGUMENT, what, -1, 0,
                "%s: a field at byte %u is set that this version of the "
                "library does not know: use a newer library, or leave it 0",
                what, (uint64_t)i);

    memset(out, 0, known);
    memcpy(out, given, size < known ? size : known);
    return FAIR_OK;
}

fair_status
fair__options_write(void *out, size_t first, const void *all, size_t known,
                    const char *what, fair_error *err)
{
    assert(first >= sizeof(size_t) && first <= known && known <= SIZE_LIMIT);
    size_t size;
    memcpy(&size, out, sizeof(size));
    if (size < first || size > SIZE_LIMIT)
        return bad_size(size, first, what, err);
    unsigned char *bytes = out;
    memset(bytes + sizeof(size), 0, size - sizeof(size));
    memcpy(bytes + sizeof(size), (const unsigned char *)all + sizeof(size),
           (size < known ? size : known) - sizeof(size));
    return FAIR_OK;
}
