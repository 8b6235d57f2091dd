//! What a phase says while it is worked on: its check list and its Next Action,
//! both taken from the plan.

use crate::markdown::list::list_item;
use crate::plan::model::{Plan, PlanItem, PlanPhase};
use crate::session::next::written_action::is_marked_done;
use crate::session::placeholder;
use crate::terms::creation::is_about_existing;
use crate::terms::next_step::problems;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::place::{Place, places};
use crate::terms::status::Status;
use crate::terms::tree_and_history::Tree;
use crate::text::span::Position;
use crate::text::str::Str;

/// A longer list is cut off, with a link to the plan for the rest.
const LONGEST_LIST: usize = 25;

/// A longer item is cut off: the plan has all of it.
const LONGEST_TEXT: usize = 160;

/// Deeper nesting says no more.
const MAX_DEPTH: usize = 3;

/// What is known beside SESSION.md where one is written.
#[derive(Clone, Copy)]
pub struct PlanContext<'a> {
    /// The plan's path from the top of the worktree, and the plan.
    pub plan: Option<(&'a str, &'a Plan<'a>)>,
    /// The project's files.
    pub tree: &'a dyn Tree,
    /// The date of today, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// A phase of the plan, and the way to it.
#[derive(Clone, Copy)]
pub(crate) struct PlannedPhase<'a> {
    pub(crate) phase: &'a PlanPhase<'a>,
    path: &'a str,
    plan: &'a Plan<'a>,
    tree: &'a dyn Tree,
    /// Whether the plan says so.
    is_pending: bool,
}

impl<'a> PlanContext<'a> {
    /// The phase of this number, as the plan has it.
    pub(crate) fn source(&self, number: &PhaseNumber) -> Option<PlannedPhase<'a>> {
        self.source_of(self.plan?.1.phase(number)?)
    }

    /// This phase of the plan.
    pub(crate) fn source_of(&self, phase: &'a PlanPhase<'a>) -> Option<PlannedPhase<'a>> {
        let (path, plan) = self.plan?;
        let is_pending = phase.status() == Some(Status::Pending);
        Some(PlannedPhase { phase, path, plan, tree: self.tree, is_pending })
    }
}

impl<'a> PlannedPhase<'a> {
    /// The link to the phase: `` `docs/IMPLEMENTATION_PHASES.md#phase-3-tasks-api` ``.
    pub(crate) fn spec(&self) -> String {
        match &self.phase.anchor {
            Some(anchor) => format!("`{}#{anchor}`", self.path),
            None => format!("`{}`", self.path),
        }
    }

    /// The lines of the check list of tasks, `<-- CURRENT` on the first open
    /// one. A phase without tasks is one task.
    pub(crate) fn task_lines(&self) -> Vec<String> {
        let mut lines = self.check_list(&self.phase.tasks, "tasks");
        if lines.is_empty() {
            lines.push(format!("- [ ] {}, as the plan describes it", self.name()));
        }
        let first = first_leaf(
            &lines,
            |line| line.trim_start().starts_with("- [ ]"),
            |line| line.len() - line.trim_start().len(),
        );
        if let Some(first) = first {
            lines[first].push_str(CURRENT);
        }
        lines
    }

    /// The lines of the check list of criteria.
    pub(crate) fn criteria_lines(&self) -> Vec<String> {
        self.check_list(&self.phase.criteria, "criteria")
    }

    /// What is to be done first: the first open task; a criterion is never one.
    pub(crate) fn first_step(&self) -> String {
        let tasks = &self.phase.tasks;
        let open = first_leaf(tasks, |item| !self.is_done(item), |item| item.depth);
        let name = self.name();
        match open {
            Some(first) => self.text_of(&tasks[first]),
            None if tasks.is_empty() => name.to_owned(),
            None => format!("Verify {name} by its criteria"),
        }
    }

