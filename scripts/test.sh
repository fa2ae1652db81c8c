#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, runs every test: the house rules, C with
# gcc, C with gcc and clang under sanitizers, the installed library through
# pkg-config and CMake, the wheel on every CPython there is, Python, the
# command line.
set -eu
. "$(dirname "$0")/lib.sh"

have_compiler
have_packages check clang libclang-rt-dev binutils abigail-tools cmake locales
have_venv scripts/requirements.txt scripts/requirements-test.txt

# A locale with a decimal comma, for the tests alone.
mkdir -p build/locales
[ -d build/locales/de_DE.UTF-8 ] ||
    localedef --no-archive -i de_DE -f UTF-8 build/locales/de_DE.UTF-8
FAIR_LOCALES=$root/build/locales
export FAIR_LOCALES

say "C: gcc"
configure -Dtests=enabled -Dexamples=enabled
ninja -C build >/dev/null || { ninja -C build; die "the build failed"; }
meson test -C build --print-errorlogs --quiet

# sanitized NAME COMPILER OPTION…: everything again under ASan and UBSan,
# where any finding ends the test.
sanitized() {
    name=$1
    compiler=$2
    shift 2
    say "C: $compiler with sanitizers"
    if [ ! -f "build-$name/build.ninja" ]; then
        CC=$compiler meson setup "build-$name" -Dtests=enabled \
            -Dexamples=enabled -Doptimization=1 \
            -Db_sanitize=address,undefined \
            "-Dc_args=-fno-sanitize-recover=all -fsanitize=float-cast-overflow" \
            "-Dc_link_args=-fsanitize=float-cast-overflow" \
            -Db_lundef=false "$@" >/dev/null || die "meson setup failed"
    fi
    ninja -C "build-$name" >/dev/null || { ninja -C "build-$name"; die "the build failed"; }
    meson test -C "build-$name" --no-suite house --print-errorlogs --quiet \
        --timeout-multiplier 4
}
sanitized gcc-sanitized gcc
sanitized clang-sanitized clang -Dfuzz=enabled

# With one seed and so many runs, so that a change is judged by what it did;
# new ground is for test-long.sh.
say "C: a short run of the fuzzers"
short_run() {
    mkdir -p "build-clang-sanitized/corpus-$1"
    "build-clang-sanitized/tests/fuzz/fuzz_$1" -seed=1 "-runs=$2" \
        "-max_len=$3" -verbosity=0 "build-clang-sanitized/corpus-$1" \
        "tests/fuzz/corpus/$1" >build-clang-sanitized/fuzz.log 2>&1 ||
        { cat build-clang-sanitized/fuzz.log; die "fuzz_$1"; }
}
short_run arrow 20000 4096
short_run calls 1500 18
short_run gate 2500 4096
short_run load 20000 4096
short_run plan 10000 8192

say "C: the installed library"
sh tests/house/installed.sh

say "C: the release"
sh tests/house/release.sh

install_package
say "the wheel"
again=
if git diff --quiet HEAD 2>/dev/null; then
    rm -rf build/sdist
    mkdir -p build/sdist/source
    python -c 'import mesonpy; mesonpy.build_sdist("build/sdist")' \
        >build/sdist/log 2>&1 ||
        { cat build/sdist/log; die "the source distribution"; }
    tar -xzf build/sdist/*.tar.gz -C build/sdist/source --strip-components=1 \
        --no-same-permissions
    build_wheel build/sdist/source build/sdist/wheel
    again=$(echo build/sdist/wheel/*.whl)
else
    echo "no commit with just these files, so not tested: the source distribution"
fi
python tests/wheel/check_wheel.py build/wheel/*.whl $again
python tests/wheel/pythons.py build/wheel/*.whl build/pythons

say "Python: references, Arrow structs, allocations that fail"
have_packages python3-dbg
if python3-dbg -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    sh tests/leaks/leaks.sh
else
    echo "python3-dbg is older than 3.11, so not tested: reference leaks"
fi
python tests/leaks/no_memory.py || [ $? = 77 ]

say "Python and the command line"
FAIRNESS_BUILD=$root/build python -m pytest -q -n 2 --dist loadfile tests/python
