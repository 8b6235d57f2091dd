//! IMPLEMENTATION_PHASES.md: the phases, their tasks and their criteria.

use crate::markdown::{field, status};
use crate::plan::phases as plan_phases;
use crate::plan::phases::PassedOver;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::span::line_numbers;
use crate::text::str::Str;

/// A longer line is cut off in a remark.
const MAX_REMARK: usize = 60;

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
    /// The lines that look like phases and are not among them, in the order of the file.
    pub passed_over: Vec<PassedOver<'a>>,
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
    /// The heading's anchor, as the usual renderers make it (`phase-3-tasks-api`), unique in the
    /// file; `None` where the phase is not a heading.
    pub anchor: Option<String>,
    /// The status in the heading.
    pub(crate) heading_status: Option<Status>,
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
    /// How many items with a check box it is nested below.
    pub depth: usize,
}

impl PlanPhase<'_> {
    /// The status that the heading or a Status field names, where one does.
    pub fn status(&self) -> Option<Status> {
        let title = self.heading_status;
        let field = || {
            let mut fields = Vec::new();
            self.body.lines().for_each(|line| field::fields(line, &mut fields));
            let field = fields.into_iter().find(|field| field.is_named("Status"))?;
            let (rest, status) = status::split_status(field.value);
            status.map(|status| status.status).or_else(|| Status::parse_lenient(&rest))
        };
        title.or_else(field)
    }
}

impl<'a> Plan<'a> {
    /// What a reader of the plan should know: lines passed over, and numbers that are missing.
    pub fn remarks(&self) -> Vec<String> {
        let starts = self.passed_over.iter().map(|passed| passed.line.span().start);
        let lines = line_numbers(&self.text, starts);
        let passed = self.passed_over.iter().zip(lines).map(|(passed, line)| {
            let text = shortened(passed.line.trim().as_str(), MAX_REMARK);
            format!("line {line} is not read as a phase: `{text}` ({})", passed.reason)
        });
        let phases = self.phases.iter().map(|phase| (&phase.number, phase.heading));
        let lines = plan_phases::phase_lines(self.text, phases);
        let numbers: Vec<_> =
            self.phases.iter().map(|phase| (phase.number.clone(), phase.heading)).collect();
        let gaps = plan_phases::gaps(&numbers);
        let gaps = gaps.iter().map(|gap| {
            let missing = match gap.first == gap.last {
                true => format!("phase {} is missing", gap.first),
                false => format!("phases {} to {} are missing", gap.first, gap.last),
            };
            let at = [gap.before, gap.after].map(|(number, _)| (number, lines[number]));
            let [(before, first), (after, second)] = at;
            format!(
                "{missing} between phase {before} (line {first}) and phase {after} (line {second})"
            )
        });
        passed.chain(gaps).collect()
    }

    /// The phase of this number.
    pub fn phase(&self, number: &PhaseNumber) -> Option<&PlanPhase<'a>> {
        self.phases.iter().find(|phase| phase.number == *number)
    }
}

fn shortened(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
