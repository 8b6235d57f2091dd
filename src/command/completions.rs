//! `git checkpoint completions`: a shell's completion script, made of the command line's definition.

use anyhow::{Context, Result};
use clap_complete::Shell;

use crate::command::outcome::CommandOutcome;
use crate::report::terminal::output::Output;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint completions bash > ~/.local/share/bash-completion/completions/git-checkpoint
  git checkpoint completions zsh > ~/.zfunc/_git-checkpoint      (a folder of your fpath)
  git checkpoint completions fish > ~/.config/fish/completions/git-checkpoint.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script for `cli`, the definition of the command line.
pub(crate) fn run(
    arguments: &CompletionsArgs,
    mut cli: clap::Command,
    output: &mut Output,
) -> Result<CommandOutcome> {
    let mut script = Vec::new();
    let program = cli.get_name().to_owned();
    clap_complete::generate(arguments.shell, &mut cli, program, &mut script);
    output.print(&String::from_utf8(script).context("the script is not UTF-8")?);
    if arguments.shell == Shell::Bash {
        output.print(BASH_GIT);
    }
    Ok(CommandOutcome::Fine)
}

/// git's own completion asks a function of this name about `git checkpoint …`,
/// with both words on the line; clap's has two underscores in the middle.
const BASH_GIT: &str = r#"
_git_checkpoint() {
    local -a COMP_WORDS=("git-checkpoint" "${words[@]:__git_cmd_idx+1}")
    local COMP_CWORD=$((cword - __git_cmd_idx))
    _git__checkpoint git-checkpoint "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
}
"#;
