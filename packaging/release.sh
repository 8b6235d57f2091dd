#!/bin/sh
# Makes what a release consists of, in target/packages/release: for each target an archive with the
# programs, manual page, completions, licences and the changelog; SHA256SUMS; and notes.md, the
# changelog's section.
#
#   packaging/release.sh [TARGET …]       default: this machine's
#
# An archive unpacks over a prefix: tar -xzf FILE --strip-components=1 -C ~/.local
set -eu
source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$source/packaging/lib.sh"
[ $# -gt 0 ] || set -- "$shipped"
out=$packages/release
rm -rf "$out"
mkdir -p "$out"
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
trap 'exit 130' HUP INT TERM

# The section of this version; before that is cut, of what is unreleased.
notes() {
    for heading in "$version" Unreleased; do
        awk -v heading="$heading" '
            /^## / { inside = ($2 == heading || $2 == "[" heading "]"); next }
            inside { print }' "$source/CHANGELOG.md" >"$out/notes.md"
        if grep -q . "$out/notes.md"; then return; fi
    done
    fail "CHANGELOG.md has no section for $version"
}

# The programs have a folder to themselves, with links in bin, as install.sh has it.
archive() {
    name=git-checkpoint-$version-$1
    top=$staging/$name
    ending=$(ending_for "$1")
    mkdir -p "$top/bin" "$top/lib/git-checkpoint" "$top/share/doc/git-checkpoint"
    build_for "$1"
    for program in $programs; do
        cp "$built/$program$ending" "$top/lib/git-checkpoint/"
        chmod 0555 "$top/lib/git-checkpoint/$program$ending"
        [ -n "$ending" ] || ln -s "../lib/git-checkpoint/$program" "$top/bin/$program"
    done
    cp -R "$staging/share/." "$top/share/"
    for file in README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE; do
        cp "$source/$file" "$top/share/doc/git-checkpoint/"
    done
    # The same files give the same archive: names sorted, owners and times left out.
    tar -C "$staging" --sort=name --owner=0 --group=0 --numeric-owner \
        --mtime="@${SOURCE_DATE_EPOCH:-$(git -C "$source" log -1 --format=%ct)}" -cf - "$name" | gzip -9n >"$out/$name.tar.gz"
    rm -rf "$top"
}

notes
build_for "$shipped"
write_pages "$staging/share" "$built"
for target in "$@"; do archive "$target"; done
(cd "$out" && sha256sum ./*.tar.gz >SHA256SUMS)
say "Made in $out:"
ls -l "$out"
