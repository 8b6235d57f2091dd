#!/usr/bin/env bash
# What is pure: messages, SESSION.md and plans, read and worked on within one process, by length.
#   benches/parsers.sh [WORDS OF A NAME]
#
#   SECONDS_EACH=3                  of measurement, beside one of warming up
#
# Medians of Criterion in time on the processor, and that time for each byte: ten times the text may take about ten times
# the time, so the last column stays. Needs cargo alone. src/bench.rs says what is measured.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=benches/common.sh
. benches/common.sh
target=target/parsers
export CRITERION_HOME=$PWD/$target/criterion
rm -rf "$CRITERION_HOME"
mkdir -p "$target"

RUSTFLAGS='--cfg benchmark' cargo run --quiet --release --locked --manifest-path benches/parsers/Cargo.toml \
    --target-dir "$target" -- --bench --quiet --noplot --warm-up-time 1 --measurement-time "${SECONDS_EACH:-3}" "$@" \
    >"$target/said" 2>&1 || {
    cat "$target/said" >&2
    exit 1
}

# $1 a folder of Criterion's, WORK/LINES-BYTES; nanoseconds.
row() {
    local size
    size=$(basename "$1")
    printf '%s\t%s\t%s\t%s\n' "$(basename "$(dirname "$1")")" "${size%-*}" "${size#*-}" \
        "$(sed 's/.*"median":{[^}]*},"point_estimate":\([0-9.e+]*\).*/\1/' "$1/new/estimates.json")"
}

machine
echo '| work | lines | KiB | median, µs | ns for each byte |'
echo '|---|---|---|---|---|'
for measured in "$CRITERION_HOME"/*/*-*/; do row "${measured%/}"; done | sort -t "$(printf '\t')" -k1,1 -k2,2n |
    awk -F'\t' '{ printf "| %s | %d | %.1f | %.1f | %.2f |\n", $1, $2, $3 / 1024, $4 / 1000, $4 / $3 }'
