# Shared by the scripts of this folder. POSIX sh; sourced, with $source set to the top of the clone.
# shellcheck shell=sh disable=SC2034,SC2154 # what the scripts that source it set and use

programs='git-checkpoint checkpoint-commit-msg checkpoint-pre-commit checkpoint-post-commit checkpoint-post-rewrite'
# Where packages are put.
packages=$source/target/packages

say() { printf '%s\n' "$*"; }
fail() {
    say "FAILED: $*" >&2
    exit 1
}

# The value of a key in the [package] table of Cargo.toml.
field() { sed -n "s/^$1 = \"\\(.*\\)\"\$/\\1/p" "$source/Cargo.toml" | head -n 1; }

version=$(field version)
host=$(rustc -vV | sed -n 's/^host: //p')
case $host in
x86_64-*-linux-* | aarch64-*-linux-*) shipped=${host%%-*}-unknown-linux-musl ;;
*) shipped=$host ;;
esac

# A static program runs on every Linux, whichever C library that has.
rustflags_for() {
    case $1 in
    *-linux-musl) say '-C target-feature=+crt-static -C relocation-model=static' ;;
    *-windows-*) say '-C target-feature=+crt-static' ;;
    *) say '' ;;
    esac
}

# Builds for the target $1 into "$built".
build_for() {
    built=$source/target/$1/release
    (cd "$source" && RUSTFLAGS=$(rustflags_for "$1") cargo build --release --locked --bins --target "$1" --target-dir "$source/target") ||
        fail "the build for $1 failed (is it there? rustup target add $1)"
}

ending_for() { case $1 in *-windows-*) say .exe ;; *) say '' ;; esac; }

# Pages and completions are the same for all targets; a program of this machine writes them.
write_pages() {
    mkdir -p "$1/man/man1" "$1/bash-completion/completions" "$1/zsh/site-functions" "$1/fish/vendor_completions.d"
    "$2/git-checkpoint" man >"$1/man/man1/git-checkpoint.1"
    "$2/git-checkpoint" completions bash >"$1/bash-completion/completions/git-checkpoint"
    "$2/git-checkpoint" completions zsh >"$1/zsh/site-functions/_git-checkpoint"
    "$2/git-checkpoint" completions fish >"$1/fish/vendor_completions.d/git-checkpoint.fish"
}
