//! The `post-rewrite` hook.

fn main() -> std::process::ExitCode {
    git_checkpoint::hook::post_rewrite()
}
