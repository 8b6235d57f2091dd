//! What several rules on SESSION.md ask about its phases.

use crate::session::model::{Phase, Session};
use crate::snapshot::model::Snapshot;
use crate::terms::status::Status;
use crate::text::str::Str;

/// Lines that a collapsed phase may take: date, checkpoint, summary, and a little more.
pub(crate) const MAX_COLLAPSED_LINES: usize = 5;

/// The lines of a phase's body that are not empty; of the last phase only
/// those above a rule, because a legend or notes often follow it.
pub(crate) fn written_lines(session: &Session<'_>, phase: &Phase<'_>) -> usize {
    let is_last = session.phases.last().is_some_and(|last| last.heading == phase.heading);
    let is_rule = |line: &Str<'_>| line.len() >= 3 && line.bytes().all(|byte| byte == b'-');
    let lines = phase.body.lines().map(Str::trim);
    let own = lines.take_while(|line| !(is_last && is_rule(line)));
    own.filter(|line| !line.is_empty() && !is_rule(line)).count()
}

pub(crate) fn with_status<'s, 'a>(session: &'s Session<'a>, status: Status) -> Vec<&'s Phase<'a>> {
    session.phases.iter().filter(|phase| phase.status() == Some(status)).collect()
}

/// Whether the phase is Complete here, and was in the version before.
pub(crate) fn was_complete(phase: &Phase<'_>, known: &Snapshot<'_>) -> bool {
    let before = known.head.and_then(|head| head.phase(&phase.number)).and_then(Phase::status);
    phase.status() == Some(Status::Complete) && before == Some(Status::Complete)
}

pub(crate) fn is_newly_complete(phase: &Phase<'_>, known: &Snapshot<'_>) -> bool {
    known.head.is_some() && phase.status() == Some(Status::Complete) && !was_complete(phase, known)
}