    /// The files of the phase that are there already, at most five; documents are none.
    pub(crate) fn key_files(&self) -> Vec<&'a str> {
        const MOST: usize = 5;
        let mut files = Vec::new();
        for place in self.phase.body.lines().flat_map(places) {
            let path = place.path.as_str();
            if !files.contains(&path) && is_source(path) && line_in(&place, self.tree).is_some() {
                files.push(path);
            }
        }
        files.truncate(MOST);
        files
    }

    /// Where the plan says that the phase has not begun, `- ✅ Deliverable` is not a tick.
    fn is_done(&self, item: &PlanItem<'_>) -> bool {
        item.is_done && !self.is_pending
    }

    fn name(&self) -> &'a str {
        if self.phase.name.is_empty() { "All of it" } else { self.phase.name.as_str() }
    }

    fn check_list(&self, items: &[PlanItem<'_>], what: &str) -> Vec<String> {
        let is_long = items.len() > LONGEST_LIST;
        let listed = |item: &&PlanItem<'_>| !is_long || !self.is_done(item);
        let shown: Vec<&PlanItem<'_>> = items.iter().filter(listed).take(LONGEST_LIST).collect();
        let line = |item: &&PlanItem<'_>| {
            let mark = if self.is_done(item) { 'x' } else { ' ' };
            format!("{}- [{mark}] {}", "  ".repeat(item.depth.min(MAX_DEPTH)), self.text_of(item))
        };
        let mut lines: Vec<String> = shown.iter().map(line).collect();
        let open = items.iter().filter(|item| !self.is_done(item)).count();
        if is_long && open == 0 {
            lines.push(format!("- [x] all {} {what} of {}", items.len(), self.spec()));
        } else if is_long && open > shown.len() {
            lines.push(format!("- [ ] {} more {what} of {}", open - shown.len(), self.spec()));
        }
        lines
    }

    /// The item's text with the lines that it wraps onto, on one line.
    fn text_of(&self, item: &PlanItem<'_>) -> String {
        let mut text = words(&item.text);
        let below = self.below(item.text);
        let line_end = below.lines().next().map_or(0, |rest| rest.trim().len());
        if line_end > 0 || text.ends_with(['.', ':', '!', '?']) {
            return shortened(&text);
        }
        let wrapped = below.lines().skip(1).take_while(|line| {
            let is_indented = line.starts_with([' ', '\t']) && !line.trim().is_empty();
            is_indented && list_item(*line).is_none() && !is_block(line.trim().as_str())
        });
        for line in wrapped {
            text.push(' ');
            text.push_str(&words(&line));
        }
        shortened(&text)
    }

    /// The plan after this part of it.
    fn below(&self, part: Str<'_>) -> Str<'a> {
        self.plan.text.slice(part.span().end..self.plan.text.len())
    }

    pub(crate) fn item(&self, task: &str) -> Option<&'a PlanItem<'a>> {
        let mut items = self.phase.tasks.iter().chain(&self.phase.criteria);
        items.find(|item| task == self.text_of(item))
    }

    /// `docs/IMPLEMENTATION_PHASES.md:123`, the line of the task or else of the phase.
    fn line_of(&self, item: Option<&PlanItem<'_>>) -> String {
        let part = item.map_or(self.phase.heading, |item| item.text);
        let line = Position::of(&self.plan.text, part.span().start).line;
        let ticks = if self.path.contains(' ') { "`" } else { "" };
        format!("{ticks}{}:{line}{ticks}", self.path)
    }

    /// The places with a line that the plan names below the item, where they exist.
    fn places_of(&self, item: Option<&PlanItem<'_>>) -> Option<Place<'a>> {
        let below = self.below(item?.text).lines().skip(1);
        let own =
            below.take_while(|line| line.starts_with([' ', '\t']) && list_item(*line).is_none());
        let is_there = |place: &Place<'_>| {
            let lines = self.tree.lines(&place.path).unwrap_or(0);
            place.line.is_some_and(|line| line <= lines)
        };
        own.flat_map(places).find(is_there)
    }
}

