//! The stages within a phase.

use crate::session::from_plan::PlanContext;
use crate::session::model::{Phase, Session};
use crate::session::record::recording::without_idle;
use crate::session::transition::error::TransitionError;
use crate::session::transition::header;
use crate::session::transition::start::{below, end_of_item, styled_like};
use crate::terms::status::Stage;
use crate::text::edit::Edit;
use crate::text::span::line_ending;

/// The edits that set Current Stage. Verification brings the plan's criteria
/// in as a check list, where the phase has none yet.
pub fn set_stage(
    session: &Session<'_>,
    stage: Stage,
    known: &PlanContext<'_>,
) -> Result<Vec<Edit>, TransitionError> {
    if !session.is_in_format() {
        return Err(TransitionError::NotInFormat);
    }
    let phase = session
        .phase_at_work()
        .ok_or_else(|| TransitionError::NoCurrent { is_complete: session.is_complete() })?;
    let mut edits: Vec<Edit> = header::current_stage(session, stage).into_iter().collect();
    if stage == Stage::Verification {
        edits.extend(criteria(session, phase, known));
    }
    Ok(without_idle(session, edits))
}

/// The check list, after that of the tasks.
fn criteria(session: &Session<'_>, phase: &Phase<'_>, known: &PlanContext<'_>) -> Option<Edit> {
    if phase.tasks.iter().any(|task| task.is_criterion) {
        return None;
    }
    let lines = known.source(&phase.number)?.criteria_lines();
    if lines.is_empty() {
        return None;
    }
    let label = styled_like(session, phase, "Verification Progress");
    let Some(task) = phase.tasks.last() else {
        return below(session, phase, &[vec![label], lines]);
    };
    let ending = line_ending(&session.text);
    let gap = ending.repeat(2);
    let text = format!("{gap}{label}{gap}{}", lines.join(ending));
    Some(Edit::insert(end_of_item(session, task).span().end, text))
}
