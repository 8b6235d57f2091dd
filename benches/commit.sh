#!/usr/bin/env bash
# Whole commits: without hooks, with three empty programs as hooks, and with ours, in one interleaved run.
#   benches/commit.sh [FOLDER OF THE PROGRAMS]
#
#   PLACES='/dev/shm /var/tmp'      folders to work in: in memory and on a disk
#   REFS='files reftable'           how references are stored
#   FORMS='links shims configured'  how the hooks are put in place
#   KINDS='ordinary checkpoint amend'
#   RUNS=240                        commits of each
#   NEIGHBOURS=1                    in the same run the hooks of benches/neighbours.sh, of those on PATH: ordinary commits
#
# Prints medians in milliseconds and ratios. Needs hyperfine and a C compiler; for configured hooks git 2.54.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benches/common.sh
. "$here/common.sh"
# shellcheck source=benches/linters.sh
. "$here/linters.sh"
# shellcheck source=benches/neighbours.sh
. "$here/neighbours.sh"
programs=$(programs_in "${1:-}")
runs=${RUNS:-240}
rounds=8
hooks='pre-commit commit-msg post-commit'

can_configure() {
    printf '2.54\n%s\n' "$(git --version | sed 's/^git version //')" | sort -C -V
}

# Adds to what is measured: a name, what puts its hooks into the repository of now, with one argument, and what proves
# that they run.
add() {
    names+=("$1") installs+=("$2") arguments+=("$3") proofs+=("$4")
}

# Puts the program $2 in place as the hook $1.
put_hook() {
    case $form in
        links) ln -s "$2" ".git/hooks/$1" ;;
        shims)
            printf '#!/bin/sh\nexec "%s" "$@"\n' "$2" >".git/hooks/$1"
            chmod +x ".git/hooks/$1"
            ;;
        configured)
            git config --file .git/hooks.conf "hook.bench-$1.event" "$1"
            git config --file .git/hooks.conf "hook.bench-$1.command" "$2"
            git config include.path hooks.conf
            ;;
    esac
}

empty_hooks() {
    for hook in $hooks; do put_hook "$hook" "$room/empty_program"; done
}

our_hooks() {
    for hook in $hooks; do put_hook "$hook" "$programs/checkpoint-$hook"; done
}

# One changed file, committed with the message $1.
commits() {
    date +%N >src/file1.txt
    git commit -q -m "$1" src/file1.txt
}

# In the place of the empty program one that leaves a mark.
run_three_times() {
    local mark=$room/ran
    mv "$room/empty_program" "$room/kept"
    printf '#!/bin/sh\necho ran >>"%s"\n' "$mark" >"$room/empty_program"
    chmod +x "$room/empty_program"
    commits "$(conventional_message)"
    mv "$room/kept" "$room/empty_program"
    wc -l "$mark" && [ "$(wc -l <"$mark")" = 3 ] && rm "$mark"
}

refuse_nonsense() {
    commits "$(conventional_message)" && ! commits 'nonsense'
}

# pre-commit names the file that nobody added, post-commit records, commit-msg refuses.
run_as_ours() {
    touch stray.txt
    commits "$(checkpoint_message)" 2>&1 | tee "$room/reported" && rm stray.txt
    grep 'untracked files *stray\.txt' "$room/reported" && grep "$(git rev-parse --short HEAD)" SESSION.md &&
        ! commits 'checkpoint: nonsense'
}

project() { # NUMBER REFS
    small_project "$1" "$2"
    cd "$room/$1"
    "${installs[$1]}" "${arguments[$1]}" >"$room/said" 2>&1
    cd "$here"
}

# A hook that does not run costs nothing: each is seen to run, in a project that is not measured.
prove() { # NUMBER REFS
    project "$1" "$2"
    cd "$room/$1"
    if ! "${proofs[$1]}" >"$room/said" 2>&1; then
        cat "$room/said" >&2
        broken "${names[$1]}: its hooks do not run"
    fi
    cd "$here"
    rm -rf "${room:?}/$1"
}

# The command that makes a commit of that kind; every commit has one changed file.
commit_of() {
    case $1 in
        ordinary) echo "commit -q -F $room/conventional src/file1.txt" ;;
        checkpoint) echo "commit -q -F $room/message src/file1.txt" ;;
        amend) echo 'commit -q --amend --no-edit --allow-empty src/file1.txt' ;;
    esac
}

# Short rounds, because a file system is slower the more was deleted on it just before.
interleaved() { # KIND
    local measured=() number
    for _ in $(seq $rounds); do
        for number in "${!names[@]}"; do
            measured+=(--prepare "sh -c 'date +%N >$room/$number/src/file1.txt'")
        done
    done
    for _ in $(seq $rounds); do
        for number in "${!names[@]}"; do
            measured+=(-n "$number" "git -C $room/$number $(commit_of "$1")")
        done
    done
    measure_by_hyperfine "$((runs / rounds))" "${measured[@]}"
    medians "$room/measured.csv" | sort -n >"$room/medians"
}

measure() { # PLACE REFS FORM KIND
    local number
    form=$3
    for number in "${!names[@]}"; do
        prove "$number" "$2"
        project "$number" "$2"
    done
    interleaved "$4"
    "print_$table" "$1 | $2 | $3 | $4"
    for number in "${!names[@]}"; do rm -rf "${room:?}/$number"; done
}

print_ours() {
    awk -v row="$1" '{ m[$1] = $2 }
        END { printf "| %s | %.2f | %.2f | %.2f | %.2f | %.2f |\n", row, m[0], m[1], m[2], m[2] / m[1], m[2] / m[0] }' \
        "$room/medians"
}

print_all() {
    local number median
    while read -r number median; do
        printf '%s\t%s\n' "${names[number]}" "$median"
    done <"$room/medians" | awk -F'\t' -v row="$1" '{ name[NR] = $1; m[NR] = $2 }
        END { for (n = 1; n <= NR; n++)
                  printf "| %s | %s | %.2f | %.2f | %.2f |\n", row, name[n], m[n], m[n] - m[1], (m[n] - m[1]) / (m[3] - m[1]) }'
}

print_head() {
    case $table in
        ours)
            echo '| place | references | form | commit | no hooks, ms | three empty programs | git-checkpoint | to empty | to none |'
            echo '|---|---|---|---|---|---|---|---|---|'
            ;;
        all)
            echo '| place | references | form | commit | hooks | commit, ms | hooks alone | to git-checkpoint |'
            echo '|---|---|---|---|---|---|---|---|'
            ;;
    esac
}

# What is measured, with the files that it needs, in the room of now.
contestants() {
    names=() installs=() arguments=() proofs=()
    empty_program "$room/empty_program"
    checkpoint_message >"$room/message"
    conventional_message >"$room/conventional"
    add 'no hooks' true '' true
    add 'three empty programs' empty_hooks '' run_three_times
    add git-checkpoint our_hooks '' run_as_ours
    if [ "$table" = all ]; then
        linter_settings
        each_neighbour add
    fi
}

table=ours kinds=${KINDS:-ordinary checkpoint amend}
[ -z "${NEIGHBOURS:-}" ] || table=all kinds=ordinary
machine
print_head
for place in ${PLACES:-/dev/shm /var/tmp}; do
    new_room "$place"
    contestants
    for refs in ${REFS:-files}; do
        for form in ${FORMS:-links}; do
            if [ "$form" = configured ] && ! can_configure; then
                echo "configured hooks: not measured, they need git 2.54" >&2
                continue
            fi
            for kind in $kinds; do
                measure "$place" "$refs" "$form" "$kind"
            done
        done
    done
done
