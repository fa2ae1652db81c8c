/* SPDX-License-Identifier: MIT
 * Words of a row, and names that stand for another. */
#include "metric/words.h"

#include <string.h>

const char *
fair__word(const char *row_name, int which)
{
    const char *word = row_name;
    for (; which > 0; which--) word += strlen(word) + 1;
    return word;
}

int
fair__is_alias(const char *row_name, const char *name)
{
    const char *list = fair__word(row_name, FAIR__ALIASES);
    const size_t length = strlen(name);
    while (*list != '\0') {
        const size_t n = strcspn(list, " ");
        if (n == length && memcmp(list, name, n) == 0) return 1;
        list += n + (list[n] == ' ');
    }
    return 0;
}
