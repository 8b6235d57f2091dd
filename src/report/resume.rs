//! `git checkpoint resume`: where the last session stopped, in a few hundred tokens.

use crate::report::json::to_json;
use crate::report::terminal::color::Style;
use crate::report::terminal::sanitize::{sanitize_line, shorten};
use crate::resume::history::LastWords;
use crate::resume::model::{
    CheckpointSummary, Count, Doc, NextAction, NextPlace, PlaceState, ResumeData,
};
use crate::resume::next::ResumeStep;
use crate::session::model::Session;
use crate::terms::tree_and_history::NoFiles;
use crate::text::words::listed;

/// A line of a file is quoted up to here.
const MAX_COLUMNS: usize = 240;
/// Lines of one list.
const MAX_LINES: usize = 12;

/// The brief as one JSON object on one line.
pub fn handoff_json(handoff: &ResumeData) -> String {
    to_json(handoff)
}

/// Phase, progress and next step on one line; empty where the file has no phase to go on with.
pub fn short_line(session: &Session<'_>) -> String {
    const MAX_COLUMNS: usize = 120;
    let Some(phase) = session.phase_at_work().filter(|_| !session.is_complete()) else {
        let next = || session.next_action_of_file()?.open_items().into_iter().next();
        let line = match session.is_complete() {
            true => "all phases complete".to_owned(),
            false => next().unwrap_or_default(),
        };
        let line = shorten(&sanitize_line(&line), MAX_COLUMNS).into_owned();
        return if line.is_empty() { line } else { format!("{line}\n") };
    };
    let (step, _) = ResumeStep::of(session, phase, (None, &NoFiles));
    let own = || phase.tasks.iter().filter(|task| !task.is_criterion);
    let done = own().filter(|task| task.is_done()).count();
    let count = (own().count() > 0).then(|| format!(" {done}/{}", own().count()));
    let task = |step: &ResumeStep| {
        step.task.as_ref().map_or(String::new(), |task| format!(" (open task: {task})"))
    };
    let step = step.map(|step| format!(": {}{}", step.text, task(&step))).unwrap_or_default();
    let title = format!("{} {}", phase.number, phase.name);
    let line = format!("{}{}{step}", title.trim_end(), count.unwrap_or_default());
    format!("{}\n", shorten(&sanitize_line(&line), MAX_COLUMNS))
}

/// The brief as people and agents read it.
pub fn handoff(handoff: &ResumeData, style: Style) -> String {
    let mut page = Page { text: String::new(), style };
    page.line("Phase", &phase(handoff));
    page.line("Progress", &progress(handoff));
    page.line("Blocked", handoff.blocked.as_deref().unwrap_or_default());
    page.next(handoff);
    page.list("Done tasks", &done_tasks(handoff));
    page.list("Open tasks", &open_tasks(handoff));
    if let Some(criteria) = &handoff.verification {
        let items = criteria.iter().map(|c| format!("[{}] {}", mark(c.done), c.text));
        page.list("Verification criteria", &items.collect::<Vec<_>>());
    }
    page.list("Known issues", &without_bullets(&handoff.known_issues));
    page.checkpoint(&handoff.checkpoint, handoff.next_action.as_ref());
    page.uncommitted("Uncommitted", &handoff.uncommitted.unexpected);
    page.uncommitted("Uncommitted, as expected", &handoff.uncommitted.expected);
    page.line("Read", &handoff.planning_docs.iter().map(doc).collect::<Vec<_>>().join(", "));
    page.list("Note", &handoff.notes);
    page.text
}

/// The text so far.
struct Page {
    text: String,
    style: Style,
}

