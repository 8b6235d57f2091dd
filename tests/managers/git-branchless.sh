# git-branchless, built from its crate: it adds lines of its own to hooks, post-commit and post-rewrite among them.
own_hook=none
get() {
    command -v cargo || { echo 'cargo is needed'; return 1; }
    cargo install --quiet --locked --root "$tools/branchless" git-branchless
}
branchless() { "$tools/branchless/bin/git-branchless" "$@"; }
is_usable() { branchless --version; }
# Its hooks call it by name.
plan() { export PATH="$tools/branchless/bin:$PATH"; }
set_up() { branchless init; }
add_lines() { :; }
update() { branchless init; }
take_out() { branchless init --uninstall; }
