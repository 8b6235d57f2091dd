//! A phase that waits, and one that is put back.

use crate::session::content::own_span;
use crate::session::model::{Phase, Session};
use crate::session::record::phase::line_on_top;
use crate::session::transition::error::TransitionError;
use crate::session::transition::header;
use crate::session::transition::own_text::spaced;
use crate::session::transition::start::styled_like;
use crate::terms::status::Status;
use crate::text::edit::Edit;
use crate::text::words::one_line;

/// Marks the phase Blocked, with the reason where one is given.
pub(crate) fn block(
    session: &Session<'_>,
    phase: &Phase<'_>,
    reason: Option<&str>,
) -> Result<Vec<Edit>, TransitionError> {
    unfinished(phase)?;
    let mut edits = header::heading(session, phase, Status::Blocked);
    let reason = reason.map(one_line).filter(|reason| !reason.is_empty());
    edits.extend(reason.map(|reason| match phase.field("Blocked") {
        Some(field) => header::filled(field, &reason),
        None => {
            let key = styled_like(session, phase, "Blocked");
            on_top(session, phase, format!("{key} {reason}"))
        }
    }));
    Ok(edits)
}

/// Puts the phase back. Where it was the current one, the one that is worked
/// on instead is.
pub(crate) fn pending(
    session: &Session<'_>,
    phase: &Phase<'_>,
) -> Result<Vec<Edit>, TransitionError> {
    unfinished(phase)?;
    let mut edits = header::heading(session, phase, Status::Pending);
    let is_other = |other: &&Phase<'_>| other.heading != phase.heading;
    if session.current().is_some_and(|current| !is_other(&current)) {
        let active = session.with_status(Status::InProgress).find(is_other);
        let other = active.or_else(|| session.waiting().find(is_other));
        edits.extend(other.and_then(|other| header::current_phase(session, other)));
    }
    Ok(edits)
}

fn on_top(session: &Session<'_>, phase: &Phase<'_>, line: String) -> Edit {
    let own = own_span(session, phase);
    if own.start == own.end {
        return Edit::insert(own.end, spaced(session, own, &line));
    }
    line_on_top(session, phase, &line)
}

fn unfinished(phase: &Phase<'_>) -> Result<(), TransitionError> {
    match phase.status() {
        Some(Status::Complete) => Err(TransitionError::Finished { number: phase.number.clone() }),
        _ => Ok(()),
    }
}
