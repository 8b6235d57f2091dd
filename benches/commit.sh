#!/usr/bin/env bash
# Whole commits: without hooks, with three empty programs as hooks, and with ours, in one interleaved run.
#   benches/commit.sh [FOLDER OF THE PROGRAMS]
#
#   PLACES='/dev/shm /var/tmp'      folders to work in: in memory and on a disk
#   REFS='files reftable'           how references are stored
#   FORMS='links shims configured'  how the hooks are put in place
#   KINDS='ordinary checkpoint amend'
#   RUNS=240                        commits of each
#
# Prints medians in milliseconds and ratios. Needs hyperfine and a C compiler; for configured hooks git 2.54.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benches/common.sh
. "$here/common.sh"
programs=$(programs_in "${1:-}")
runs=${RUNS:-240}
rounds=8
hooks='pre-commit commit-msg post-commit'

can_configure() {
    printf '2.54\n%s\n' "$(git --version | sed 's/^git version //')" | sort -C -V
}

# put HOOKS OF FORM: $1 links, shims or configured, $2 the program of the hook $3, in the repository of now.
put_hook() {
    case $1 in
        links) ln -s "$2" ".git/hooks/$3" ;;
        shims)
            printf '#!/bin/sh\nexec "%s" "$@"\n' "$2" >".git/hooks/$3"
            chmod +x ".git/hooks/$3"
            ;;
        configured)
            git config --file hooks.conf "hook.bench-$3.event" "$3"
            git config --file hooks.conf "hook.bench-$3.command" "$2"
            ;;
    esac
}

# $1 a name, $2 a form; whose: none, empty, ours.
project() {
    small_project "$1" "$3"
    cd "$room/$1"
    for hook in $hooks; do
        case ${1##*-} in
            empty) put_hook "$2" "$room/empty_program" "$hook" ;;
            ours) put_hook "$2" "$programs/checkpoint-$hook" "$hook" ;;
        esac
    done
    if [ -e hooks.conf ]; then
        mv hooks.conf .git/hooks.conf
        git config include.path hooks.conf
    fi
    cd "$here"
}

# The command that makes a commit of that kind; every commit has one changed file.
commit_of() {
    case $1 in
        ordinary) echo 'commit -q -m Ordinary src/file1.txt' ;;
        checkpoint) echo "commit -q -F $room/message src/file1.txt" ;;
        amend) echo 'commit -q --amend --no-edit --allow-empty src/file1.txt' ;;
    esac
}

# One row: place, references, form, kind.
measure() {
    local kind=$4 measured=() name
    for name in none empty ours; do project "$name" "$3" "$2"; done
    # In short rounds, because a file system is slower the more was deleted on it just before.
    for _ in $(seq $rounds); do
        for name in none empty ours; do
            measured+=(--prepare "sh -c 'date +%N >$room/$name/src/file1.txt'")
        done
    done
    for _ in $(seq $rounds); do
        for name in none empty ours; do
            measured+=(-n "$name" "git -C $room/$name $(commit_of "$kind")")
        done
    done
    measure_by_hyperfine "$((runs / rounds))" "${measured[@]}"
    medians "$room/measured.csv" | awk -v row="$1 | $2 | $3 | $4" '{ m[$1] = $2 }
        END { printf "| %s | %.2f | %.2f | %.2f | %.2f | %.2f |\n", row, m["none"], m["empty"], m["ours"],
                  m["ours"] / m["empty"], m["ours"] / m["none"] }'
    rm -rf "$room/none" "$room/empty" "$room/ours"
}

machine
echo '| place | references | form | commit | no hooks, ms | three empty programs | git-checkpoint | to empty | to none |'
echo '|---|---|---|---|---|---|---|---|---|'
for place in ${PLACES:-/dev/shm /var/tmp}; do
    new_room "$place"
    empty_program "$room/empty_program"
    checkpoint_message >"$room/message"
    for refs in ${REFS:-files}; do
        for form in ${FORMS:-links}; do
            if [ "$form" = configured ] && ! can_configure; then
                echo "configured hooks: not measured, they need git 2.54" >&2
                continue
            fi
            for kind in ${KINDS:-ordinary checkpoint amend}; do
                measure "$place" "$refs" "$form" "$kind"
            done
        done
    done
done
