//! The `post-commit` hook.

fn main() -> std::process::ExitCode {
    git_checkpoint::hook::run::post_commit()
}
