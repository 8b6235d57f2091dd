//! `git checkpoint uninstall`

use std::path::Path;

use anyhow::Result;

use crate::command::clean_tree_setup::clean_tree_off;
use crate::command::context::require_accepted;
use crate::command::install::tell;
use crate::command::outcome::CommandOutcome;
use crate::install::git_settings::merge_driver;
use crate::install::{installation, state_removal};
use crate::report::install::describe_uninstalled;
use crate::report::terminal::output::Output;

/// What is asked.
#[derive(Debug, clap::Args)]
pub(crate) struct UninstallArgs {
    /// Take the hooks out of your own configuration, which names them for all your repositories
    #[arg(long)]
    global: bool,
}

/// Takes the hooks out of the repository that the current folder belongs to, and
/// everything else that is ours with them.
pub(crate) fn uninstall(arguments: &UninstallArgs, output: &mut Output) -> Result<CommandOutcome> {
    let at = Path::new(".");
    if arguments.global {
        let was_there = installation::uninstall_global(at)?;
        output.print(if was_there {
            "git-checkpoint leaves your own configuration"
        } else {
            "your own configuration does not name git-checkpoint"
        });
        return Ok(CommandOutcome::Fine);
    }
    require_accepted()?;
    let verdict = tell(&describe_uninstalled(&installation::uninstall(at)?), output);
    if clean_tree_off()? {
        output.print(&format!("  {:<12} off", "clean tree"));
    }
    if merge_driver::unset_merge_driver(at)? {
        output.print(&format!("  {:<12} by lines alone", "merge"));
    }
    state_removal::remove_state(at)?;
    Ok(verdict)
}
