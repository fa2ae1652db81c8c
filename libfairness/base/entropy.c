/* SPDX-License-Identifier: MIT
 * A random key from the operating system. */
#define _DEFAULT_SOURCE /* getrandom */

#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/random.h>
#endif

#include "base/error.h"
#include "base/hash.h"

#define KEY_SIZE 16

static int
from_system_call(uint8_t key[KEY_SIZE])
{
#ifdef __linux__
    return getrandom(key, KEY_SIZE, 0) == KEY_SIZE;
#else
    (void)key;
    return 0;
#endif
}

/* For kernels and sandboxes that do not know the call. */
static int
from_device(uint8_t key[KEY_SIZE])
{
    const int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    size_t had = 0;
    while (had < KEY_SIZE) {
        const ssize_t n = read(file, key + had, KEY_SIZE - had);
        if (n <= 0) break;
        had += (size_t)n;
    }
    close(file);
    return had == KEY_SIZE;
}

fair_status
fair__entropy(uint8_t key[16], fair_error *err)
{
    uint8_t made[KEY_SIZE];
    if (!from_system_call(made) && !from_device(made))
        return fair__fail(err, FAIR_ERR_ENTROPY,
                          "the operating system gave no random bytes "
                          "(getrandom, /dev/urandom): set hash_key");
    for (size_t i = 0; i < KEY_SIZE; i++)
        key[i] = made[i];
    return FAIR_OK;
}
