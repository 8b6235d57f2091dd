# Hooks of others for benches/commit.sh; read by it, not run.
# shellcheck shell=bash disable=SC2154 # room and hooks are made by their reader
#
# husky and lefthook come from npm, pre-commit and prek from PyPI; the linters as benches/linters.sh says. A manager
# runs three hooks that do nothing, a linter is the commit-msg hook.

# Says each neighbour on PATH to the function $1: its name, what puts its hooks into the repository of now, with one
# argument, and what proves that they run.
each_neighbour() {
    add_neighbour=$1 commitlint=''
    each_linter linter_neighbour
    manager husky version_of_husky
    [ -z "$commitlint" ] || manager husky version_of_husky 'commitlint' husky_with "$commitlint" refuse_nonsense
    manager lefthook 'lefthook version'
    manager pre-commit 'pre-commit --version'
    manager prek 'prek --version'
}

linter_neighbour() { # NAME WORDS
    case $1 in 'commitlint '*) commitlint=$2 ;; esac
    "$add_neighbour" "$1" linter_hook "$2" refuse_nonsense
}

manager() { # PROGRAM HOW_TO_ASK_FOR_ITS_VERSION [WHAT_IT_RUNS INSTALL ARGUMENT PROOF]
    if command -v "$1" >/dev/null; then
        "$add_neighbour" "$1 $(version_in "$($2)"), ${3:-three empty programs}" \
            "${4:-${1//-/_}_hooks}" "${5:-}" "${6:-run_three_times}"
    else
        skipped "$1" 'not on PATH'
    fi
}

version_of_husky() {
    grep '"version"' "$(dirname "$(realpath "$(command -v husky)")")/package.json"
}

# The word FILE becomes what git hands to the hook.
judging() {
    local file="\"\$1\""
    echo "${1//FILE/$file}"
}

linter_hook() {
    printf '#!/bin/sh\nexec %s\n' "$(judging "$1")" >.git/hooks/commit-msg
    chmod +x .git/hooks/commit-msg
}

husky_hooks() {
    husky
    for hook in $hooks; do echo "$room/empty_program" >".husky/$hook"; done
}

husky_with() {
    husky
    judging "$1" >.husky/commit-msg
}

# Without LEFTHOOK_BIN, its hooks start it twice; what npm puts on PATH starts Node.js first.
lefthook_hooks() {
    LEFTHOOK_BIN=$(realpath "$(command -v lefthook)")
    case $LEFTHOOK_BIN in
        */lefthook/bin/index.js) LEFTHOOK_BIN=$(echo "${LEFTHOOK_BIN%/lefthook/bin/index.js}"/lefthook-*/bin/lefthook) ;;
    esac
    export LEFTHOOK_BIN
    for hook in $hooks; do
        printf '%s:\n  commands:\n    nothing:\n      run: %s\n' "$hook" "$room/empty_program"
    done >lefthook.yml
    "$LEFTHOOK_BIN" install
}

pre_commit_hooks() {
    framework_hooks pre-commit
}

prek_hooks() {
    framework_hooks prek
}

# The two read the same configuration.
framework_hooks() {
    cat >.pre-commit-config.yaml <<END
repos:
- repo: local
  hooks:
  - id: nothing
    name: nothing
    language: system
    entry: $room/empty_program
    always_run: true
    pass_filenames: false
    stages: [pre-commit, commit-msg, post-commit]
END
    "$1" install --hook-type pre-commit --hook-type commit-msg --hook-type post-commit
}
