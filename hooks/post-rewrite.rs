//! The `post-rewrite` hook.

fn main() -> std::process::ExitCode {
    git_checkpoint::post_rewrite()
}
