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
    need rustc "Get Rust $(needed_rust) or newer from https://rustup.rs, then run this again."
    need cargo "Get Rust $(needed_rust) or newer from https://rustup.rs, then run this again."
    check_rust "$(needed_rust)" "$(cd "$source" && rustc --version)"
}

needed_rust() { sed -n 's/^rust-version = "\([0-9]*\.[0-9]*\).*/\1/p' "$source/Cargo.toml"; }

# What a distribution packages is often too old; rustup's toolchain stands beside it.
check_rust() {
    found=$(printf '%s\n' "$2" | sed -n 's/^rustc \([0-9]*\.[0-9]*\)\..*/\1/p')
    [ -n "$found" ] && is_older "$found" "$1" || return 0
    if command -v rustup >/dev/null 2>&1; then
        fail "Rust $1 or newer is needed, and this is $found. Run \`rustup update stable\`, then this again."
    fi
    fail "Rust $1 or newer is needed, and $(command -v rustc) is $found. Get it from https://rustup.rs, then run this again in a new shell."
}

# Of two versions with two numbers each.
is_older() {
    [ "${1%.*}" -lt "${2%.*}" ] || { [ "${1%.*}" -eq "${2%.*}" ] && [ "${1#*.}" -lt "${2#*.}" ]; }
}

# A program linked statically starts sooner, which each commit has three times, and soonest with
# musl. Not every machine can, so what is tried first is a program that does nothing.
static_flags='-C target-feature=+crt-static -C relocation-model=static'
links_statically() {
    printf 'fn main() {}\n' >"$2/probe.rs"
    # shellcheck disable=SC2086 # several flags
    (cd "$source" && rustc $static_flags --target "$1" -o "$2/probe" "$2/probe.rs") 2>/dev/null && "$2/probe" 2>/dev/null
}

# Without a network this must not keep anybody waiting.
fetch_target() {
    command -v rustup >/dev/null 2>&1 || return 1
    (cd "$source" && RUSTUP_MAX_RETRIES=0 timeout 60 rustup target add "$1") >/dev/null 2>&1
}

# Sets target and flags, and says which it took.
choose_target() {
    target=$(cd "$source" && rustc -vV | sed -n 's/^host: //p')
    flags=$static_flags
    case $target in
    x86_64-*-linux-* | aarch64-*-linux-*) musl=${target%%-*}-unknown-linux-musl ;;
    *-linux-*) musl= ;;
    *)
        flags=
        return
        ;;
    esac
    if [ -n "$musl" ] && { links_statically "$musl" "$1" || { fetch_target "$musl" && links_statically "$musl" "$1"; }; }; then
        target=$musl
        say 'The programs are linked statically, with musl.'
    elif links_statically "$target" "$1"; then
        say "The programs are linked statically, with glibc${musl:+: $musl is not to be had here, with which they would start sooner}."
    else
        flags=
        say 'The programs are linked dynamically: this machine has what static linking takes neither for musl nor for glibc.'
    fi
}

# Builds into the source's own target folder; sets built to where the programs are.
build() {
    choose_target "$1"
    say 'Building git-checkpoint: some two minutes on two idle cores the first time, seconds after that.'
    began=$(date +%s)
    (cd "$source" && { [ -z "$flags" ] || export RUSTFLAGS="${RUSTFLAGS:-} $flags"; } &&
        cargo build --release --locked --bins --target "$target" --target-dir "$source/target") || build_failed
    say "Built in $(($(date +%s) - began)) seconds."
    built=$source/target/$target/release
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
        cp "$1/$program" "$2/.$program.new"
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

# What to run next, after the line that leads up to it.
tell_next() {
    say ''
    say "$1"
    shift
    for command in "$@"; do say "    $command"; done
}

in_project='git checkpoint init      # once: SESSION.md from docs/IMPLEMENTATION_PHASES.md
    git checkpoint resume    # where the work stands, and what is next
    git checkpoint commit -a --summary "…" --session "…"    # a checkpoint'

install_programs() {
    check_tools
    [ -n "${PREFIX:-}${HOME:-}" ] || fail 'neither PREFIX nor HOME is set: say where the programs go, PREFIX=/somewhere ./install.sh'
    bin=${PREFIX:-$HOME/.local}/bin
    lib=${PREFIX:-$HOME/.local}/lib/git-checkpoint
    staging=$(mktemp -d)
    trap 'rm -rf "$staging"' EXIT
    trap 'exit 130' HUP INT TERM
    build "$staging"
    put_programs "$built" "$lib" "$bin"
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
        tell_path "$bin"
        tell_next 'Next, in your project:' 'git checkpoint install   # the hooks' "$in_project"
    else
        (cd "$1" && "$bin/git-checkpoint" install)
        tell_path "$bin"
        tell_next "Next, in $top:" "$in_project"
    fi
}

demo() {
    check_tools
    room=$(mktemp -d)
    trap 'rm -rf "$room"' EXIT
    trap 'exit 130' HUP INT TERM
    build "$room"
    mkdir "$room/bin"
    for program in $programs; do cp "$built/$program" "$room/bin/"; done
    # The demonstration must not depend on, or touch, the settings of the person who runs it.
    export HOME="$room" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null PATH="$room/bin:$PATH"
    unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT GIT_CHECKPOINT || true
    mkdir "$room/tasks"
    cd "$room/tasks"
    sh "$source/tests/demo.sh" || fail 'the demonstration broke off'
    tell_next 'Next, to have it in a project of yours:' "$source/install.sh /path/to/your-project" "$in_project"
}

case ${1:-} in
--demo) demo ;;
-h | --help) usage ;;
-*) fail "there is no option $1; see ./install.sh --help" ;;
'')
    install_programs
    install_hooks "$started_in" default
    ;;
*)
    [ -d "$1" ] || fail "there is no folder $1"
    install_programs
    install_hooks "$1" named
    ;;
esac
