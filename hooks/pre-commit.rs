//! The `pre-commit` hook.

fn main() -> std::process::ExitCode {
    git_checkpoint::hook::run::pre_commit()
}
