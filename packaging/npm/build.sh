#!/bin/sh
# Packs the npm packages into target/packages/npm: one with the programs of this platform, and the
# one that people install, which depends on those of all platforms and holds no program itself.
#
#   packaging/npm/build.sh [TARGET …]     default: this machine's
#
# The hooks are links to the native programs in the platform's package. Only the companion, called
# as `npx git-checkpoint`, is started by node. Nothing runs when the packages are installed.
set -eu
source=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
. "$source/packaging/lib.sh"
[ $# -gt 0 ] || set -- "$shipped"
out=$packages/npm
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
trap 'exit 130' HUP INT TERM
mkdir -p "$out"

# os and cpu as node and npm name them.
platform_of() {
    case $1 in
    x86_64-*-linux-*) say 'linux x64' ;;
    aarch64-*-linux-*) say 'linux arm64' ;;
    x86_64-apple-darwin) say 'darwin x64' ;;
    aarch64-apple-darwin) say 'darwin arm64' ;;
    x86_64-*-windows-*) say 'win32 x64' ;;
    *) fail "npm has no name for $1" ;;
    esac
}

pack() { (cd "$1" && npm pack --silent --pack-destination "$out" >/dev/null) || fail "npm pack in $1"; }

common() {
    cat <<JSON
  "version": "$version",
  "license": "$(field license)",
  "homepage": "$(field homepage)",
  "repository": {"type": "git", "url": "git+$(field repository).git"},
JSON
}

# The programs lie beside package.json, not in a folder of their own: what they write into such a
# folder an upgrade would take away.
pack_platform() {
    # shellcheck disable=SC2046 # two words
    set -- "$1" $(platform_of "$1")
    name=git-checkpoint-$2-$3
    mkdir "$staging/$name"
    build_for "$1"
    ending=$(ending_for "$1")
    for program in $programs; do cp "$built/$program$ending" "$staging/$name/"; done
    cp "$source/LICENSE-MIT" "$source/LICENSE-APACHE" "$staging/$name/"
    cat >"$staging/$name/package.json" <<JSON
{
  "name": "$name",
$(common)
  "description": "The programs of git-checkpoint for $2 on $3; install git-checkpoint",
  "preferUnplugged": true,
  "os": ["$2"],
  "cpu": ["$3"]
}
JSON
    pack "$staging/$name"
}

pack_main() {
    mkdir "$staging/main"
    "$built/git-checkpoint$ending" man >"$staging/main/git-checkpoint.1"
    cp "$source/packaging/npm/git-checkpoint.js" "$source/README.md" "$source/CHANGELOG.md" \
        "$source/LICENSE-MIT" "$source/LICENSE-APACHE" "$staging/main/"
    cat >"$staging/main/package.json" <<JSON
{
  "name": "git-checkpoint",
$(common)
  "description": "$(field description)",
  "keywords": ["git", "hooks", "session", "checkpoint", "commit-msg"],
  "bin": {"git-checkpoint": "git-checkpoint.js"},
  "man": "./git-checkpoint.1",
  "engines": {"node": ">=18"},
  "optionalDependencies": {
    "git-checkpoint-darwin-arm64": "$version",
    "git-checkpoint-darwin-x64": "$version",
    "git-checkpoint-linux-arm64": "$version",
    "git-checkpoint-linux-x64": "$version",
    "git-checkpoint-win32-x64": "$version"
  }
}
JSON
    pack "$staging/main"
}

for target in "$@"; do pack_platform "$target"; done
pack_main
say "Packed into $out:"
ls -l "$out"
