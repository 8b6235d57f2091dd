#!/usr/bin/env bash
# pre-commit beside `git status --porcelain`: time and memory, by the number of files and by what there is to report.
#   benches/status.sh [FOLDER OF THE PROGRAMS]
#
#   FILES='200 5000 57000'          sizes of the tree; 250000 takes a minute to make
#   CASES='quiet stray modified sixteen thousand'
#   PLACE=/dev/shm                  where the tree is made
#   RUNS=40                         runs of each
#
# Interleaved rounds, medians in milliseconds, peak memory in MiB. fsmonitor and the untracked cache help git alone: the
# last rows of each size have them on, fsmonitor where git has its daemon. Needs hyperfine and GNU time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benches/common.sh
. "$here/common.sh"
programs=$(programs_in "${1:-}")
runs=${RUNS:-40}
rounds=4

# Folders of 20 files, two levels deep, with a .gitignore.
tree() {
    git init -q -b main "$room/tree"
    (
        cd "$room/tree"
        git config gc.auto 0
        git config maintenance.auto false
        for folder in $(seq $(($1 / 20))); do
            path="part$((folder / 50))/module$folder"
            mkdir -p "$path"
            for file in "$path"/file{1..20}.rs; do echo "$folder" >"$file"; done
        done
        printf 'target/\n*.log\n' >.gitignore
        git add .
        git commit -q -m Start
        # What is as new as the index is read again by everyone (git's racy entries).
        sleep 1
        git update-index -q --refresh
        touch .git/index
    )
}

# Leaves in the worktree what the case is about.
prepare() {
    git -C "$room/tree" clean -qfd
    git -C "$room/tree" checkout -q .
    cd "$room/tree"
    case $1 in
        stray) echo new >part0/module1/new.rs ;;
        modified) echo changed >part0/module1/file1.rs ;;
        sixteen) for number in {1..16}; do echo changed >"part0/module$((number % 10 + 1))/file$number.rs"; done ;;
        thousand) for number in {1..1000}; do echo new >"part0/module$((number % 10 + 1))/new$number.rs"; done ;;
    esac
    cd "$here"
    # The report of the run before is known; each run must look as if it were the first.
    rm -rf "$room/tree/.git/checkpoint"
}

peak() {
    command time -f %M "$@" 2>&1 >/dev/null | tail -n 1 | awk '{ printf "%.1f", $1 / 1024 }'
}

measure() {
    local measured=() status=(git -C "$room/tree" --no-optional-locks status --porcelain)
    local hook=(env --chdir="$room/tree" "$programs/checkpoint-pre-commit") started=(env --chdir="$room/tree" true)
    for _ in $(seq $rounds); do
        measured+=(-n status "${status[*]}" -n hook "${hook[*]}" -n started "${started[*]}")
    done
    measure_by_hyperfine "$((runs / rounds))" "${measured[@]}"
    # The hook is started through env, whose own time is taken off.
    medians "$room/measured.csv" | awk -v row="$1 | $2" -v memory="$(peak "${status[@]}") | $(peak "${hook[@]}")" '
        { m[$1] = $2 }
        END { ours = m["hook"] - m["started"]
              printf "| %s | %.2f | %.2f | %.2f | %s |\n", row, m["status"], ours, ours / m["status"], memory }'
}

# $1 files. Both are seen to be in the index before anything is measured.
measure_caches() {
    local git=(git -C "$room/tree")
    prepare quiet
    "${git[@]}" config core.untrackedCache true
    "${git[@]}" status --porcelain >/dev/null
    grep -aq UNTR "$room/tree/.git/index" || broken 'the index has no untracked cache'
    measure "$1" 'untracked cache, quiet'
    if ! git version --build-options | grep -q 'feature: fsmonitor--daemon'; then
        skipped "fsmonitor, $1 files" 'this git has no daemon for it'
        return
    fi
    "${git[@]}" config core.fsmonitor true
    "${git[@]}" fsmonitor--daemon start >/dev/null
    # The first asks the daemon what changed, the second knows of all files that they did not.
    for _ in 1 2; do "${git[@]}" status --porcelain >/dev/null; done
    [ "$("${git[@]}" ls-files -f | grep -c '^h')" -ge "$1" ] || broken 'fsmonitor tells git nothing'
    measure "$1" 'untracked cache and fsmonitor, quiet'
    "${git[@]}" fsmonitor--daemon stop >/dev/null 2>&1
}

machine
echo '| files | case | git status, ms | pre-commit | ratio | git status, MiB | pre-commit |'
echo '|---|---|---|---|---|---|---|'
for files in ${FILES:-200 5000 57000}; do
    new_room "${PLACE:-/dev/shm}"
    tree "$files"
    for case in ${CASES:-quiet stray modified sixteen thousand}; do
        prepare "$case"
        measure "$files" "$case"
    done
    measure_caches "$files"
done
