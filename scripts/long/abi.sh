# SPDX-License-Identifier: MIT
# The release as it is shipped, built from two folders of other names and
# depths, one of them outside of its sources: the same bytes, and none of a path.
have_packages binutils
place=$root/build-long/abi
one=$place/one
other=$place/another/folder/below
rm -rf "$place"
mkdir -p "$one" "$other"

both() {
    sh "$one/tests/house/release.sh" "$one/build" || die "the release"
    sh "$other/tests/house/release.sh" "$place/out" || die "the release"
}

for folder in "$one" "$other"; do
    git ls-files -z | tar -c --null -T - | tar -x -C "$folder"
done
both
for file in stripped.so libfairness/libfairness.so.0 libfairness/libfairness.a; do
    cmp "$one/build/$file" "$place/out/$file" || die "$file differs by folder"
done
for path in "$place" "$HOME" libfairness/base; do
    ! grep -qF "$path" "$one/build/stripped.so" ||
        die "$path is in the library"
done

# A path planted into both has to be found.
for folder in "$one" "$other"; do
    echo 'static const char bug[] __attribute__((used)) = __FILE__;' \
        >>"$folder/libfairness/base/version.c"
done
both >/dev/null
! cmp -s "$one/build/stripped.so" "$place/out/stripped.so" ||
    die "a path in the library is not found"
