//! The `commit-msg` hook.

fn main() -> std::process::ExitCode {
    git_checkpoint::hook::run::commit_msg()
}
