#!/usr/bin/env bash
# git's own tests with our hooks in every repository that they make:
#     tests/git-suite.sh GIT PROGRAMS [--clean-tree] [SCRIPT…]
# GIT is a built source tree of git 2.54 or newer (`make`), PROGRAMS the folder of our programs (target/release).
# SCRIPTs are names in GIT/t (t3404-rebase-interactive.sh), by default all. Each is run twice: with hooks that do
# nothing, and with ours; a test that passes with the former alone is named, and the exit code is 1. Tests that compare
# what a commit prints with the warning that pre-commit promises are looked at by hand.
# GIT_TEST_DEFAULT_REF_FORMAT=reftable and GIT_TEST_DEFAULT_HASH=sha256 are git's own switches; JOBS=4 runs so many.
set -euo pipefail

git_tree=$(cd "$1" && pwd)
programs=$(cd "$2" && pwd)
shift 2
mode=hooks
if [ "${1-}" = --clean-tree ]; then
    mode=clean-tree
    shift
fi
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

# Configured hooks: those in .git/hooks are the tests' own.
configured_hooks() {
    local event
    for event in commit-msg pre-commit post-commit post-rewrite; do
        printf '[hook "suite-%s"]\n\tcommand = %s\n\tevent = %s\n' "$event" "$1$event" "$event"
    done
}

# A tree like the one given, whose repositories begin with these hooks; it stays as it is.
tree_with() { # NAME COMMAND
    local tree=$room/$1
    mkdir -p "$tree/t"
    ln -s "$git_tree"/* "$tree/" 2>/dev/null || true
    ln -s "$git_tree"/t/* "$tree/t/" 2>/dev/null || true
    rm -f "$tree/GIT-BUILD-OPTIONS" "$tree/bin-wrappers" "$tree/t/test-results"
    cp -R "$git_tree/templates/blt" "$tree/template"
    configured_hooks "$2" >>"$tree/template/config"
    if [ "$1" = ours ] && [ "$mode" = clean-tree ]; then
        printf '[filter "git-checkpoint"]\n\tprocess = %s filter-process\n\tclean = %s filter-clean %%f\n\tsmudge = %s filter-smudge %%f\n' \
            "$programs/git-checkpoint" "$programs/git-checkpoint" "$programs/git-checkpoint" >>"$tree/template/config"
        mkdir -p "$tree/template/info"
        echo 'SESSION.md filter=git-checkpoint' >>"$tree/template/info/attributes"
    fi
    sed "s|^GIT_TEST_TEMPLATE_DIR=.*|GIT_TEST_TEMPLATE_DIR='$tree/template'|" \
        "$git_tree/GIT-BUILD-OPTIONS" >"$tree/GIT-BUILD-OPTIONS"
    # The git that the tests find on PATH sets its own template, whatever the environment says.
    mkdir "$tree/bin-wrappers"
    for program in "$git_tree"/bin-wrappers/*; do
        sed "s|GIT_TEMPLATE_DIR='.*'|GIT_TEMPLATE_DIR='$tree/template'|" "$program" \
            >"$tree/bin-wrappers/$(basename "$program")"
    done
    chmod +x "$tree"/bin-wrappers/*
}

# Runs a script in that tree; its results are in a file.
run() { # TREE SCRIPT
    (cd "$room/$1/t" && bash "./$2" >"$room/$1-$2.out" 2>&1) || true
}

failures() { # TREE SCRIPT
    sed -n '/# TODO known breakage/d; s/ # .*//; s/^not ok \([0-9]* - .*\)/\1/p' "$room/$1-$2.out" | sort
}

passes() { # TREE SCRIPT
    sed -n 's/ # .*//; s/^ok \([0-9]* - .*\)/\1/p' "$room/$1-$2.out" | sort
}

# What passes with hooks that do nothing must pass with ours: a script that dies names no test that failed.
compare() { # SCRIPT
    run nothing "$1"
    run ours "$1"
    printf '%s: %s pass and %s fail with hooks that do nothing, %s and %s with ours\n' "$1" \
        "$(grep -c '^ok ' "$room/nothing-$1.out")" "$(failures nothing "$1" | wc -l)" \
        "$(grep -c '^ok ' "$room/ours-$1.out")" "$(failures ours "$1" | wc -l)"
    comm -23 <(passes nothing "$1") <(passes ours "$1") | sed "s/^/ONLY WITH OURS: $1: /"
}

# Without this, a tree in which no hook runs would pass: what only our hooks refuse, in a test of git's own kind.
hooks_run() {
    cat >"$room/t0000-hooks-run.sh" <<'END'
#!/bin/sh
test_description='our hooks run'
. ./test-lib.sh
test_expect_success 'an ordinary commit passes' 'git commit --allow-empty -m Ordinary'
test_expect_success 'a checkpoint that says nothing passes' 'git commit --allow-empty -m "checkpoint: nonsense"'
test_done
END
    for tree in nothing ours; do
        cp "$room/t0000-hooks-run.sh" "$room/$tree/t/"
        run "$tree" t0000-hooks-run.sh
    done
    [ "$(passes nothing t0000-hooks-run.sh | wc -l) $(passes ours t0000-hooks-run.sh | wc -l)" = '2 1' ] ||
        { echo 'our hooks do not run in such a repository' >&2 && exit 2; }
}

# Programs for hooks that do nothing, under the names of the events.
mkdir "$room/bin"
for event in commit-msg pre-commit post-commit post-rewrite; do
    printf '#!/bin/sh\nexit 0\n' >"$room/bin/nothing-$event"
    chmod +x "$room/bin/nothing-$event"
done
tree_with nothing "$room/bin/nothing-"
tree_with ours "$programs/checkpoint-"
hooks_run
if [ $# -eq 0 ]; then
    for script in "$git_tree"/t/t[0-9]*.sh; do set -- "$@" "$(basename "$script")"; done
fi
for script in "$@"; do
    [ -f "$git_tree/t/$script" ] || { echo "$script is not in $git_tree/t" >&2 && exit 2; }
done
export room programs mode
export -f compare failures passes run
printf '%s\n' "$@" | xargs -P "${JOBS:-2}" -I{} bash -c 'compare {}' | tee "$room/report"
echo "$(wc -l <"$room/report") lines for $# scripts, $mode, ${GIT_TEST_DEFAULT_REF_FORMAT:-files}, ${GIT_TEST_DEFAULT_HASH:-sha1}"
! grep '^ONLY WITH OURS' "$room/report"
