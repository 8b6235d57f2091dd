//! IMPLEMENTATION_PHASES.md: the phases, their tasks and their criteria.

use crate::markdown::field;
use crate::markdown::phases;
use crate::markdown::status;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::str::Str;

/// A plan as it stands.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The whole file.
    pub text: Str<'a>,
    /// The title: of the front matter, else of the first heading.
    pub title: Option<Str<'a>>,
    /// The description in the front matter.
    pub description: Option<Str<'a>>,
    /// The phases, in the order of the file.
    pub phases: Vec<PlanPhase<'a>>,
}

/// One phase of the plan.
#[derive(Debug)]
pub struct PlanPhase<'a> {
    /// The heading's line, without its ending.
    pub heading: Str<'a>,
    /// Its number.
    pub number: PhaseNumber,
    /// Its name, without markup, emoji, status and a trailing duration in parentheses.
    pub name: Str<'a>,
    /// The heading's anchor, as the usual renderers make it (`phase-3-tasks-api`), unique in the file.
    pub anchor: String,
    /// `**Type**: API`
    pub kind: Option<Str<'a>>,
    /// The tasks: check list items or list items under `### Tasks` or `**Tasks**:`,
    /// else check list items anywhere, `### Task 1.1: …` headings, or the deliverables.
    pub tasks: Vec<PlanItem<'a>>,
    /// The verification, exit or success criteria.
    pub criteria: Vec<PlanItem<'a>>,
    /// Everything below the heading, up to the next heading of the same or a higher level or the next phase.
    pub body: Str<'a>,
}

/// One item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanItem<'a> {
    /// The text on the item's first line, without bullet and check box.
    pub text: Str<'a>,
    /// Whether it has a check box that is ticked.
    pub is_done: bool,
}

impl PlanPhase<'_> {
    /// The status that the heading or a Status field names, where one does.
    pub fn status(&self) -> Option<Status> {
        let title = phases::title(self.heading).and_then(|title| title.status);
        let field = || {
            let mut fields = Vec::new();
            self.body.lines().for_each(|line| field::fields(line, &mut fields));
            let field = fields.into_iter().find(|field| field.is_named("Status"))?;
            let (rest, status) = status::split_status(field.value);
            status.map(|status| status.status).or_else(|| Status::meant_by(&rest))
        };
        title.map(|status| status.status).or_else(field)
    }
}

impl<'a> Plan<'a> {
    /// The phase of this number.
    pub fn phase(&self, number: &PhaseNumber) -> Option<&PlanPhase<'a>> {
        self.phases.iter().find(|phase| phase.number == *number)
    }
}
