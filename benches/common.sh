# What the benchmarks share; read by them, not run.
# shellcheck shell=bash

export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com

# The folder of the programs that are measured: the one named, else the newest build of the shipped target.
programs_in() {
    local root
    root=$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")
    local built=("$root"/target/*-linux-musl/release/git-checkpoint "$root/target/release/git-checkpoint")
    for program in "${1:+$1/git-checkpoint}" "${built[@]}"; do
        if [ -x "$program" ]; then
            dirname "$(realpath "$program")"
            return
        fi
    done
    echo 'no programs found: run cargo build --release, or name their folder' >&2
    return 1
}

# An empty room below $1, cleared away at the end; HOME is there too.
new_room() {
    [ -z "${room:-}" ] || rm -rf "$room"
    room=$(mktemp -d -p "${1:-${TMPDIR:-/tmp}}")
    export HOME="$room"
    trap 'rm -rf "$room"' EXIT
}

# The smallest program that a C compiler makes of the system's own C library.
empty_program() {
    printf 'int main(void) { return 0; }\n' >"$room/empty.c"
    cc -O2 -static -o "$1" "$room/empty.c"
}

# A project of 200 files at $room/$1, references as $2, with a SESSION.md; maintenance off so that it never
# falls into a measurement.
small_project() {
    git init -q -b main --ref-format="${2:-files}" "$room/$1" 2>/dev/null || git init -q -b main "$room/$1"
    (
        cd "$room/$1" || exit
        # cocogitto reads the author from there alone.
        git config user.name a
        git config user.email a@example.com
        git config maintenance.auto false
        git config gc.auto 0
        mkdir -p .git/hooks
        rm -f .git/hooks/*
        for folder in src lib docs tests; do
            mkdir "$folder"
            for number in $(seq 50); do echo "$folder $number" >"$folder/file$number.txt"; done
        done
        session_document >SESSION.md
        git add .
        git commit -q -m Start
        # What is as new as the index is read again by everyone (git's racy entries).
        sleep 0.1
        git update-index -q --refresh || true
        touch .git/index
    )
}

session_document() {
    cat <<'END'
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
}

checkpoint_message() {
    cat <<'END'
checkpoint: Phase 1 In Progress - The first file holds the time

Phase: 1 - Setup
Status: In Progress
Session: Wrote the time into the first file and read it back

Files Changed:
- src/file1.txt (modified)

Next: Do the first task in src/file1.txt:1
END
}

conventional_message() {
    printf 'feat: let the first file hold the time\n'
}

# Runs hyperfine with these options, $1 runs of each; what it measures is in measured.csv, what it says only if it fails.
measure_by_hyperfine() {
    local count=$1
    shift
    hyperfine -N --warmup 3 --runs "$count" --style none --export-csv "$room/measured.csv" "$@" >"$room/said" 2>&1 || {
        cat "$room/said" >&2
        exit 1
    }
}

# What figures are worth nothing without: the machine, the day and the versions.
machine() {
    printf '%s, %s %s, %s cores, %s\n' "$(date +%F)" "$(uname -s)" "$(uname -r | cut -d. -f1,2)" "$(nproc)" "$(git --version)"
}

# Each program of the name $1 on PATH, whoever made it.
all_on_path() {
    type -ap "$1" | awk '!seen[$0]++'
}

# Ends the run: what would be measured is not what the row says.
broken() {
    printf '%s\n' "$1" >&2
    exit 1
}

# Why something is not measured.
skipped() {
    printf '%s: not measured, %s\n' "$1" "$2" >&2
}

# The median of each name over all its rounds, in milliseconds: the median of the rounds' medians.
medians() {
    awk -F, 'NR > 1 { print $1, $4 * 1000 }' "$1" | sort -k1,1 -k2,2g |
        awk '{ if (NR == 1 || $1 != name) { flush(); name = $1; n = 0 } value[++n] = $2 }
            function flush() { if (n) print name, (value[int((n + 1) / 2)] + value[int(n / 2) + 1]) / 2 }
            END { flush() }'
}
