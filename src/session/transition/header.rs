//! The values that say where the work stands: Current Phase, Current Stage, the heading's status.

use crate::markdown::field::Field;
use crate::session::model::{Phase, Session};
use crate::session::record::header::line_under;
use crate::terms::status::{Stage, Status};
use crate::text::edit::Edit;

const CURRENT_PHASE: &str = "Current Phase";
const CURRENT_STAGE: &str = "Current Stage";

/// Gives the phase's heading this status, in the file's dialect.
pub(crate) fn heading(session: &Session<'_>, phase: &Phase<'_>, status: Status) -> Vec<Edit> {
    if phase.status() == Some(status) {
        return Vec::new();
    }
    let written = session.dialect.written(status);
    if let Some(present) = phase.status {
        return vec![Edit::replace(present.written.span(), written)];
    }
    let heading = session.outline.headings.iter().find(|heading| heading.line == phase.heading);
    let text = heading.map_or(phase.heading, |heading| heading.text).trim_end();
    vec![Edit::insert(text.span().end, format!(" {written}"))]
}

/// Makes this phase the current one, named as the one before was.
pub(crate) fn current_phase(session: &Session<'_>, phase: &Phase<'_>) -> Option<Edit> {
    if session.current_number().as_ref() == Some(&phase.number) && !has_status_remark(session) {
        return None;
    }
    let mut value = format!("Phase {}", phase.number);
    if let Some(separator) = name_separator(session).filter(|_| !phase.name.is_empty()) {
        value.push_str(separator);
        value.push_str(&phase.name);
    }
    set(session, CURRENT_PHASE, &value)
}

/// Whether Current Phase ends in a remark that a new status outdates: `Phase 6 (pending start)`.
fn has_status_remark(session: &Session<'_>) -> bool {
    let value = session.field(CURRENT_PHASE).map_or("", |field| field.value.as_str());
    let remark = value.strip_suffix(')').and_then(|value| value.rsplit_once(" (")).map(|(_, r)| r);
    let words = ["pending", "not started", "ready", "next", "complete", "done", "blocked"];
    remark.is_some_and(|remark| words.iter().any(|word| remark.to_lowercase().contains(word)))
}

/// What stands between number and name in Current Phase, where the name is there.
fn name_separator(session: &Session<'_>) -> Option<&'static str> {
    let value = session.field(CURRENT_PHASE)?.value;
    let name = session.current().map(|phase| phase.name).filter(|name| !name.is_empty())?;
    let before = &value[..value.find(name.as_str())?];
    [" - ", ": ", " – ", " — "].into_iter().find(|separator| before.ends_with(separator))
}

/// Sets the stage; one that is there in other letters stays.
pub(crate) fn current_stage(session: &Session<'_>, stage: Stage) -> Option<Edit> {
    if session.stage() == Some(stage) {
        return None;
    }
    set(session, CURRENT_STAGE, stage.name())
}

/// Says that nothing is left to do.
pub(crate) fn all_complete(session: &Session<'_>) -> Vec<Edit> {
    let phase = set(session, CURRENT_PHASE, ALL_COMPLETE);
    phase.into_iter().chain(set(session, CURRENT_STAGE, Status::Complete.name())).collect()
}

/// Gives a header field this value; a line of its own under Current Phase where there is none.
fn set(session: &Session<'_>, key: &str, value: &str) -> Option<Edit> {
    match session.field(key) {
        Some(field) => Some(filled(field, value)),
        None => {
            let above = session.field(CURRENT_PHASE).or(session.header.first())?;
            Some(line_under(session, above, key, value))
        }
    }
}

/// The field with this value.
pub(crate) fn filled(field: &Field<'_>, value: &str) -> Edit {
    if field.value.is_empty() {
        Edit::insert(field.value.span().start, format!(" {value}"))
    } else {
        Edit::replace(field.value.span(), value)
    }
}

/// Current Phase, where nothing is left to do.
pub(crate) const ALL_COMPLETE: &str = "All phases complete";
