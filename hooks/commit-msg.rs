//! The `commit-msg` hook.

fn main() -> std::process::ExitCode {
    git_checkpoint::commit_msg()
}
