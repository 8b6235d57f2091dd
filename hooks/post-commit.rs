//! The `post-commit` hook.

fn main() -> std::process::ExitCode {
    git_checkpoint::post_commit()
}
