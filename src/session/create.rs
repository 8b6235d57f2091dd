//! A new SESSION.md, from the plan: the specification's "Creating SESSION.md for a New Project".

use crate::markdown::phase_heading;
use crate::markdown::slug::plain_text;
use crate::plan::model::{Plan, PlanPhase};
use crate::session::from_plan::{PlanContext, PlannedPhase, next_action};
use crate::session::model::Dialect;
use crate::terms::status::Status;

/// Documents that planning leaves beside the plan, in the order in which they are read.
const PLANNING_DOCS: [&str; 12] = [
    "ARCHITECTURE.md",
    "DATABASE_SCHEMA.md",
    "API_ENDPOINTS.md",
    "UI_COMPONENTS.md",
    "TESTING.md",
    "INTEGRATION.md",
    "CRITICAL_WORKFLOWS.md",
    "AGENTS_CONFIG.md",
    "ENV_VARIABLES.md",
    "INSTALLATION_COMMANDS.md",
    "DESIGN.md",
    "REQUIREMENTS.md",
];

/// A SESSION.md for this plan: the first phase that is not done In Progress with
/// its tasks, what is done collapsed, the rest Pending. `None` without phases.
///
/// Every line is short and there are few of them: forty phases make no 160 lines.
pub fn create(dialect: Dialect, known: &PlanContext<'_>) -> Option<String> {
    const ENOUGH: usize = 160;
    let (path, plan) = known.plan.filter(|(_, plan)| !plan.phases.is_empty())?;
    let statuses = statuses(plan);
    let current = statuses.iter().position(|status| *status == Status::InProgress);
    let header = header(path, plan, current.map(|index| &plan.phases[index]), known);
    let blocks: Vec<PhaseBlock> = plan
        .phases
        .iter()
        .zip(&statuses)
        .filter_map(|(phase, status)| {
            let source = known.source_of(phase)?;
            Some(PhaseBlock::of(source, *status, dialect, known))
        })
        .collect();
    let written = |spacing| {
        let phases = blocks.iter().flat_map(move |block| block.lines(spacing));
        header.iter().cloned().chain(phases).collect::<Vec<String>>()
    };
    let lines = [Spacing::Template, Spacing::Close]
        .map(written)
        .into_iter()
        .find(|lines| lines.len() <= ENOUGH)
        .unwrap_or_else(|| written(Spacing::Closest));
    Some(lines.join("\n").trim_end().to_owned() + "\n")
}

/// What the plan itself says is done stays done; of the rest the one that it
/// says is In Progress, else the first, is the one to work on.
fn statuses(plan: &Plan<'_>) -> Vec<Status> {
    let mut statuses: Vec<Status> = plan.phases.iter().map(status).collect();
    let named = statuses.iter().position(|status| *status == Status::InProgress);
    let current = named.or_else(|| statuses.iter().position(|status| *status != Status::Complete));
    for (index, status) in statuses.iter_mut().enumerate() {
        if *status != Status::Complete {
            *status = if Some(index) == current { Status::InProgress } else { Status::Pending };
        }
    }
    statuses
}

/// As the plan names it, or by check boxes that are all ticked.
fn status(phase: &PlanPhase<'_>) -> Status {
    let mut items = phase.tasks.iter().chain(&phase.criteria);
    let is_done = !phase.tasks.is_empty() && items.all(|item| item.is_done);
    match phase.status() {
        Some(Status::InProgress) => Status::InProgress,
        Some(Status::Complete) => Status::Complete,
        None if is_done => Status::Complete,
        _ => Status::Pending,
    }
}

fn header(
    path: &str,
    plan: &Plan<'_>,
    current: Option<&PlanPhase<'_>>,
    known: &PlanContext<'_>,
) -> Vec<String> {
    let title = project(plan).map_or(String::new(), |project| format!(" - {project}"));
    let (phase, stage) = match current {
        Some(phase) => (format!("Phase {}", phase.number), "Implementation"),
        None => (crate::session::transition::header::ALL_COMPLETE.to_owned(), "Complete"),
    };
    let docs =
        planning_docs(path, known).iter().map(|path| format!("`{path}`")).collect::<Vec<_>>();
    let mut lines = vec![format!("# Session State{title}"), String::new()];
    lines.extend(description(plan).into_iter().flat_map(|text| [text, String::new()]));
    lines.extend([
        format!("**Current Phase**: {phase}"),
        format!("**Current Stage**: {stage}"),
        "**Last Checkpoint**: [none yet]".to_owned(),
        format!("**Planning Docs**: {}", docs.join(", ")),
    ]);
    lines.extend(["", "---", ""].map(str::to_owned));
    lines
}

/// The plan, and the other documents that are there, each in `docs/` or at the top.
fn planning_docs(plan: &str, known: &PlanContext<'_>) -> Vec<String> {
    let folder = plan.rsplit_once('/').map_or("docs", |(folder, _)| folder);
    let others = PLANNING_DOCS.iter().filter_map(|name| {
        let mut spots =
            [format!("{folder}/{name}"), format!("docs/{name}"), (*name).to_owned()].into_iter();
        spots.find(|path| path != plan && known.tree.lines(path).is_some())
    });
    std::iter::once(plan.to_owned()).chain(others).collect()
}

