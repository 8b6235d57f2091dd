#!/usr/bin/env bash
# One checkpoint message judged, beside linters of commit messages that each judge one message of their own kind.
#   benches/message.sh [FOLDER OF THE PROGRAMS]
#
# Takes of committed, cog (cocogitto), convco, commitlint (commitlint-rs or the one for Node.js) and gitlint those
# that are on PATH, and says which are not. Interleaved rounds, medians in milliseconds. Needs hyperfine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benches/common.sh
. "$here/common.sh"
programs=$(programs_in "${1:-}")
rounds=6
runs=${RUNS:-180}

new_room "${PLACE:-/dev/shm}"
empty_program "$room/empty_program"
small_project project
cd "$room/project"
# The draft goes into the git dir; what is staged is what the message lists.
date +%N >src/file1.txt
git add src/file1.txt
checkpoint_message >"$room/checkpoint"
printf 'feat: let the first file hold the time\n' >"$room/conventional"
cp "$room/conventional" .git/COMMIT_EDITMSG
printf '{ "rules": { "type-empty": [2, "never"], "subject-empty": [2, "never"] } }\n' >.commitlintrc.json

names=() commands=()
add() {
    names+=("$1")
    commands+=("$2")
}
add 'an empty program' "$room/empty_program"
add 'git-checkpoint, an ordinary message' "$programs/checkpoint-commit-msg $room/conventional"
add 'git-checkpoint, a checkpoint' "$programs/checkpoint-commit-msg $room/checkpoint"

# $1 a program, $2 how it is called; a linter must pass the message, or what is measured is something else.
linter() {
    if ! command -v "$1" >/dev/null; then
        echo "$1: not on PATH, not measured" >&2
    elif sh -c "$2" >/dev/null 2>"$room/said"; then
        add "$1" "$2"
    else
        echo "$1: does not pass a conventional message here, not measured: $(head -n 1 "$room/said")" >&2
    fi
}
linter committed "committed --commit-file $room/conventional"
linter cog "cog verify --file $room/conventional"
linter convco "sh -c 'exec convco check --from-stdin <$room/conventional'"
linter gitlint "gitlint --ignore body-is-missing --msg-filename $room/conventional"
linter commitlint "commitlint --edit $room/conventional"

measured=()
for _ in $(seq $rounds); do
    for number in "${!names[@]}"; do measured+=(-n "$number" "${commands[number]}"); done
done
hyperfine -N --warmup 3 --runs "$((runs / rounds))" --style none --export-csv "$room/measured.csv" "${measured[@]}" >"$room/said" 2>&1 || { cat "$room/said" >&2; exit 1; }
echo '| judged by | median, ms | to git-checkpoint on a checkpoint |'
echo '|---|---|---|'
medians "$room/measured.csv" | sort -k1,1n | while read -r number median; do
    printf '%s\t%s\n' "${names[number]}" "$median"
done | awk -F'\t' '{ name[NR] = $1; median[NR] = $2 }
    END { for (row = 1; row <= NR; row++) printf "| %s | %.2f | %.2f |\n", name[row], median[row], median[row] / median[3] }'
