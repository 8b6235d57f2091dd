#!/usr/bin/env bash
# The first step of action.yml: builds the companion, unless an earlier step has installed it.
set -euo pipefail

if command -v git-checkpoint >/dev/null; then
    git-checkpoint --version
    exit
fi
command -v cargo >/dev/null || {
    echo '::error title=git-checkpoint::there is neither git-checkpoint nor cargo: install one of them in a step before'
    exit 2
}
cargo build --quiet --release --locked --bin git-checkpoint \
    --manifest-path "$GITHUB_ACTION_PATH/Cargo.toml" --target-dir "$RUNNER_TEMP/git-checkpoint"
echo "$RUNNER_TEMP/git-checkpoint/release" >>"$GITHUB_PATH"
