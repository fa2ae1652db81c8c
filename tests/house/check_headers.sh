#!/bin/sh
# SPDX-License-Identifier: MIT
# Each public header compiles alone, in C11 and C++17, without a warning; each
# internal header stands alone too; the examples are valid C++17.
set -eu
root=$1
# In C++ the _INIT macros set the first field without its name; installed
# headers are system headers, where compilers keep that warning to themselves.
flags='-Wall -Wextra -Wpedantic -Werror -fsyntax-only'
cxx_flags="$flags -Wno-missing-field-initializers"
for header in "$root"/include/fairness/*.h; do
    # shellcheck disable=SC2086
    ${CC:-cc} -std=c11 $flags -I"$root/include" -x c "$header"
    # shellcheck disable=SC2086
    ${CXX:-c++} -std=c++17 $cxx_flags -I"$root/include" -x c++ "$header"
done
# No struct has padding: a field put there would leave the size unchanged, and
# an old program's garbage would be read as an option.
if [ "$(getconf LONG_BIT)" = 64 ]; then
    # shellcheck disable=SC2086
    ${CC:-cc} -std=c11 $flags -Wpadded -I"$root/include" -x c \
        "$root/include/fairness/fairness.h"
fi
for header in "$root"/libfairness/*/*.h; do
    # shellcheck disable=SC2086
    ${CC:-cc} -std=c11 $flags -Wno-unused-function -I"$root/include" \
        -I"$root/libfairness" -x c "$header"
done
for example in "$root"/examples/c/*.c; do
    # shellcheck disable=SC2086
    ${CXX:-c++} -std=c++17 $cxx_flags -I"$root/include" -x c++ "$example"
done
# Whoever has the headers elsewhere, and -Wextra, gets no warning in C either.
for example in "$root"/examples/c/*.c; do
    # shellcheck disable=SC2086
    ${CC:-cc} -std=c11 -D_DEFAULT_SOURCE $flags -I"$root/include" -x c \
        "$example"
done
# Beside another definition of the Arrow structs.
printf '#include <fairness/fairness.h>\nstruct ArrowSchema { int x; };\n' |
    ${CC:-cc} -std=c11 -Wall -Werror -fsyntax-only -I"$root/include" -x c -
echo "headers: ok"
