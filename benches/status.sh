#!/usr/bin/env bash
# pre-commit beside `git status --porcelain`, in a tree of 57,000 files and in one of 200.
#   benches/status.sh [FOLDER OF THE PROGRAMS]     needs hyperfine
set -euo pipefail
programs=$(cd "${1:-$(dirname "$0")/../target/release}" && pwd)
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

export HOME="$room" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com

# As many folders of 20 files as asked for, two levels deep, with a .gitignore, one file changed and one new.
tree() {
    git init -q -b main "$room/$1"
    (
        cd "$room/$1"
        git config gc.auto 0
        git config maintenance.auto false
        for folder in $(seq "$2"); do
            path="part$((folder / 50))/module$folder"
            mkdir -p "$path"
            for file in "$path"/file{1..20}.rs; do echo "$folder" >"$file"; done
        done
        printf 'target/\n*.log\n' >.gitignore
        git add .
        git commit -q -m Start
        echo changed >part0/module1/file1.rs
        mkdir part0/new
        echo new >part0/new/file.rs
        # What is as new as the index is read again by everyone (git's racy entries).
        sleep 1
        git add part0/module2
        touch .git/index
    )
}

compare() {
    echo "== $1"
    hyperfine --shell=none --warmup 5 --runs "${RUNS:-60}" --style basic \
        -n 'git status --porcelain' "git -C $room/$1 --no-optional-locks status --porcelain" \
        -n 'pre-commit' "env --chdir=$room/$1 $programs/checkpoint-pre-commit" \
        -n 'env alone' "env --chdir=$room/$1 true" 2>/dev/null
}

tree small 10
tree large 2850
uptime
compare small
compare large
