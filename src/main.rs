//! `git checkpoint …`

fn main() -> std::process::ExitCode {
    git_checkpoint::companion()
}