/// Whether a line begins a code block, a table or a quotation, and not more of a sentence.
fn is_block(line: &str) -> bool {
    line.starts_with("```") || line.starts_with(['|', '>'])
}

/// The marker after the task that is being worked on.
pub(crate) const CURRENT: &str = " <-- CURRENT";

/// A Next Action for this task: with the place that the task or the plan names, with the file that
/// it is to create, else with the task's line in the plan. A line number is never invented.
///
/// Where nothing of that is known, the task alone.
pub(crate) fn next_action(task: &str, source: Option<PlannedPhase<'_>>, tree: &dyn Tree) -> String {
    let subject = task.trim_end_matches(['.', ':', ';', ',', ' ']);
    let is_good = |text: &String| {
        problems(&[Str::new(text)], tree).is_empty()
            && !placeholder::is_placeholder(text)
            && !is_marked_done(text)
    };
    let mut candidates = vec![subject.to_owned()];
    candidates.extend(with_file_to_create(subject, tree));
    if let Some(source) = source {
        let item = source.item(task);
        let place = source.places_of(item).filter(|_| places(Str::new(subject)).is_empty());
        candidates.extend(place.map(|place| format!("{subject} in {}", place.whole)));
        let line = source.line_of(item);
        candidates.push(format!("{subject}, see {line}"));
        candidates.push(format!("{}, see {line}", without_wrong_lines(subject, tree)));
        candidates.push(format!("Begin with what stands at {line}"));
    }
    candidates.into_iter().find(is_good).unwrap_or_else(|| subject.to_owned())
}

/// The task without the line numbers that its files do not have.
fn without_wrong_lines(task: &str, tree: &dyn Tree) -> String {
    let mut text = task.to_owned();
    for place in places(Str::new(task)).into_iter().rev() {
        let lines = tree.lines(&place.path).unwrap_or(0);
        if place.line.is_some_and(|line| lines < line) {
            text.replace_range(place.whole.span().range(), &place.path);
        }
    }
    text
}

/// The task, saying that the files it names are to be created, where none of them exists.
fn with_file_to_create(task: &str, tree: &dyn Tree) -> Option<String> {
    let named = places(Str::new(task));
    // `Node.js` may be a file or not; a path in a folder is one.
    let is_missing = |place: &Place<'_>| {
        place.line.is_none() && place.path.contains('/') && !tree.exists(&place.path)
    };
    let is_all = !named.is_empty() && named.iter().all(is_missing) && !is_about_existing(task);
    is_all.then(|| match named.len() {
        1 => format!("{task} (to be created)"),
        _ => format!("{task} (files to be created)"),
    })
}

/// The line that a place names, or 1 where it names none that is there;
/// `None` where the file is not there or empty.
fn line_in(place: &Place<'_>, tree: &dyn Tree) -> Option<usize> {
    let lines = tree.lines(&place.path).filter(|lines| *lines > 0)?;
    Some(place.line.filter(|line| *line <= lines).unwrap_or(1))
}

fn is_source(path: &str) -> bool {
    !path.ends_with(".md") && !path.ends_with(".mdx") && !path.ends_with(".txt")
}

/// The first open item that has no open items below it: who does that has begun with its parent.
fn first_leaf<T>(
    items: &[T],
    is_open: impl Fn(&T) -> bool,
    depth: impl Fn(&T) -> usize,
) -> Option<usize> {
    let mut first = items.iter().position(&is_open)?;
    loop {
        let below = items[first + 1..].iter().take_while(|item| depth(item) > depth(&items[first]));
        match below.map(&is_open).position(|is_open| is_open) {
            Some(offset) => first += 1 + offset,
            None => return Some(first),
        }
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cut off at a space, where it is too long.
pub(crate) fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST_TEXT) else { return text.to_owned() };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([',', ';', ':', '.', ' ']))
}