/// The project's name, out of the plan's title.
fn project(plan: &Plan<'_>) -> Option<String> {
    let title = plan.title.filter(|title| phase_heading::title(*title).is_none())?;
    let plain = plain_text(&title);
    let parts =
        [": ", "：", " - ", " – ", " — ", " | "].iter().fold(vec![plain.as_str()], |parts, at| {
            parts.into_iter().flat_map(|part| part.split(at)).collect()
        });
    parts.into_iter().map(without_plan_words).find(|name| !name.is_empty())
}

/// Without the words at both ends that say that this is a plan.
fn without_plan_words(part: &str) -> String {
    const WORDS: &[&str] = &[
        "implementation", "phase", "phases", "phased", "plan", "planning", "roadmap",
        "development", "detailed", "complete", "guide", "the", "for", "overview", "project",
        "master", "实现计划", "实施计划", "开发计划", "实施阶段", "実装計画", "実装フェーズ",
        "구현", "계획", "phasen", "umsetzungsplan", "implementierungsplan",
        "implementierungsphasen", "umsetzungsphasen", "projektplan", "d'implementation",
        "d’implementation", "d'implémentation", "d’implémentation", "implémentation",
        "implantation", "de", "du", "des", "fases", "fasi", "implementación", "implementação",
        "implementazione", "piano", "план", "реализации", "разработки", "этапы", "фазы", "σχέδιο",
        "υλοποίησης", "φάσεις",
    ];
    let bare = part.split(" (").next().unwrap_or(part);
    // A file's name says nothing of the project.
    let bare = match bare.trim().strip_suffix(".md") {
        Some(name) => name.replace('_', " "),
        None => bare.to_owned(),
    };
    let is_plan_word = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        word.is_empty() || WORDS.contains(&word.as_str())
    };
    let words: Vec<&str> = bare.split_whitespace().collect();
    let start = words.iter().position(|word| !is_plan_word(word)).unwrap_or(words.len());
    let end = words.iter().rposition(|word| !is_plan_word(word)).map_or(start, |last| last + 1);
    words[start..end].join(" ")
}

/// The front matter's description; a block scalar (`>`) is none.
fn description(plan: &Plan<'_>) -> Option<String> {
    let text = plan.description?;
    (!text.starts_with(['>', '|', '*', '#'])).then(|| crate::session::from_plan::shortened(&text))
}

/// How much air is between the lines of phases that rest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spacing {
    /// As the specification's template.
    Template,
    /// Nothing below the heading.
    Close,
    /// Nothing at all.
    Closest,
}

/// One phase.
struct PhaseBlock {
    heading: String,
    body: Vec<String>,
    is_active: bool,
}

impl PhaseBlock {
    fn of(
        source: PlannedPhase<'_>,
        status: Status,
        dialect: Dialect,
        known: &PlanContext<'_>,
    ) -> Self {
        let phase = source.phase;
        let name = if phase.name.is_empty() { String::new() } else { format!(": {}", phase.name) };
        let heading = format!("## Phase {}{name} {}", phase.number, dialect.written(status));
        let body = match status {
            Status::InProgress => active(source, known),
            Status::Complete => vec![
                "**Summary**: Complete before this file was begun".to_owned(),
                format!("**Spec**: {}", source.spec()),
            ],
            _ => resting(source),
        };
        Self { heading, body, is_active: status == Status::InProgress }
    }

    fn lines(&self, spacing: Spacing) -> Vec<String> {
        let empty_line = |is_wanted: bool| is_wanted.then(String::new);
        let mut lines = vec![self.heading.clone()];
        lines.extend(empty_line(self.is_active || spacing == Spacing::Template));
        lines.extend(self.body.iter().cloned());
        lines.extend(empty_line(self.is_active || spacing != Spacing::Closest));
        lines
    }
}

fn resting(source: PlannedPhase<'_>) -> Vec<String> {
    let kind = source.phase.kind.map(|kind| format!("**Type**: {kind}"));
    kind.into_iter().chain([format!("**Spec**: {}", source.spec())]).collect()
}

fn active(source: PlannedPhase<'_>, known: &PlanContext<'_>) -> Vec<String> {
    let started = format!("**Started**: {}", known.today);
    let kind = source.phase.kind.map(|kind| format!("**Type**: {kind} | "));
    let action = next_action(&source.first_step(), Some(source), known.tree);
    let files: Vec<String> = source.key_files().iter().map(|path| format!("`{path}`")).collect();
    let mut lines = vec![
        format!("{}{started}", kind.unwrap_or_default()),
        format!("**Spec**: {}", source.spec()),
    ];
    lines.extend(["", "**Progress**:", ""].map(str::to_owned));
    lines.extend(source.task_lines());
    lines.extend([String::new(), format!("**Next Action**: {action}")]);
    if !files.is_empty() {
        lines.extend([String::new(), format!("**Key Files**: {}", files.join(", "))]);
    }
    lines.extend(["", "**Known Issues**: None"].map(str::to_owned));
    lines
}

#[cfg(test)]
mod tests;
