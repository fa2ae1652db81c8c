# SPDX-License-Identifier: MIT
# Every C test on other machines, by cross compilers and QEMU: aarch64 (NEON),
# s390x (big-endian), i386 (32 bits).  The draws of tests/same have to end in
# the same bytes as here.
have_packages qemu-user-static gcc-aarch64-linux-gnu gcc-s390x-linux-gnu \
    gcc-i686-linux-gnu libc6-dev-arm64-cross libc6-dev-s390x-cross \
    libc6-dev-i386-cross
folder=$root/build-long/machines
mkdir -p "$folder"
draws=${FAIR_DRAWS:-100}

# shown LOG MESSAGE: dies, after the log.
shown() {
    cat "$1"
    die "$2"
}

# foreign_check ARCHITECTURE: the library Check of another architecture,
# unpacked into a folder of ours; the system stays as it is.
foreign_check() {
    place=$folder/check-$1
    [ ! -f "$place/done" ] || return 0
    mkdir -p "$place/lists/partial" "$place/archives/partial" "$place/sysroot"
    (
        cd "$place"
        set -- -qq -o "APT::Architecture=$1" -o "APT::Architectures=$1" \
            -o "Dir::State::lists=$place/lists" -o "Dir::Cache=$place" \
            -o "APT::Sandbox::User=$(id -un)"
        apt-get "$@" update || : # a mirror that is not whole may do
        apt-get "$@" download check libsubunit-dev
    ) || die "apt-get could not download check for $1"
    for package in "$place"/*.deb; do
        dpkg -x "$package" "$place/sysroot"
    done
    rm -f "$place"/sysroot/usr/lib/*/libsubunit.so # a link to nothing
    touch "$place/done"
}

# machine NAME ARCHITECTURE: builds and tests it, and adds a row to the table.
machine() {
    name=$1
    foreign_check "$2"
    build=$folder/$name
    if [ ! -f "$build/build.ninja" ]; then
        found=$(echo "$folder/check-$2"/sysroot/usr/lib/*/pkgconfig)
        PKG_CONFIG_LIBDIR=$found \
            PKG_CONFIG_SYSROOT_DIR=$folder/check-$2/sysroot \
            meson setup "$build" --cross-file "tests/machines/$name.ini" \
            -Dtests=enabled -Dexamples=enabled -Ddebug=false \
            >"$build.log" 2>&1 || shown "$build.log" "meson setup: $name"
    fi
    ninja -C "$build" >"$build.log" 2>&1 ||
        shown "$build.log" "the build for $name"
    rm -f "$build.digests"
    start=$(date +%s)
    # A process that is emulated takes up to twenty times as long.
    FAIR_DRAWS=$draws FAIR_DIGESTS=$build.digests CK_TIMEOUT_MULTIPLIER=20 \
        meson test -C "$build" --no-suite house --quiet --print-errorlogs \
        --timeout-multiplier 20 || failed_machines="$failed_machines $name"
    row "$name" "$(($(date +%s) - start))"
}

row() {
    log=$folder/$1/meson-logs/testlog.txt
    sort "$folder/$1.digests" >"$folder/$1.sorted"
    printf '%-8s %7d %6d %11d %7d %7d\n' "$1" \
        "$(grep -c '^ok ' "$log")" "$(grep -c '^not ok ' "$log")" \
        "$(wc -l <"$folder/$1.sorted")" \
        "$(comm -13 "$folder/here.sorted" "$folder/$1.sorted" | grep -c . || :)" \
        "$2" >>"$folder/table"
    cmp -s "$folder/here.sorted" "$folder/$1.sorted" ||
        failed_machines="$failed_machines $1"
}

here=$folder/here
[ -f "$here/build.ninja" ] ||
    meson setup "$here" -Dtests=enabled -Dexamples=disabled >"$here.log" 2>&1 ||
    shown "$here.log" "meson setup failed"
ninja -C "$here" tests/same/test_draws tests/same/test_environment \
    >"$here.log" 2>&1 || shown "$here.log" "the build failed"
rm -f "$here.digests"
for name in draws environment; do
    FAIR_DRAWS=$draws FAIR_DIGESTS=$here.digests CK_TIMEOUT_MULTIPLIER=20 \
        "$here/tests/same/test_$name" >"$here.log" 2>&1 ||
        shown "$here.log" "test_$name"
done
sort "$here.digests" >"$here.sorted"

failed_machines=
rm -f "$folder/table"
machine aarch64 arm64
machine s390x s390x
machine i386 i386
printf '%-8s %7s %6s %11s %7s %7s\n' \
    machine passed failed digests differ seconds
cat "$folder/table"
[ -z "$failed_machines" ] || die "not the same:$failed_machines"