impl Page {
    /// `Key: value`, where there is a value.
    fn line(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            let value = sanitize_line(value);
            let value = shorten(&value, MAX_COLUMNS);
            self.text.push_str(&format!("{} {value}\n", self.style.strong(&format!("{key}:"))));
        }
    }

    /// A single item on the key's line, several below it.
    fn list(&mut self, key: &str, items: &[String]) {
        match items {
            [] => {}
            [one] => self.line(key, one),
            _ => {
                self.text.push_str(&format!("{}\n", self.style.strong(&format!("{key}:"))));
                self.items(items.iter().map(String::as_str), items.len());
            }
        }
    }

    fn items<'i>(&mut self, items: impl Iterator<Item = &'i str>, all: usize) {
        for item in items.take(MAX_LINES) {
            let item = sanitize_line(item);
            self.text.push_str(&format!("  {}\n", shorten(&item, MAX_COLUMNS)));
        }
        if all > MAX_LINES {
            let rest = format!("  … and {} more", all - MAX_LINES);
            self.text.push_str(&format!("{}\n", self.style.faint(&rest)));
        }
    }

    /// The next open step; Next Action beside it where that says something else.
    fn next(&mut self, handoff: &ResumeData) {
        let action = handoff.next_action.as_ref();
        let Some(step) = &handoff.next_step else {
            if let Some(action) = action {
                self.action(action, &handoff.session);
            }
            return;
        };
        match action.filter(|_| step.kind == "action") {
            Some(action) => self.action(action, &handoff.session),
            None => self.line("Next", &with_command(step)),
        }
        self.item(&remark(step, action, &handoff.session));
        if step.kind == "action" {
            let command = step.command.as_ref();
            let done = command.map(|command| format!("(all tasks are done: `{command}`)"));
            self.item(&done.unwrap_or_default());
        }
    }

    fn action(&mut self, action: &NextAction, session: &str) {
        let lines: Vec<&str> = action.text.lines().collect();
        self.line("Next", lines.first().copied().unwrap_or_default());
        let below = lines.get(1..).unwrap_or_default();
        self.items(below.iter().copied(), below.len());
        let places: Vec<String> = action.places.iter().filter_map(place).collect();
        self.items(places.iter().map(String::as_str), places.len());
        let home = match (&action.phase, action.home) {
            (Some(number), _) => {
                format!("(Next Action of phase {number}, {session}:{})", action.line)
            }
            (None, "section") => format!("({session}:{}{})", action.line, also(&action.also)),
            _ => String::new(),
        };
        self.item(&home);
    }

    fn item(&mut self, text: &str) {
        if !text.is_empty() {
            self.items(std::iter::once(text), 1);
        }
    }

    fn checkpoint(&mut self, checkpoint: &CheckpointSummary, next: Option<&NextAction>) {
        let said = match (&checkpoint.newest, &checkpoint.recorded) {
            (Some(commit), _) => {
                let subject = commit.subject.trim_start_matches("checkpoint:").trim_start();
                format!("{} ({}) {subject}", commit.hash, commit.date)
            }
            (None, Some(recorded)) => recorded.hash.clone(),
            (None, None) => "none yet".to_owned(),
        };
        self.line("Last checkpoint", &said);
        if let Some(words) = &checkpoint.words {
            self.words(words, next);
        }
        let commits = &checkpoint.commits;
        if commits.is_empty() {
            return;
        }
        let over = if checkpoint.is_cut_off { "over " } else { "" };
        let key = match checkpoint.newest {
            Some(_) => format!("Commits since ({over}{})", checkpoint.commits_since),
            None => format!("Commits ({over}{})", checkpoint.commits_since),
        };
        self.text.push_str(&format!("{}\n", self.style.strong(&format!("{key}:"))));
        let lines: Vec<String> =
            commits.iter().map(|commit| format!("{} {}", commit.hash, commit.subject)).collect();
        self.items(lines.iter().map(String::as_str), lines.len());
        if checkpoint.commits_since > commits.len() {
            self.text.push_str(&self.style.faint("  …\n"));
        }
    }

    /// What the checkpoint said, as far as Next Action does not say the same.
    fn words(&mut self, words: &LastWords, next: Option<&NextAction>) {
        self.list("Its session", &words.session);
        let said = without_bullets(&words.next).join(" ");
        let is_mentioned = next.is_some_and(|next| {
            let written: Vec<String> = next.text.lines().map(str::to_owned).collect();
            without_bullets(&written).join(" ") == said
        });
        if !is_mentioned {
            self.list("Its next", &words.next);
        }
    }

    fn uncommitted(&mut self, key: &str, paths: &[String]) {
        let shown: Vec<&str> = paths.iter().take(MAX_LINES).map(String::as_str).collect();
        let rest = match paths.len() - shown.len() {
            0 => String::new(),
            rest => format!(" and {rest} more"),
        };
        self.line(key, &format!("{}{rest}", shown.join(", ")));
    }
}

