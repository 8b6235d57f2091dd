#!/usr/bin/env bash
# A whole `git commit` with our hooks beside one without, in a small repository.
#   benches/commit.sh [FOLDER OF THE PROGRAMS]     needs hyperfine
set -euo pipefail
programs=$(cd "${1:-$(dirname "$0")/../target/release}" && pwd)
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

export HOME="$room" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com

printf 'int main(void) { return 0; }\n' >"$room/empty.c"
cc -O2 -o "$room/nothing" "$room/empty.c" 2>/dev/null || ln -s /bin/true "$room/nothing"

# A project of 200 files, with a SESSION.md, maintenance off so that it never falls into a measurement.
project() {
    git init -q -b main "$room/$1"
    (
        cd "$room/$1"
        git config maintenance.auto false
        git config gc.auto 0
        mkdir -p .git/hooks
        rm -f .git/hooks/*
        for folder in src lib docs tests; do
            mkdir "$folder"
            for number in $(seq 50); do echo "$folder $number" >"$folder/file$number.txt"; done
        done
        cat >SESSION.md <<'END'
# Session State

**Current Phase**: Phase 1
**Current Stage**: Implementation
**Last Checkpoint**: [none yet]
**Planning Docs**: `docs/file1.txt`

---

## Phase 1: Setup [In Progress]

**Progress**:

- [ ] First task <-- CURRENT

**Next Action**: Do the first task in src/file1.txt:1
END
        git add .
        git commit -q -m Start
    )
}

project none
project empty
project ours
for hook in pre-commit commit-msg post-commit; do
    ln -s "$room/nothing" "$room/empty/.git/hooks/$hook" 2>/dev/null || true
    ln -s "$programs/checkpoint-$hook" "$room/ours/.git/hooks/$hook"
done

# Each commit has one changed file; writing it, and hyperfine's shell, are not measured. In short
# rounds, because a file system is slower the more was deleted on it just before.
rounds=6
measured=()
for _ in $(seq $rounds); do
    for name in none empty ours; do
        measured+=(--prepare "sh -c 'date +%N >$room/$name/src/file1.txt'")
    done
done
for _ in $(seq $rounds); do
    for name in none empty ours; do
        measured+=(-n "$name" "git -C $room/$name commit -q -m Ordinary src/file1.txt")
    done
done
hyperfine -N --warmup 5 --runs "$((${RUNS:-300} / rounds))" --style none --export-csv "$room/measured.csv" \
    "${measured[@]}" >/dev/null 2>&1
awk -F, 'NR > 1 { mean[$1] += $2 * 1000 / rounds }
    END {
        printf "no hooks             %5.1f ms\n", mean["none"]
        printf "three empty programs %5.1f ms, %.2f times\n", mean["empty"], mean["empty"] / mean["none"]
        printf "git-checkpoint       %5.1f ms, %.2f times\n", mean["ours"], mean["ours"] / mean["none"]
    }' rounds=$rounds "$room/measured.csv"
