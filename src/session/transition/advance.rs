//! Moving through the phases: the specification's "Phase Complete" protocol and
//! its stages, as edits in the file's own dialect, line endings and field style.

use crate::session::from_plan::PlanContext;
use crate::session::model::{Phase, Session};
use crate::session::record::recording::without_idle;
use crate::session::transition::error::TransitionError;
use crate::session::transition::{block, complete, header, planned, start};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::edit::{Edit, apply};

/// What is asked of a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitionRequest<'a> {
    /// The phase; `None` means the one that is being worked on, or the next to start.
    pub phase: Option<PhaseNumber>,
    /// What is to become of it.
    pub transition: Transition<'a>,
    /// Whether open work or another phase In Progress is accepted.
    pub is_forced: bool,
    /// What the file is to say of a checkpoint that is still to come.
    pub to_come: PendingHash,
}

/// What stands in the place of a hash that is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PendingHash {
    /// A placeholder, which gives way to the hash when the commit is made.
    Hash,
    /// A command that finds the commit, for good: in clean-tree mode.
    Command,
}

impl PendingHash {
    fn written(self, number: &PhaseNumber) -> String {
        match self {
            Self::Hash => "[pending]".to_owned(),
            Self::Command => format!("git log --grep='checkpoint: Phase {number} Complete'"),
        }
    }
}

/// What becomes of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition<'a> {
    /// It is collapsed, and the next one begins.
    Complete {
        /// What was done; `None` to make it of the ticked tasks.
        summary: Option<&'a str>,
    },
    /// It is In Progress, with its tasks from the plan.
    Start,
    /// It waits.
    Block {
        /// For what.
        reason: Option<&'a str>,
    },
    /// It is put back.
    Pending,
}

/// The edits that move the phase; none where it stands there already.
pub fn advance(
    session: &Session<'_>,
    request: &TransitionRequest<'_>,
    known: &PlanContext<'_>,
) -> Result<Vec<Edit>, TransitionError> {
    if let Some(edit) = brought_in(session, request, known)? {
        return Ok(vec![edit]);
    }
    let phase = phase_of(session, request)?;
    let edits = match request.transition {
        Transition::Complete { summary } => {
            let is_forced = request.is_forced;
            is_done(phase, is_forced)?;
            complete(session, phase, (summary, request.to_come), known)
        }
        Transition::Start => start::start(session, phase, request.is_forced, known)?,
        Transition::Block { reason } => block::block(session, phase, reason)?,
        Transition::Pending => block::pending(session, phase)?,
    };
    Ok(without_idle(session, edits))
}

/// A phase that only the plan has is brought in before it is started or put back.
fn brought_in(
    session: &Session<'_>,
    request: &TransitionRequest<'_>,
    known: &PlanContext<'_>,
) -> Result<Option<Edit>, TransitionError> {
    let is_wanted = matches!(request.transition, Transition::Start | Transition::Pending);
    let number = request.phase.as_ref().filter(|number| session.phase(number).is_none());
    let Some(number) = number.filter(|_| is_wanted && session.is_in_format()) else {
        return Ok(None);
    };
    let Some(text) = planned::with_phase(session, number, known) else { return Ok(None) };
    let edits = match request.transition {
        Transition::Start => advance(&Session::parse(&text), request, known)?,
        _ => Vec::new(),
    };
    Ok(Some(Edit::between(&session.text, &apply(&text, &edits))))
}

/// The phase that is meant: named, else the current one; what is to be started
/// is the first that is not.
fn phase_of<'s, 'a>(
    session: &'s Session<'a>,
    request: &TransitionRequest<'_>,
) -> Result<&'s Phase<'a>, TransitionError> {
    if !session.is_in_format() {
        return Err(TransitionError::NotInFormat);
    }
    if session.phases.is_empty() {
        return Err(TransitionError::NoPhases);
    }
    if let Some(number) = &request.phase {
        return session.phase(number).ok_or_else(|| TransitionError::unknown(session, number));
    }
    let current = session.phase_at_work();
    let is_startable = |phase: &&Phase<'_>| phase.status() != Some(Status::Complete);
    let found = match request.transition {
        Transition::Start => current.filter(is_startable).or_else(|| session.next_pending(None)),
        _ => current,
    };
    found.ok_or_else(|| TransitionError::NoCurrent { is_complete: session.is_complete() })
}

fn is_done(phase: &Phase<'_>, is_forced: bool) -> Result<(), TransitionError> {
    if is_forced {
        return Ok(());
    }
    let number = || phase.number.clone();
    let of = |is_criterion| {
        let tasks = phase.tasks.iter().filter(move |task| task.is_criterion == is_criterion);
        tasks.filter(|task| !task.is_done()).map(|task| task.words()).collect()
    };
    let (tasks, criteria): (Vec<String>, Vec<String>) = (of(false), of(true));
    if !(tasks.is_empty() && criteria.is_empty()) {
        return Err(TransitionError::OpenWork { number: number(), tasks, criteria });
    }
    match phase.status() {
        Some(Status::Pending) => Err(TransitionError::NotStarted { number: number() }),
        _ => Ok(()),
    }
}

fn complete(
    session: &Session<'_>,
    phase: &Phase<'_>,
    (summary, to_come): (Option<&str>, PendingHash),
    known: &PlanContext<'_>,
) -> Vec<Edit> {
    let mut edits = header::heading(session, phase, Status::Complete);
    let to_come = to_come.written(&phase.number);
    edits.extend(complete::collapse(session, phase, (summary, &to_come), known.today));
    let is_other = |other: &&Phase<'_>| other.heading != phase.heading;
    let mut active = session.with_status(Status::InProgress).filter(is_other);
    let is_current = session.phase_at_work().is_none_or(|current| !is_other(&current));
    if let Some(active) = active.next() {
        // Another phase goes on: it is the current one, if it was not before.
        edits.extend(is_current.then(|| header::current_phase(session, active)).flatten());
    } else if let Some(next) = session.next_pending(Some(phase)) {
        edits.extend(start::begin(session, next, known));
    } else if let Some(waiting) = session.waiting().find(is_other) {
        edits.extend(header::current_phase(session, waiting));
    } else {
        edits.extend(header::all_complete(session));
    }
    edits
}

#[cfg(test)]
mod tests;
