//! `git checkpoint resume --hook`: the answer of an agent's session-start hook.
//!
//! A session must start whatever happens here: every failure is silence, and the exit code is 0.

use std::ffi::OsStr;
use std::io::{IsTerminal as _, Read as _};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::Result;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};
use serde_json::{Map, Value};

use crate::agents::answer::AnswerForm;
use crate::agents::input::complete_object;
use crate::agents::record::{AGENTS, Agent};
use crate::command::hooks_note::hooks_note;
use crate::command::outcome::CommandOutcome;
use crate::command::resume_data::resume_data;
use crate::hook::guard::guarded;
use crate::report::agent_brief::{HooksState, agent_brief, unreadable_brief};
use crate::report::json::to_json;
use crate::report::terminal::output::Output;
use crate::snapshot::project::{Project, is_off_in_environment};
use crate::store::session_file::Refusal;

/// The user's first prompt may be part of what an agent writes.
const MAX_INPUT: usize = 1024 * 1024;

/// An agent writes at once. Who leaves the pipe open and writes nothing is not waited for.
const MAX_WAIT: Duration = Duration::from_millis(500);

/// The agent that is named; `None` where it is to be told by what it writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HookAgent(Option<&'static Agent>);

/// Prints the answer, or nothing.
pub(crate) fn run(agent: HookAgent, output: &mut Output) -> CommandOutcome {
    if is_off_in_environment() {
        return CommandOutcome::Fine;
    }
    let input = read_input();
    let brief = guarded(brief).ok().flatten();
    // Waited for also where nothing is answered: who writes to us must not find the pipe closed.
    let input = input.and_then(|input| input.recv_timeout(MAX_WAIT).ok());
    if let Some(brief) = brief {
        let form = match (agent.0, input) {
            (Some(agent), _) => agent.answer,
            (None, Some(input)) => AnswerForm::asked_for_by(&input),
            (None, None) => AnswerForm::HookSpecific,
        };
        output.print(&to_json(&form.of(&brief)));
        let _ = output.deliver();
    }
    CommandOutcome::Fine
}

/// Where the last session stopped; `None` where there is nothing to go by.
fn brief() -> Result<Option<String>> {
    let Some(project) = Project::discover()? else { return Ok(None) };
    let file = match project.repo.read_session(&project.config.session) {
        Ok(file) => file,
        Err(Refusal::Absent) => return Ok(None),
        Err(refusal) => {
            let path = &project.config.session;
            return Ok(Some(unreadable_brief(&format!("{path} cannot be used: {refusal}"))));
        }
    };
    let Some(found) = resume_data(&project, file.text())? else { return Ok(None) };
    let hooks = if hooks_note().is_none() { HooksState::Run } else { HooksState::DoNotRun };
    Ok(Some(agent_brief(&found, hooks)))
}

/// What the agent writes, once it is there; `None` where a person would have to type it.
fn read_input() -> Option<Receiver<Map<String, Value>>> {
    let (sender, receiver) = channel();
    if std::io::stdin().is_terminal() {
        return None;
    }
    let read = move || {
        let (mut bytes, mut chunk) = (Vec::new(), vec![0; 64 * 1024]);
        let mut stdin = std::io::stdin().lock();
        while let Ok(count @ 1..) = stdin.read(&mut chunk) {
            bytes.extend_from_slice(&chunk[..count]);
            // Not every agent closes the pipe.
            if let Some(object) = complete_object(&bytes) {
                let _ = sender.send(object);
                return;
            }
            if bytes.len() > MAX_INPUT {
                return;
            }
        }
    };
    // It ends with the process, wherever it waits.
    std::thread::Builder::new().spawn(read).ok().map(|_| receiver)
}

/// Reads the name of an agent; one that only a newer version knows is not an error.
#[derive(Clone, Debug)]
pub(crate) struct AgentName;

impl TypedValueParser for AgentName {
    type Value = HookAgent;

    fn parse_ref(
        &self,
        _: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<HookAgent, clap::Error> {
        Ok(HookAgent(value.to_str().and_then(Agent::named)))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(AGENTS.iter().map(|agent| PossibleValue::new(agent.name))))
    }
}
