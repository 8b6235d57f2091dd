# git-lfs, from the system: its hooks stand beside ours, post-commit among them.
own_hook=none
get() {
    git lfs version || { echo 'git-lfs is needed'; return 1; }
}
is_usable() { git lfs version; }
plan() {
    echo '*.bin filter=lfs diff=lfs merge=lfs -text' >.gitattributes
    git add .gitattributes && { git diff --cached --quiet || git commit -q -n -m 'Track by git-lfs'; }
}
set_up() {
    # Where a hook stands already it prints what to add, and the rest works.
    git lfs install --local || git lfs install --local --skip-repo
}
add_lines() { :; }
update() { git lfs install --local || true; }
take_out() {
    git lfs uninstall --local || true
    git rm -q .gitattributes && git commit -q -n -m 'Leave git-lfs'
}
