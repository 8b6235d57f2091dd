//! `git checkpoint agent`: how a coding agent is told where the last session stopped.

use anyhow::{Result, anyhow, bail};
use clap::builder::PossibleValuesParser;
use std::path::Path;

use crate::agents::entry::{SettingsState, entry_state, new_settings, with_entry, without_entry};
use crate::agents::paragraph::{paragraph, with_paragraph, without_paragraph};
use crate::agents::record::{AGENTS, Agent};
use crate::command::context::Context;
use crate::command::outcome::CommandOutcome;
use crate::install::agent_files::{AgentFile, AgentState, agent_state};
use crate::report::terminal::output::Output;
use crate::report::terminal::sanitize::sanitize;
use crate::store::state::State;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint agent claude          what goes into its settings and CLAUDE.md
  git checkpoint agent claude --write  put it there, once
  git checkpoint agent                 every agent, and the text for AGENTS.md
  git checkpoint agent --check         is it there, and up to date?

`--write` edits the settings of claude and codex, and CLAUDE.md or AGENTS.md
where there is one.
Comments, order and layout stay; a file that does not parse is never touched.

Exit codes: 0 done or up to date, 1 absent or out of date, 2 could not do it.")]
pub(crate) struct AgentArgs {
    /// The agents; all of them where none is named
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(AGENTS.each_ref().map(|agent| agent.name)))]
    names: Vec<String>,
    /// Merge the entry into the settings, and the paragraph into the instructions that are there
    #[arg(long)]
    write: bool,
    /// Take both out again; what was there before stays as it was
    #[arg(long, conflicts_with = "write")]
    remove: bool,
    /// Say whether the entry is there and up to date
    #[arg(long, conflicts_with_all = ["write", "remove"])]
    check: bool,
}

pub(crate) fn run(arguments: &AgentArgs, output: &mut Output) -> Result<CommandOutcome> {
    let is_named = |agent: &&Agent| {
        arguments.names.is_empty() || arguments.names.iter().any(|name| name == agent.name)
    };
    let agents: Vec<&Agent> = AGENTS.iter().filter(is_named).collect();
    if arguments.check {
        let context = Context::open(output.color)?;
        return check(&context, &agents, !arguments.names.is_empty(), output);
    }
    if !arguments.write && !arguments.remove {
        let session = Context::open(output.color)
            .map_or_else(|_| "SESSION.md".to_owned(), |context| context.project.config.session);
        output.print(&sanitize(&instructions(&agents, &session)));
        return Ok(CommandOutcome::Fine);
    }
    if arguments.names.is_empty() {
        bail!("name the agents, for example: `git checkpoint agent claude codex --write`");
    }
    if let Some(agent) = agents.iter().find(|agent| !agent.is_written) {
        bail!(
            "the settings of {} are not edited by this command; add what `git checkpoint agent {}` prints",
            agent.title,
            agent.name
        );
    }
    let context = Context::open(output.color)?;
    for agent in agents {
        let done = match arguments.write {
            true => write(&context, agent)?,
            false => remove(&context, agent, arguments)?,
        };
        output.print(&sanitize(&done.join("\n")));
    }
    Ok(CommandOutcome::Fine)
}

/// What to add where, for those who do it by hand.
fn instructions(agents: &[&Agent], session: &str) -> String {
    let mut text = String::new();
    for agent in agents {
        let command = match agent.is_written {
            true => format!(", or run `git checkpoint agent {} --write`", agent.name),
            false => String::new(),
        };
        text += &format!("{}: add this to {}{command}:\n\n", agent.title, agent.settings);
        text += &format!("{}\n", new_settings(agent));
        if !agent.remark.is_empty() {
            text += &format!("{}\n\n", agent.remark);
        }
    }
    let mut files: Vec<&str> = agents.iter().map(|agent| agent.instructions).collect();
    files.sort_unstable();
    files.dedup();
    text + &format!("For {}:\n\n{}\n", files.join(" or "), paragraph(session))
}

/// Brings settings and instructions up to date, and says what was done.
fn write(context: &Context, agent: &Agent) -> Result<Vec<String>> {
    let (top, state) = (context.project.repo.workdir(), context.project.repo.state());
    if agent_state(top, agent).is_ok_and(|state| state == AgentState::Plugin) {
        return Ok(vec![format!("{}: the plugin is on, so nothing was written", agent.title)]);
    }
    let settings = AgentFile::read(top, agent.settings)?;
    let new = match &settings.text {
        Some(text) => with_entry(text, agent).map_err(|error| settings.error_at(&error))?,
        None => new_settings(agent),
    };
    let mut done = vec![settings.put(state, &new)?];
    let file = instructions_file(top, agent)?;
    if let Some(text) = &file.text {
        let paragraph = paragraph(&context.project.config.session);
        let new = with_paragraph(text, &paragraph).map_err(|line| without_partner(&file, line))?;
        done.push(file.put(state, &new)?);
    }
    if !agent.remark.is_empty() {
        done.push(agent.remark.to_owned());
    }
    Ok(done)
}

