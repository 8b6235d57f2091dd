#!/usr/bin/env bash
# One checkpoint message judged, beside linters of commit messages that each judge one message of their own kind.
#   benches/message.sh [FOLDER OF THE PROGRAMS]
#
#   PLACE=/dev/shm                  where the repository is
#   RUNS=180                        runs of each
#
# Takes of the linters in benches/linters.sh those that are on PATH, and says which are not. Interleaved rounds, medians
# in milliseconds. Needs hyperfine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benches/common.sh
. "$here/common.sh"
# shellcheck source=benches/linters.sh
. "$here/linters.sh"
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
conventional_message >"$room/conventional"
cp "$room/conventional" .git/COMMIT_EDITMSG

names=() commands=()
add() {
    names+=("$1")
    commands+=("$2")
}
add 'an empty program' "$room/empty_program"
add 'git-checkpoint, an ordinary message' "$programs/checkpoint-commit-msg $room/conventional"
add 'git-checkpoint, a checkpoint' "$programs/checkpoint-commit-msg $room/checkpoint"

# A linter must pass the message, or what is measured is something else.
linter() {
    local command=${2//FILE/$room/conventional}
    if sh -c "$command" >"$room/said" 2>&1; then
        add "$1" "$command"
    else
        skipped "$1" "it does not pass a conventional message here: $(head -n 1 "$room/said")"
    fi
}
linter_settings
each_linter linter

measured=()
for _ in $(seq $rounds); do
    for number in "${!names[@]}"; do measured+=(-n "$number" "${commands[number]}"); done
done
measure_by_hyperfine "$((runs / rounds))" "${measured[@]}"
machine
echo '| judged by | median, ms | to git-checkpoint on a checkpoint |'
echo '|---|---|---|'
medians "$room/measured.csv" | sort -k1,1n | while read -r number median; do
    printf '%s\t%s\n' "${names[number]}" "$median"
done | awk -F'\t' '{ name[NR] = $1; median[NR] = $2; if (NR > 3 && (!fastest || $2 < fastest)) fastest = $2 }
    END { for (row = 1; row <= NR; row++) printf "| %s | %.2f | %.2f |\n", name[row], median[row], median[row] / median[3]
          if (fastest) printf "\nA checkpoint judged takes %.2f of the fastest linter (at most 0.6).\n", median[3] / fastest }'
