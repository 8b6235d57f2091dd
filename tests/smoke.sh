#!/bin/sh
# The main job once, with real git, on any system that has a POSIX shell (on Windows that of git):
# the hooks are installed, refuse a message, record a commit, and go away.
#
#   tests/smoke.sh FOLDER       the folder that holds the programs
set -eu
programs=$(CDPATH='' cd -- "$1" && pwd -P)
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
PATH=$programs:$PATH
export HOME="$room" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$room/gitconfig"

fail() {
    printf 'smoke.sh: %s\n' "$*" >&2
    exit 1
}

git init -q -b main "$room/my project"
cd "$room/my project"
git config user.name 'A. Author'
git config user.email author@example.com
mkdir docs
printf '# Plan\n\n## Phase 1: Setup\n\n- [ ] Write the code\n' >docs/IMPLEMENTATION_PHASES.md
git-checkpoint install
git-checkpoint doctor
git-checkpoint init
git add .
git commit -q -m 'Start the project'
grep -q 'Last Commit.*: [0-9a-f]\{7,\} (' SESSION.md || fail 'post-commit has recorded nothing'
echo code >code.txt
git add .
if git commit -q -m 'checkpoint: nonsense'; then fail 'commit-msg has refused nothing'; fi
[ -s .git/CHECKPOINT_EDITMSG ] || fail 'there is no draft of the refused message'
git commit -q -F - <<'END'
checkpoint: Phase 1 In Progress - Code written

Phase: 1 - Setup
Status: In Progress
Session: The code is written.

Files Changed:
- code.txt (new)
- SESSION.md (progress)

Next: Try the code of code.txt:1
END
grep -q "Last Checkpoint.*: $(git rev-parse --short HEAD) (" SESSION.md || fail 'the checkpoint is not recorded'
git-checkpoint check HEAD
git commit -q --amend --no-edit
grep -q "Last Checkpoint.*: $(git rev-parse --short HEAD) (" SESSION.md || fail 'the amend is not followed'
git-checkpoint uninstall
for hook in pre-commit commit-msg post-commit post-rewrite; do
    [ ! -e ".git/hooks/$hook" ] || fail "$hook is still there"
done
git commit -q --allow-empty -m 'checkpoint: nonsense'
echo 'The hooks work here.'
