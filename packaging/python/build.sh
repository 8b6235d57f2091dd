#!/bin/sh
# Builds the wheel into target/packages/python; needs maturin and the module wheel of the same python.
#
#   packaging/python/build.sh [TARGET]     default: this machine's
set -eu
source=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
. "$source/packaging/lib.sh"
target=${1:-$shipped}
out=$packages/python
data=$packages/wheel-data
command -v maturin >/dev/null || fail 'maturin is needed: pip install maturin wheel'

build_for "$shipped"
rm -rf "$data" "$out"
mkdir -p "$data/data"
write_pages "$data/data/share" "$built"

cd "$source/packaging/python"
RUSTFLAGS=$(rustflags_for "$target") maturin build --release --target "$target" \
    --target-dir "$source/target" --out "$out" --auditwheel skip
# Programs that are linked statically run beside either C library, and pip wants to be told so.
case $target in
*-linux-musl)
    cpu=${target%%-*}
    python3 -m wheel tags --remove --platform-tag "manylinux_2_17_$cpu.musllinux_1_1_$cpu" "$out"/*.whl >/dev/null
    ;;
esac
say "Built:"
ls -l "$out"
