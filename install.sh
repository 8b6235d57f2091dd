#!/bin/sh
# Builds git-checkpoint, installs its programs, and sets its hooks up in one repository.
#
#   ./install.sh [REPOSITORY]   default: the repository you are in
#   ./install.sh --demo         show the main job in a throw-away repository; installs nothing
#   ./install.sh --help
#
# PREFIX=/somewhere chooses another place than ~/.local: the programs go into lib/git-checkpoint, links into bin.
set -eu

programs='git-checkpoint checkpoint-commit-msg checkpoint-pre-commit checkpoint-post-commit checkpoint-post-rewrite'
started_in=$(pwd -P)
source=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

say() { printf '%s\n' "$*"; }
fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 2
}

usage() { sed -n '2,8s/^# \{0,1\}//p' "$source/install.sh"; }

need() {
    command -v "$1" >/dev/null 2>&1 || fail "$1 is missing. $2"
}

check_tools() {
    need git 'Get it from your package manager, or from https://git-scm.com'
    need rustc 'Get Rust from https://rustup.rs, then run this again.'
    need cargo 'Get Rust from https://rustup.rs, then run this again.'
}

# A program linked statically starts half a millisecond sooner, which each commit has three times;
# not every system has what that takes, so it is tried first.
can_link_statically() {
    case $host in *-linux-gnu) ;; *) return 1 ;; esac
    printf 'fn main() {}\n' >"$1/probe.rs"
    # shellcheck disable=SC2086 # several flags
    rustc $static_flags -o "$1/probe" "$1/probe.rs" 2>/dev/null && "$1/probe" 2>/dev/null
}

# Builds into the source's own target folder; puts the programs into "$1/bin".
build() {
    say "Building git-checkpoint (two minutes or so the first time) …"
    host=$(rustc -vV | sed -n 's/^host: //p')
    static_flags='-C target-feature=+crt-static -C relocation-model=static'
    if can_link_statically "$1"; then
        export RUSTFLAGS="${RUSTFLAGS:-} $static_flags"
        set -- "$1" --target "$host"
    fi
    root=$1
    shift
    (cd "$source" && cargo install --quiet --path . --locked --no-track --force \
        --root "$root" --target-dir "$source/target" "$@") || build_failed
}

# rustup brings no linker, and what cargo says of that is long.
build_failed() {
    command -v cc >/dev/null 2>&1 ||
        fail 'the build failed: there is no linker (cc). Get one (apt install gcc libc6-dev; xcode-select --install), then run this again.'
    fail 'the build failed; cargo says why above.'
}

# A rename replaces a program in one step, also while it runs. Mode 0555: hooks are links to
# these files, and a tool that writes "into the hook" must not overwrite them for every repository.
# They have a folder to themselves, with links in bin: what stands beside them goes with them.
put_programs() {
    mkdir -p "$2" "$3" || fail "cannot make $2 and $3"
    for program in $programs; do
        cp "$1/bin/$program" "$2/.$program.new"
        chmod 0555 "$2/.$program.new"
        mv -f "$2/.$program.new" "$2/$program"
        ln -s "../lib/git-checkpoint/$program" "$3/.$program.new" || fail "cannot make links in $3"
        mv -f "$3/.$program.new" "$3/$program"
    done
}

# `git checkpoint --help` makes git open this page.
put_manual() {
    pages=$(dirname "$1")/share/man/man1
    if mkdir -p "$pages" && "$1/git-checkpoint" man >"$pages/git-checkpoint.1"; then
        say "The manual page is $pages/git-checkpoint.1"
    else
        say "The manual page could not be put into $pages; \`git checkpoint -h\` works without it."
    fi
}

tell_path() {
    case ":$PATH:" in
    *":$1:"*) ;;
    *)
        say ''
        say "$1 is not on your PATH. The hooks work without; for the command \`git checkpoint\` add this to your shell's profile:"
        say "    export PATH=\"$1:\$PATH\""
        ;;
    esac
}

install_programs() {
    check_tools
    [ -n "${PREFIX:-}${HOME:-}" ] || fail 'neither PREFIX nor HOME is set: say where the programs go, PREFIX=/somewhere ./install.sh'
    bin=${PREFIX:-$HOME/.local}/bin
    lib=${PREFIX:-$HOME/.local}/lib/git-checkpoint
    staging=$(mktemp -d)
    trap 'rm -rf "$staging"' EXIT
    trap 'exit 130' HUP INT TERM
    build "$staging"
    put_programs "$staging" "$lib" "$bin"
    bin=$(CDPATH='' cd -- "$bin" && pwd -P)
    lib=$(CDPATH='' cd -- "$lib" && pwd -P)
    say "Installed in $lib, with links in $bin: $programs"
    put_manual "$bin"
    say "To undo: git checkpoint uninstall (in each repository), then remove $lib, the links and the page."
}

# In our own source the hooks would be of no use; anywhere else the repository gets them.
install_hooks() {
    top=$(git -C "$1" rev-parse --show-toplevel 2>/dev/null) || top=
    if [ -z "$top" ] && [ "$2" = named ]; then
        fail "$1 is not a git repository with a worktree; run \`git init\` there first. The programs are installed."
    elif [ -z "$top" ] || [ "$(CDPATH='' cd -- "$top" && pwd -P)" = "$source" ]; then
        say ''
        say 'Now, in your project:'
        say "    $bin/git-checkpoint install"
    else
        (cd "$1" && "$bin/git-checkpoint" install)
    fi
}

show() {
    printf '\n$ %s\n' "$1"
    sh -c "$1" || say "(exit code $?)"
}

demo() {
    check_tools
    room=$(mktemp -d)
    trap 'rm -rf "$room"' EXIT
    trap 'exit 130' HUP INT TERM
    build "$room"
    # The demonstration must not depend on, or touch, the settings of the person who runs it.
    export HOME="$room" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null PATH="$room/bin:$PATH"
    unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT GIT_CHECKPOINT || true
    mkdir "$room/tasks"
    cd "$room/tasks"
    sh "$source/tests/demo.sh" "$source"
}

case ${1:-} in
--demo) demo ;;
-h | --help) usage ;;
-*) fail "there is no option $1; see ./install.sh --help" ;;
'')
    install_programs
    install_hooks "$started_in" default
    tell_path "$bin"
    ;;
*)
    [ -d "$1" ] || fail "there is no folder $1"
    install_programs
    install_hooks "$1" named
    tell_path "$bin"
    ;;
esac
