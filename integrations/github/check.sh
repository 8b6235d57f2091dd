#!/usr/bin/env bash
# The second step of action.yml: judges the checkpoints of RANGE, else those from BASE to HEAD.
set -euo pipefail

has() { git rev-parse --quiet --verify --end-of-options "$1^{commit}" >/dev/null; }

is_shallow() { [ "$(git rev-parse --is-shallow-repository)" = true ]; }

# A branch that is new, or was pushed by force, has no commit before that is still there: all of
# it is judged, and of the default branch the last commit.
range() {
    local default="origin/$DEFAULT_BRANCH"
    if [ -n "${BASE//0/}" ] && has "$BASE"; then
        echo "$BASE..$HEAD"
    elif has "$default" && [ "$(git rev-list --max-count=1 "$default..$HEAD")" ]; then
        echo "$default..$HEAD"
    else
        echo "$HEAD"
    fi
}

cut_off() {
    # shellcheck disable=SC2016 # the quotes are for people
    echo '::error title=git-checkpoint::the history is cut off: give actions/checkout `fetch-depth: 0`'
}

if [ -z "$RANGE" ] && is_shallow; then
    cut_off
    exit 2
fi
commits=${RANGE:-$(range)}
arguments=("$commits" --format github)
if [ "$STRICT" = true ]; then arguments+=(--strict); fi
echo "git checkpoint check ${arguments[*]}"
code=0
git-checkpoint check "${arguments[@]}" || code=$?
if [ "$code" = 2 ] && is_shallow; then cut_off; fi
exit "$code"
