# The linters of commit messages that are compared; read by the benchmarks, not run.
# shellcheck shell=bash disable=SC2154 # room is made by common.sh
#
# From PyPI: committed, gitlint, commitizen (cz). From npm: @commitlint/cli. By `cargo install`: cocogitto (cog),
# convco, commitlint-rs, whose program is called commitlint, too: all of that name on PATH are looked at.

# Says each linter on PATH to the function $1: its name with the version, and the words that judge a message, where the
# word FILE stands for its path. Each wants a type and a subject of a conventional commit, and little else:
# linter_settings makes the files that say so.
each_linter() {
    known_linter "$1" committed "committed --config $room/committed.toml --commit-file FILE" --version
    known_linter "$1" cog 'cog --quiet verify --file FILE' --version
    known_linter "$1" convco "$room/on_input FILE convco check --from-stdin" --version
    known_linter "$1" gitlint 'gitlint --contrib CT1 --ignore body-is-missing --msg-filename FILE' --version
    known_linter "$1" cz 'cz check --commit-msg-file FILE' version
    commitlints "$1"
}

linter_settings() {
    printf 'style = "conventional"\nsubject_capitalized = false\n' >"$room/committed.toml"
    printf 'rules:\n  type-empty:\n    level: error\n  description-empty:\n    level: error\n' >"$room/commitlint.yaml"
    printf '{ "rules": { "type-empty": [2, "never"], "subject-empty": [2, "never"] } }\n' >"$room/commitlint.json"
    on_input
}

# Starts a program with a file as its standard input, in less time than a shell takes.
on_input() {
    cat >"$room/on_input.c" <<'END'
#include <fcntl.h>
#include <unistd.h>
int main(int count, char **words) {
    if (count < 3 || dup2(open(words[1], O_RDONLY), 0) != 0) return 1;
    execvp(words[2], words + 2);
    return 1;
}
END
    cc -O2 -static -o "$room/on_input" "$room/on_input.c"
}

known_linter() { # FUNCTION PROGRAM WORDS HOW_TO_ASK_FOR_ITS_VERSION
    if command -v "$2" >/dev/null; then
        "$1" "$2 $(version_in "$("$2" "$4" 2>/dev/null)")" "$3"
    else
        skipped "$2" 'not on PATH'
    fi
}

# Two linters go by this name: one for Node.js, one written in Rust.
commitlints() {
    local node='' rust='' program said
    for program in $(all_on_path commitlint); do
        said=$("$program" --version 2>/dev/null | head -n 1)
        case $said in
            *@commitlint/cli*) node=${node:-$program} ;;
            commitlint*) rust=${rust:-$program} ;;
            *) skipped "$program" "a commitlint that is not known here: $said" ;;
        esac
    done
    commitlint_of "$1" commitlint-rs "$rust" "$room/commitlint.yaml"
    commitlint_of "$1" commitlint "$node" "$room/commitlint.json"
}

# A configuration must be named: each would read the other's.
commitlint_of() { # FUNCTION NAME PROGRAM CONFIGURATION
    if [ -n "$3" ]; then
        "$1" "$2 $(version_in "$("$3" --version)")" "$3 --config $4 --edit FILE"
    else
        skipped "$2" 'not on PATH'
    fi
}

version_in() {
    grep -oE '[0-9]+(\.[0-9]+)+' <<<"$1" | head -n 1
}
