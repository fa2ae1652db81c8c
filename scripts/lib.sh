# SPDX-License-Identifier: MIT
# Shared by quickstart.sh and test.sh: installs what is missing, once.

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1
venv=$root/.venv

started=$(date +%s)
say() { printf '\n== %s (after %d s)\n' "$*" $(($(date +%s) - started)); }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1; then sudo "$@"
    else die "not root and no sudo: install by hand: $*"
    fi
}

# have_package NAME…: Debian packages, installed only where one is missing.
have_packages() {
    missing=
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null |
            grep -q 'ok installed' || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    command -v apt-get >/dev/null 2>&1 ||
        die "these are missing and there is no apt-get:$missing"
    say "installing$missing"
    as_root apt-get update -qq
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
        die "apt-get could not install:$missing"
}

# The first Python of at least 3.11, or Debian's own.
find_python() {
    for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

# The compiler and Python's headers.
have_compiler() {
    have_packages gcc g++ libc6-dev pkg-config
    python=$(find_python) || { have_packages python3; python=$(find_python); } ||
        die "Python 3.11 or newer is needed"
    "$python" -c 'import ensurepip' 2>/dev/null || have_packages python3-venv
    header=$("$python" -c 'import sysconfig
print(sysconfig.get_path("include") + "/Python.h")')
    [ -f "$header" ] || have_packages "$("$python" -c 'import sys
print("python%d.%d-dev" % sys.version_info[:2])')"
}

# have_venv FILE…: .venv with the pinned packages of these requirement files;
# skipped where the same files were installed before.
have_venv() {
    [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" ||
        die "could not make $venv"
    stamp=$venv/.installed
    wanted=$(cat "$@")
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        say "installing Python packages into .venv"
        for file in "$@"; do
            "$venv/bin/python" -m pip install -q \
                --disable-pip-version-check -r "$file" ||
                die "pip could not install $file"
        done
        printf '%s' "$wanted" >"$stamp"
    fi
    PATH=$venv/bin:$PATH
    export PATH
}

# configure OPTION…: the Meson build in build/.
configure() {
    if [ -f build/build.ninja ]; then
        meson setup --reconfigure --clearcache build "$@"
    else
        meson setup build "$@"
    fi >build.log 2>&1 || { cat build.log; die "meson setup failed"; }
    mkdir -p build && mv build.log build/setup.log
}

# build_wheel SOURCE FOLDER: a wheel of the package, with the date of the last
# commit, so that the same sources give the same bytes.
build_wheel() {
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null ||
        echo 1700000000)}
    export SOURCE_DATE_EPOCH
    rm -rf "$2"
    "$venv/bin/python" -m pip wheel -q --disable-pip-version-check \
        --no-build-isolation --no-deps -w "$2" "$1" ||
        die "pip could not build the package"
}

# The package, from this source tree, into .venv.
install_package() {
    say "installing libfairness into .venv"
    build_wheel . build/wheel
    "$venv/bin/python" -m pip install -q --disable-pip-version-check \
        --no-deps --force-reinstall build/wheel/*.whl ||
        die "pip could not install the package"
}
