# A day with the hooks in a new project, for `try`. POSIX sh; sourced.
# shellcheck shell=sh disable=SC2154,SC2164 # of the script that sources it: room, source, set -e

# Runs a command; its output is in "$room/out".
quietly() { "$@" >"$room/out" 2>&1; }
must() { quietly "$@" || { cat "$room/out"; fail "$*"; }; }
refuses() { ! quietly "$@" || { cat "$room/out"; fail "accepted: $*"; }; }

# What is in a folder, but for what git itself and any commit changes.
listing() {
    find "$1" \( -name objects -o -name logs -o -name refs -o -name __pycache__ \) -prune -o -print | grep -v -e COMMIT_EDITMSG -e '/index$' | LC_ALL=C sort
}
remember() { listing "$1" >"$room/before-$(basename "$1")"; }
is_as_before() {
    listing "$1" >"$room/after"
    diff "$room/before-$(basename "$1")" "$room/after" || fail "$1 is not as it was before"
}

new_project() {
    rm -rf "$room/project"
    project=$room/project
    must git init -q "$project"
    cd "$project"
    cat >SESSION.md <<'MD'
# Session State

**Current Phase**: Phase 1
**Current Stage**: Implementation
**Last Checkpoint**: [none yet]
**Planning Docs**: `PLAN.md`

---

## Phase 1: Setup [In Progress]

**Progress**:

- [ ] First task <-- CURRENT

**Next Action**: Do the first task in PLAN.md:1
MD
    printf '# Plan\n\n## Phase 1: Setup\n' >PLAN.md
    cat >"$room/message" <<'MESSAGE'
checkpoint: Phase 1 In Progress - Setup

Phase: 1 - Setup
Status: In Progress
Session: Set the project up

Files Changed:
- None

Next: Do the first task in PLAN.md:1
MESSAGE
    must git add .
    must git commit -q -m 'Start the project'
    cp .git/config "$room/config"
    remember .git
}

# Installs the hooks, and sees all of them at work.
day() {
    must git checkpoint install
    must git checkpoint doctor
    is_native
    refuses git commit -q --allow-empty -m 'checkpoint: nonsense'
    must git commit -q --allow-empty -m 'An ordinary commit'
    ! grep -q . "$room/out" || { cat "$room/out"; fail 'an ordinary commit prints something'; }
    is_recorded 'Last Commit'
    must git commit -q --allow-empty -F "$room/message"
    is_recorded 'Last Checkpoint'
    must git commit -q --allow-empty --amend -F "$room/message" --date 2026-01-01T12:00:00
    is_recorded 'Last Checkpoint'
    say scratch >scratch.txt
    must git commit -q --allow-empty -m 'With a file left out'
    grep -q scratch.txt "$room/out" || fail 'an uncommitted file is not reported'
    rm scratch.txt
}

is_recorded() {
    grep -q "^\*\*$1\*\*: $(git rev-parse --short HEAD) " SESSION.md || { cat SESSION.md; fail "$1 is not HEAD"; }
}

# What git runs is a compiled program, not a script around one.
is_native() {
    for hook in pre-commit commit-msg post-commit post-rewrite; do
        started=.git/hooks/$hook
        [ -e "$started" ] || continue
        if head -n 1 "$started" | grep -q '^#!'; then
            started=$(sed -n "s/^for .* \\(.*checkpoint-$hook\\); do\$/\\1/p" "$started" | tr -d "'")
        fi
        [ -f "$started" ] || fail "cannot tell what $hook runs"
        ! head -n 1 "$started" | grep -q '^#!' || fail "$hook runs $started, which is not a native program"
    done
}

leave_project() {
    must git checkpoint uninstall
    cmp -s .git/config "$room/config" || fail "uninstall leaves $(diff "$room/config" .git/config)"
    is_as_before .git
}

shows_manual() {
    command -v man >/dev/null || { say 'not tried: git checkpoint --help, for there is no man'; return; }
    must env MANPAGER=cat PAGER=cat git checkpoint --help
    grep -q 'git checkpoint resume' "$room/out" || { cat "$room/out"; fail 'git checkpoint --help does not show the page'; }
}
