# Shared by the scripts of this folder: a project with a hook manager and git-checkpoint, in
# both orders of installation, through a day's work. POSIX sh; sourced by `play`.
#
# A manager's script defines, each run at the top of the project:
#   get         fetches the manager into "$tools", or says why it cannot and returns 1
#   is_usable   whether this user can run it
#   plan        commits its configuration
#   set_up      sets it up with a commit-msg hook that runs `echo ran >>"$mark"`
#   add_lines   puts what `git checkpoint install` printed (file $1) into its configuration
#   update      what users run from time to time (`… install` again)
#   take_out    the manager's own uninstallation
# and names in $hooks the hooks that it runs with its lines in place.

say() { printf '%s\n' "$*"; }
fail() {
    say "FAILED: $manager, $git_version, $form, $order, uid $(id -u): $*"
    [ ! -f "$room/out" ] || sed 's/^/    /' "$room/out"
    exit 1
}

# Runs a command; its output is in "$room/out".
quietly() { "$@" >"$room/out" 2>&1; }
must() { quietly "$@" || fail "$*"; }
refuses() { ! quietly "$@" || fail "accepted: $*"; }

new_project() {
    project="$room/my project $git_version $form $order"
    mkdir -p "$project"
    cd "$project" || exit 1
    must git init -q -b main .
    git config user.name 'A. Author'
    git config user.email 'author@example.com'
    mark="$room/mark $git_version $form $order"
    export mark
    : >"$mark"
    mkdir -p docs src/routes
    cp "$source/tests/managers/SESSION.md" SESSION.md
    printf '# Plan\n\n## Phase 3: Tasks API\n' >docs/IMPLEMENTATION_PHASES.md
    i=0
    while [ $i -lt 60 ]; do say line; i=$((i + 1)); done >src/routes/tasks.ts
    say node_modules >.gitignore
    say '{"name": "project", "version": "1.0.0"}' >package.json
    must git add .
    must git commit -q -m 'Start the project'
}

install_ours() {
    if quietly git checkpoint install "--$form"; then return; fi
    cp "$room/out" "$room/printed"
    add_lines "$room/printed" >"$room/out" 2>&1 || fail 'the printed lines cannot be added'
    must git checkpoint doctor
    must git add -A
    git diff --cached --quiet || must git commit -q -n -m 'Have the manager run git-checkpoint'
}

recorded() { grep -q "^\*\*$1\*\*: $(git rev-parse --short "$2")" SESSION.md || fail "$1 is not $2"; }

checkpoint_message() {
    cat <<END
checkpoint: Phase 3 In Progress - $1

Phase: 3 - Tasks API
Status: In Progress
Session: Worked on the endpoints

Files Changed:
- $2 (new)

Next: Implement PATCH in src/routes/tasks.ts:47
END
}

work() {
    step=$1
    : >"$mark"
    say "$step" >"src/$step.ts"
    must git add "src/$step.ts"
    must git commit -q -m "Ordinary $step"
    recorded 'Last Commit' HEAD
    [ "$2" = alone ] || [ "${own_hook:-}" = none ] || grep -q ran "$mark" || fail "the manager's own hook did not run ($step)"
    say "$step" >"src/$step-2.ts"
    must git add "src/$step-2.ts"
    refuses git commit -q -m 'checkpoint: nonsense'
    grep -q 'error\[subject\]' "$room/out" || fail 'the refusal is not shown'
    checkpoint_message "$step" "src/$step-2.ts" >"$room/message"
    must git commit -q -F "$room/message"
    recorded 'Last Checkpoint' HEAD
    must git commit -q --amend --allow-empty --no-edit --date='2026-01-01T00:00:00Z'
    recorded 'Last Checkpoint' HEAD
    must git rebase -q --autostash --force-rebase HEAD~1
    must git commit -q --allow-empty -m "After the rebase $step"
    recorded 'Last Checkpoint' HEAD~1
}

nothing_is_left() {
    must git checkpoint uninstall
    ! grep -qi checkpoint .git/config || fail 'the configuration names git-checkpoint'
    [ ! -e .git/checkpoint ] || fail 'state is left'
    for file in .git/hooks/*; do
        ! grep -q 'git-checkpoint' "$file" 2>/dev/null || fail "$file is left"
    done
}

play_order() {
    order=$1
    new_project
    plan >"$room/out" 2>&1 || fail 'cannot be planned'
    if [ "$order" = manager-first ]; then
        set_up >"$room/out" 2>&1 || fail 'cannot be set up'
        install_ours
    else
        must git checkpoint install "--$form"
        set_up >"$room/out" 2>&1 || fail 'cannot be set up after git-checkpoint'
        quietly git checkpoint doctor || install_ours
    fi
    must git checkpoint doctor
    work first both
    update >"$room/out" 2>&1 || fail 'its own update'
    quietly git checkpoint doctor || install_ours
    work second both
    take_out >"$room/out" 2>&1 || fail 'its own uninstallation'
    must git checkpoint install "--$form"
    must git checkpoint doctor
    work third alone
    nothing_is_left
    say "ok: $manager, $git_version, $form, $order, uid $(id -u)"
}

# The commands that `git checkpoint doctor --json` names, one on a line.
fixes() {
    python3 -c 'import json, sys; print("\n".join(problem["fix"] for problem in json.load(sys.stdin)["problems"] if problem["level"] == "error"))'
}
