//! Why a phase cannot be moved, with the command that helps.

use std::fmt;

use crate::session::model::Session;
use crate::terms::phase_number::PhaseNumber;

/// Why a phase stays where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransitionError {
    /// The file is not a SESSION.md in the format.
    NotInFormat,
    /// The file has no phases.
    NoPhases,
    /// No phase was named, and none is being worked on.
    NoCurrent {
        /// Whether all of them are Complete.
        is_complete: bool,
    },
    /// There is no phase of that number.
    Unknown {
        /// The number that was asked for.
        number: PhaseNumber,
        /// The numbers that there are.
        known: Vec<PhaseNumber>,
    },
    /// Not everything is ticked.
    OpenWork {
        /// The phase.
        number: PhaseNumber,
        /// Its open tasks.
        tasks: Vec<String>,
        /// Its open criteria.
        criteria: Vec<String>,
    },
    /// It is Pending, and so cannot be Complete.
    NotStarted {
        /// The phase.
        number: PhaseNumber,
    },
    /// It is Complete, and what it held is collapsed.
    Finished {
        /// The phase.
        number: PhaseNumber,
    },
    /// Another phase is In Progress.
    Active {
        /// The one that was to be started.
        number: PhaseNumber,
        /// The one that is In Progress.
        active: PhaseNumber,
    },
    /// The phase has no check list.
    NoTasks {
        /// The phase.
        number: PhaseNumber,
    },
    /// No task is clearly the one that was named.
    UnknownTask {
        /// What was said.
        named: String,
        /// The open tasks with their numbers.
        tasks: Vec<String>,
    },
    /// A session could not start on this text.
    UnclearNext {
        /// Why.
        what: String,
        /// What helps.
        help: String,
    },
}

impl TransitionError {
    pub(crate) fn unknown(session: &Session<'_>, number: &PhaseNumber) -> Self {
        let known = session.phases.iter().map(|phase| phase.number.clone()).collect();
        Self::Unknown { number: number.clone(), known }
    }

    /// Whether the state of the project is in the way, and not the way in
    /// which the command was called.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::OpenWork { .. }
                | Self::NotStarted { .. }
                | Self::Finished { .. }
                | Self::Active { .. }
                | Self::UnclearNext { .. }
        )
    }

    /// What is open, one line each.
    pub fn open(&self) -> Vec<&str> {
        match self {
            Self::OpenWork { tasks, criteria, .. } => {
                tasks.iter().chain(criteria).map(String::as_str).collect()
            }
            Self::UnknownTask { tasks, .. } => tasks.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// What to do about it, as an imperative.
    pub fn help(&self) -> String {
        match self {
            Self::NotInFormat => {
                "add `**Current Phase**: Phase 1` above the first phase, or move the file away and run `git checkpoint init`".to_owned()
            }
            Self::NoPhases => "add a heading like `## Phase 1: Setup [In Progress]`".to_owned(),
            Self::NoCurrent { is_complete: true } => {
                "add the next phase to the file as `## Phase N: Name [Pending]`, then start it"
                    .to_owned()
            }
            Self::NoCurrent { .. } => {
                "name the phase, or start one: `git checkpoint phase start N`".to_owned()
            }
            Self::Unknown { known, .. } => {
                let known: Vec<&str> = known.iter().map(PhaseNumber::as_str).collect();
                format!("there are {}", known.join(", "))
            }
            Self::OpenWork { .. } => "finish and tick them, or add `--force`".to_owned(),
            Self::NotStarted { number } => {
                format!("run `git checkpoint phase start {number}` first, or add `--force`")
            }
            Self::NoTasks { number } => {
                format!("add them to phase {number} as `- [ ] …`")
            }
            Self::UnknownTask { tasks, .. } if tasks.is_empty() => {
                "all of them are ticked: `git checkpoint done` names what comes next".to_owned()
            }
            Self::UnknownTask { .. } => {
                "name one of these, by its number or by its words: `git checkpoint done 1`".to_owned()
            }
            Self::UnclearNext { help, .. } => help.clone(),
            Self::Finished { .. } => {
                "its tasks are in the plan and in git; to reopen it, edit its heading".to_owned()
            }
            Self::Active { number, active } => format!(
                "run `git checkpoint phase complete {active}` or `… block {active}`, or put it back with `git checkpoint phase start {number} --force`"
            ),
        }
    }
}

impl fmt::Display for TransitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInFormat => {
                f.write_str("the file has neither Current Phase nor Last Checkpoint in its header")
            }
            Self::NoPhases => f.write_str("there are no phases in the file"),
            Self::NoCurrent { is_complete: true } => f.write_str("all phases are Complete"),
            Self::NoCurrent { .. } => f.write_str("no phase is being worked on"),
            Self::Unknown { number, .. } => write!(f, "there is no phase {number} in the file"),
            Self::OpenWork { number, tasks, criteria } => {
                let count = |count: usize, one: &str, many: &str| match count {
                    0 => None,
                    1 => Some(format!("1 {one}")),
                    _ => Some(format!("{count} {many}")),
                };
                let parts = [
                    count(tasks.len(), "open task", "open tasks"),
                    count(criteria.len(), "open criterion", "open criteria"),
                ];
                let parts: Vec<String> = parts.into_iter().flatten().collect();
                write!(f, "phase {number} has {}", parts.join(" and "))
            }
            Self::NotStarted { number } => write!(f, "phase {number} is Pending"),
            Self::Finished { number } => write!(f, "phase {number} is Complete"),
            Self::NoTasks { number } => write!(f, "phase {number} has no tasks"),
            Self::UnknownTask { named, .. } => write!(f, "no task is clearly `{named}`"),
            Self::UnclearNext { what, .. } => f.write_str(what),
            Self::Active { active, .. } => write!(f, "phase {active} is In Progress"),
        }
    }
}
