//! Whether the agents that are set up in the worktree are told where the last session stopped.

use std::path::Path;

use serde::Serialize;

use crate::agents::entry::SettingsState;
use crate::agents::record::{AGENTS, Agent};
use crate::install::agent_files::{AgentState, agent_state};
use crate::install::doctor::problem::{AGENT_ENTRY_OLD, AGENT_SETTINGS, Problem};

/// One agent, and whether its settings start our program.
#[derive(Debug, Serialize)]
pub(crate) struct AgentReport {
    pub(crate) name: &'static str,
    pub(crate) settings: &'static str,
    /// `present`, `absent`, `old`, `custom`, `plugin` or `unreadable`.
    pub(crate) state: &'static str,
    /// The command that puts the entry there, where it is absent or old.
    pub(crate) fix: Option<String>,
}

/// Looks at the agents whose settings, or their folder, are in the worktree at `top`.
pub(crate) fn agents_in(top: &Path) -> (Vec<AgentReport>, Vec<Problem>) {
    let (mut reports, mut problems) = (Vec::new(), Vec::new());
    for agent in &AGENTS {
        let state = agent_state(top, agent);
        if !matches!(state, Ok(AgentState::Plugin)) && !is_set_up(top, agent) {
            continue;
        }
        let name = match &state {
            Ok(AgentState::Plugin) => "plugin",
            Ok(AgentState::Settings(SettingsState::Current)) => "present",
            Ok(AgentState::Settings(SettingsState::Absent)) => "absent",
            Ok(AgentState::Settings(SettingsState::Old)) => "old",
            Ok(AgentState::Settings(SettingsState::Custom)) => "custom",
            Err(_) => "unreadable",
        };
        let command = if agent.is_written { " --write" } else { "" };
        let fix = matches!(name, "absent" | "old")
            .then(|| format!("git checkpoint agent {}{command}", agent.name));
        problems.extend(match &state {
            Ok(AgentState::Settings(SettingsState::Old)) if agent.is_written => {
                Some(AGENT_ENTRY_OLD.about_both(agent.settings, agent.name).only_warns())
            }
            Err(error) => {
                Some(AGENT_SETTINGS.about_both(agent.settings, &error.to_string()).only_warns())
            }
            Ok(_) => None,
        });
        reports.push(AgentReport { name: agent.name, settings: agent.settings, state: name, fix });
    }
    (reports, problems)
}

/// Whether somebody uses the agent here. A folder `.github` is everybody's.
fn is_set_up(top: &Path, agent: &Agent) -> bool {
    let settings = top.join(agent.settings);
    let is_own = |folder: &Path| folder != top && !folder.ends_with(".github/hooks");
    settings.symlink_metadata().is_ok()
        || settings.parent().is_some_and(|folder| is_own(folder) && folder.is_dir())
}