fn phase(handoff: &ResumeData) -> String {
    let stage = handoff.stage.as_ref().map(|stage| format!("stage {stage}"));
    let phases = handoff.progress.phases;
    let none =
        if phases.all > 0 && phases.done == phases.all { "all complete" } else { "not named" };
    let phase = handoff.phase.as_ref().map_or(none.to_owned(), |phase| {
        let status = phase.status.map(|status| format!(" [{status}]")).unwrap_or_default();
        format!("{} - {}{status}", phase.number, phase.name)
    });
    let branch = handoff.branch.as_ref().map(|branch| format!("branch {branch}"));
    [Some(phase), stage, branch].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn progress(handoff: &ResumeData) -> String {
    let part = |count: Count, what: &str| {
        (count.all > 0).then(|| format!("{} of {} {what}", count.done, count.all))
    };
    let progress = &handoff.progress;
    let parts = [part(progress.tasks, "tasks"), part(progress.phases, "phases")];
    let done = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if done.is_empty() { done } else { format!("{done} done") }
}

/// The tasks that are done, with their commits.
fn done_tasks(handoff: &ResumeData) -> Vec<String> {
    let done = handoff.progress.done.iter().filter(|_| handoff.progress.is_derived);
    done.map(|done| match &done.commit {
        Some(hash) => format!("{} ({hash})", done.text),
        None => done.text.clone(),
    })
    .collect()
}

/// The open tasks, the one that is marked as current among them.
fn open_tasks(handoff: &ResumeData) -> Vec<String> {
    let progress = &handoff.progress;
    let is_current = |task: &String| progress.current.as_ref() == Some(task);
    let marked = |task: &String| if is_current(task) { " <-- CURRENT" } else { "" };
    progress.open.iter().map(|task| format!("{task}{}", marked(task))).collect()
}

/// The step with the command that takes it.
fn with_command(step: &ResumeStep) -> String {
    match &step.command {
        Some(command) => format!("{}: `{command}`", step.text),
        None => step.text.clone(),
    }
}

/// Why Next Action does not lead, or which task is open beside it.
fn remark(step: &ResumeStep, action: Option<&NextAction>, session: &str) -> String {
    if let Some(task) = &step.task {
        return format!("(next open task: {task})");
    }
    match (action.filter(|_| step.kind != "action"), &step.past) {
        (Some(action), Some(past)) => {
            format!("(Next Action, {session}:{}, is about a ticked task: {past})", action.line)
        }
        (Some(action), None) => {
            let first = action.text.lines().next().unwrap_or_default();
            format!("(Next Action, {session}:{}, says: {first})", action.line)
        }
        _ => String::new(),
    }
}

/// The other lines that announce something, where the file does not say which is the newest.
fn also(lines: &[usize]) -> String {
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    match lines.len() {
        0 => String::new(),
        1 => format!("; another in line {}", lines[0]),
        _ => format!("; others in lines {}", listed(&lines)),
    }
}

/// A place that is not what it should be.
fn place(place: &NextPlace) -> Option<String> {
    let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
    let state = match place.state {
        PlaceState::There => return None,
        PlaceState::PastTheEnd => "past the end of the file",
        PlaceState::ToBeCreated => "to be created",
        PlaceState::Missing => "missing",
    };
    Some(format!("({}{line}: {state})", place.path))
}

fn doc(doc: &Doc) -> String {
    let anchor = doc.anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
    let absence = if doc.exists { "" } else { " (not there)" };
    format!("{}{anchor}{absence}", doc.path)
}

fn mark(is_done: bool) -> char {
    if is_done { 'x' } else { ' ' }
}

fn without_bullets(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| line.trim_start_matches(['-', '*', ' ']).to_owned()).collect()
}
