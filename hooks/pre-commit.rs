//! The `pre-commit` hook.

fn main() -> std::process::ExitCode {
    git_checkpoint::pre_commit()
}
