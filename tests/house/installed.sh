#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs into a scratch folder and builds the examples as a user would:
# shared through pkg-config, static with FAIR_STATIC, once as C++17, and with
# CMake where it is there.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
DESTDIR=$stage meson install -C "$root/build" --quiet
prefix=$(find "$stage" -path '*/include/fairness/fairness.h' |
    sed 's|/include/fairness/fairness.h$||')
pc=$(dirname "$(find "$stage" -name libfairness.pc)")
lib=$(dirname "$(find "$stage" -name libfairness.so.0)")
export PKG_CONFIG_PATH="$pc" PKG_CONFIG_SYSROOT_DIR="$stage"
flags=$(pkg-config --cflags --libs libfairness)
for name in audit scores training_loop merge gate serve_plan evaluate_plan; do
    # shellcheck disable=SC2086
    cc -std=c11 -Wall -Werror "$root/examples/c/$name.c" -o "$stage/$name" \
        $flags -pthread
    LD_LIBRARY_PATH=$lib "$stage/$name"
    cc -std=c11 -Wall -Werror -DFAIR_STATIC -I"$prefix/include" \
        "$root/examples/c/$name.c" "$lib/libfairness.a" -lm -pthread \
        -o "$stage/$name-static"
    "$stage/$name-static" >/dev/null
    # shellcheck disable=SC2086
    c++ -std=c++17 -Wall -Werror -x c++ "$root/examples/c/$name.c" -x none \
        -o "$stage/$name-cpp" $flags -pthread
    LD_LIBRARY_PATH=$lib "$stage/$name-cpp" >/dev/null
done
if command -v cmake >/dev/null 2>&1; then
    mkdir "$stage/cmake"
    cat >"$stage/cmake/CMakeLists.txt" <<CMAKE
cmake_minimum_required(VERSION 3.13)
project(user C)
find_package(libfairness 0.1 REQUIRED CONFIG)
add_executable(user "$root/examples/c/audit.c")
target_link_libraries(user libfairness::fairness)
add_executable(user_static "$root/examples/c/audit.c")
target_link_libraries(user_static libfairness::fairness_static)
CMAKE
    # By its folder: Meson installs into lib64 on a Debian without
    # dpkg-architecture, and there CMake does not look below a prefix.
    cmake -G Ninja -S "$stage/cmake" -B "$stage/cmake/build" \
        -Dlibfairness_DIR="$lib/cmake/libfairness" >/dev/null
    cmake --build "$stage/cmake/build" >/dev/null
    "$stage/cmake/build/user" >/dev/null
    "$stage/cmake/build/user_static" >/dev/null
    echo "installed: pkg-config, static, C++17 and CMake: ok"
else
    echo "installed: pkg-config, static and C++17: ok (CMake not installed)"
fi
