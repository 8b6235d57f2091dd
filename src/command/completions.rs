//! `git checkpoint completions`: a shell's completion script, from the table of the help.

use anyhow::{Context, Result};
use clap_complete::Shell;

use crate::command::run::CommandOutcome;
use crate::report::output::Output;

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

pub(crate) fn run(arguments: &CompletionsArgs, output: &mut Output) -> Result<CommandOutcome> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut crate::command::run::table(),
        crate::command::run::PROGRAM,
        &mut script,
    );
    output.print(&String::from_utf8(script).context("the script is no text")?);
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