/// Takes out what [`write`] put in, and says what was done.
fn remove(context: &Context, agent: &Agent, arguments: &AgentArgs) -> Result<Vec<String>> {
    let (top, state) = (context.project.repo.workdir(), context.project.repo.state());
    let settings = AgentFile::read(top, agent.settings)?;
    let mut done = Vec::new();
    if let Some(text) = &settings.text {
        let new = without_entry(text, agent).map_err(|error| settings.error_at(&error))?;
        done.push(settings.take(state, new.as_deref())?);
        if entry_state(text, agent) == Ok(SettingsState::Custom) {
            done.push(format!(
                "{}: a command of your own runs git-checkpoint; it stays",
                settings.name
            ));
        }
    }
    let file = instructions_file(top, agent)?;
    if let Some(text) = file.text.as_ref().filter(|_| !is_needed(top, &file, arguments)) {
        let new = without_paragraph(text).map_err(|line| without_partner(&file, line))?;
        done.push(file.take(state, Some(&new))?);
    }
    Ok(done)
}

/// Whether another agent, one that is not being removed, reads the same file.
fn is_needed(top: &Path, file: &AgentFile, arguments: &AgentArgs) -> bool {
    let others =
        AGENTS.iter().filter(|other| !arguments.names.iter().any(|name| name == other.name));
    others.filter(|other| other.is_written).any(|other| {
        let reads_it = instructions_file(top, other).is_ok_and(|its| its.target == file.target);
        let is_absent = AgentState::Settings(SettingsState::Absent);
        reads_it && agent_state(top, other).is_ok_and(|state| state != is_absent)
    })
}

/// The file of instructions that the agent reads, links and Claude Code's `@AGENTS.md` followed.
fn instructions_file(top: &Path, agent: &Agent) -> Result<AgentFile> {
    let file = AgentFile::read(top, agent.instructions)?;
    let imports = |text: &String| text.lines().any(|line| line.trim() == "@AGENTS.md");
    match file.text.as_ref().is_some_and(imports) {
        true => AgentFile::read(top, "AGENTS.md"),
        false => Ok(file),
    }
}

fn check(
    context: &Context,
    agents: &[&Agent],
    is_named: bool,
    output: &mut Output,
) -> Result<CommandOutcome> {
    let top = context.project.repo.workdir();
    let mut outcome = CommandOutcome::Fine;
    let mut lines = Vec::new();
    for agent in agents {
        let state = agent_state(top, agent)?;
        let is_there = state == AgentState::Plugin || top.join(agent.settings).exists();
        if !is_there && !is_named {
            continue;
        }
        if matches!(state, AgentState::Settings(SettingsState::Absent | SettingsState::Old)) {
            outcome = CommandOutcome::Refused;
        }
        lines.push(format!("{}: {}: {}", agent.name, agent.settings, described(state, agent)));
    }
    if lines.is_empty() {
        lines.push(
            "no agent has settings here; `git checkpoint agent` prints what to add".to_owned(),
        );
        outcome = CommandOutcome::Refused;
    }
    output.print(&sanitize(&lines.join("\n")));
    Ok(outcome)
}

fn described(state: AgentState, agent: &Agent) -> String {
    match state {
        AgentState::Plugin => "the plugin is on".to_owned(),
        AgentState::Settings(SettingsState::Current) => "up to date".to_owned(),
        AgentState::Settings(SettingsState::Custom) => "a command of your own".to_owned(),
        AgentState::Settings(SettingsState::Absent) => format!("absent; {}", fix(agent)),
        AgentState::Settings(SettingsState::Old) => format!("out of date; {}", fix(agent)),
    }
}

fn fix(agent: &Agent) -> String {
    match agent.is_written {
        true => format!("`git checkpoint agent {} --write`", agent.name),
        false => format!("add what `git checkpoint agent {}` prints", agent.name),
    }
}

impl AgentFile {
    /// Writes the text where it is another one.
    fn put(&self, state: &State, text: &str) -> Result<String> {
        let what = match &self.text {
            Some(present) if present == text => "up to date",
            Some(_) => "written",
            None => "created",
        };
        if what != "up to date" {
            self.write(state, Some(text))?;
        }
        Ok(format!("{}: {what}", self.name))
    }

    /// Writes what is left, or removes the file.
    fn take(&self, state: &State, rest: Option<&str>) -> Result<String> {
        let what = match rest {
            Some(rest) if self.text.as_deref() == Some(rest) => "nothing to remove",
            Some(_) => "removed what git-checkpoint had added",
            None => "removed; nothing else was in it",
        };
        if what != "nothing to remove" {
            self.write(state, rest)?;
        }
        Ok(format!("{}: {what}", self.name))
    }
}

fn without_partner(file: &AgentFile, line: usize) -> anyhow::Error {
    anyhow!("{}:{line}: `<!-- git-checkpoint -->` without its end; nothing was written", file.name)
}
