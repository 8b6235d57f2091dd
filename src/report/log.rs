//! `git checkpoint log`: one checkpoint after the other, as it is found.

use serde::Serialize;

use crate::report::json::to_json;
use crate::report::terminal::color::Style;
use crate::report::terminal::sanitize::{columns, sanitize_line, shorten};

/// A checkpoint of the history. The field names are those of
/// `git checkpoint log --json`, described in `docs/json.md`.
#[derive(Clone, Debug, Serialize)]
pub struct LogEntry {
    /// The full hash.
    pub commit: String,
    /// The hash as git abbreviates it.
    pub hash: String,
    /// `YYYY-MM-DD` of the committer.
    pub date: String,
    /// The phase's number; `None` where it cannot be made out, as with all below.
    pub phase: Option<String>,
    /// The phase's name.
    pub name: Option<String>,
    /// `In Progress`
    pub status: Option<&'static str>,
    /// What the subject says after the dash.
    pub description: Option<String>,
    /// What was done.
    pub session: Option<String>,
    /// What comes next.
    pub next: Option<String>,
}

/// How entries become lines.
#[derive(Clone, Copy, Debug)]
pub struct LogTable {
    style: Style,
    /// `None` for a pipe: columns are separated by tabs then, and nothing is cut.
    width: Option<usize>,
}

const DATE: usize = 10;
const PHASE: usize = 5;
const STATUS: usize = 11;
const GAP: &str = "  ";
/// From here on session and next stand beside each other.
const WIDE: usize = 120;

impl LogTable {
    /// A table of that width, or lines for another program.
    pub fn new(style: Style, width: Option<usize>) -> Self {
        Self { style, width: width.map(|width| width.max(60)) }
    }

    /// One entry: a line, or two where the terminal is narrow.
    pub fn row(&self, entry: &LogEntry) -> String {
        let done = entry.session.as_deref().or(entry.description.as_deref()).unwrap_or_default();
        let next = entry.next.as_deref().unwrap_or_default();
        match self.width {
            None => tabbed(entry, done, next),
            Some(width) => self.aligned(entry, done, next, width),
        }
    }

    /// The entries by their phases: the phase of the newest entry first.
    pub fn groups(&self, entries: &[LogEntry]) -> String {
        let mut phases: Vec<Option<&str>> = Vec::new();
        for entry in entries {
            let phase = entry.phase.as_deref();
            if !phases.contains(&phase) {
                phases.push(phase);
            }
        }
        let of_phase = |phase: &Option<&str>| {
            let own = entries.iter().filter(|entry| entry.phase.as_deref() == *phase);
            let name = own.clone().find_map(|entry| entry.name.as_deref());
            let rows: String = own.map(|entry| self.row(entry)).collect();
            format!("{}\n{rows}", self.style.strong(&heading(*phase, name)))
        };
        phases.iter().map(of_phase).collect::<Vec<_>>().join("\n")
    }

    fn aligned(&self, entry: &LogEntry, done: &str, next: &str, width: usize) -> String {
        let phase = entry.phase.as_deref().unwrap_or("?");
        let status = entry.status.unwrap_or("?");
        let head = format!(
            "{GAP}{}{GAP}{}{GAP}{}{GAP}",
            entry.date,
            fit(phase, PHASE),
            fit(status, STATUS)
        );
        let indent = entry.hash.len() + DATE + PHASE + STATUS + 4 * GAP.len();
        let left = width.saturating_sub(indent);
        let hash = self.style.hash(&entry.hash);
        let arrow = |next: &str| match next {
            "" => String::new(),
            next => self.style.faint(&format!("→ {next}")),
        };
        if width >= WIDE {
            let half = left / 2 - GAP.len();
            let next = cut(next, half);
            return format!("{hash}{head}{}{GAP}{}\n", fit(done, half), arrow(&next))
                .trim_end()
                .to_owned()
                + "\n";
        }
        let inset = entry.hash.len() + GAP.len();
        let below = match next {
            "" => String::new(),
            next => format!(
                "{}{}\n",
                " ".repeat(inset),
                arrow(&cut(next, width.saturating_sub(inset + 2)))
            ),
        };
        format!("{hash}{head}{}\n{below}", cut(done, left))
    }
}

fn heading(phase: Option<&str>, name: Option<&str>) -> String {
    match (phase, name) {
        (None, _) => "Without a phase".to_owned(),
        (Some(phase), None) => sanitize_line(&format!("Phase {phase}")).into_owned(),
        (Some(phase), Some(name)) => sanitize_line(&format!("Phase {phase}: {name}")).into_owned(),
    }
}

/// The entry as an element of the list in the JSON object, without a line end.
pub fn log_json(entry: &LogEntry) -> String {
    to_json(entry).trim_end().to_owned()
}

fn tabbed(entry: &LogEntry, done: &str, next: &str) -> String {
    let phase = entry.phase.as_deref().unwrap_or_default();
    let status = entry.status.unwrap_or_default();
    let cells = [&entry.hash, &entry.date, phase, status, done, next];
    let cells = cells.map(|cell| sanitize_line(cell).replace('\t', " "));
    cells.join("\t") + "\n"
}

fn cut(text: &str, most: usize) -> String {
    shorten(&sanitize_line(text).replace('\t', " "), most).into_owned()
}

/// Cut or filled up to exactly that many columns.
fn fit(text: &str, width: usize) -> String {
    let cut = cut(text, width);
    let used: usize = cut.chars().map(columns).sum();
    cut + &" ".repeat(width.saturating_sub(used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> LogEntry {
        LogEntry {
            commit: "1a2b3c4d".repeat(5),
            hash: "1a2b3c4".to_owned(),
            date: "2026-03-01".to_owned(),
            phase: Some("3".to_owned()),
            name: Some("Tasks API".to_owned()),
            status: Some("In Progress"),
            description: Some("Endpoints".to_owned()),
            session: Some(
                "Implemented GET\tand POST, 漢字 and more that does not fit here at all".to_owned(),
            ),
            next: Some(
                "Implement PATCH \x1b[31m/api/tasks/:id in src/routes/tasks.ts:47".to_owned(),
            ),
        }
    }

    fn widest(text: &str) -> usize {
        text.lines().map(|line| line.chars().map(columns).sum()).max().unwrap_or(0)
    }

    #[test]
    fn a_narrow_terminal_gets_two_lines_that_fit() {
        let row = LogTable::new(Style::PLAIN, Some(80)).row(&entry());
        assert_eq!(
            row,
            "1a2b3c4  2026-03-01  3      In Progress  Implemented GET and POST, 漢字 and mor…\n\
             \x20        → Implement PATCH ␛[31m/api/tasks/:id in src/routes/tasks.ts:47\n"
        );
        assert!(widest(&row) <= 80);
    }

    #[test]
    fn a_wide_terminal_gets_one_line_that_fits() {
        for width in [120, 137, 200] {
            let row = LogTable::new(Style::PLAIN, Some(width)).row(&entry());
            assert_eq!(row.lines().count(), 1);
            assert!(widest(&row) <= width, "{row}");
        }
    }

    #[test]
    fn a_program_gets_tabs_and_everything() {
        let row = LogTable::new(Style::PLAIN, None).row(&entry());
        assert_eq!(row.matches('\t').count(), 5);
        assert!(row.starts_with("1a2b3c4\t2026-03-01\t3\tIn Progress\tImplemented GET and POST"));
        assert!(row.ends_with("␛[31m/api/tasks/:id in src/routes/tasks.ts:47\n"));
    }

    #[test]
    fn a_terminal_gets_them_by_phase() {
        let of = |phase: Option<&str>, name: Option<&str>, date: &str| LogEntry {
            phase: phase.map(str::to_owned),
            name: name.map(str::to_owned),
            date: date.to_owned(),
            session: Some("Did it".to_owned()),
            next: None,
            ..entry()
        };
        let entries = [
            of(Some("3"), None, "2026-03-05"),
            of(Some("2"), Some("Database"), "2026-03-04"),
            of(None, None, "2026-03-03"),
            of(Some("3"), Some("Tasks\tAPI"), "2026-03-02"),
        ];
        let table = |width| LogTable::new(Style::PLAIN, width);
        let row =
            |phase: &str, date: &str| format!("1a2b3c4  {date}  {phase:5}  In Progress  Did it\n");
        let expected = [
            format!("Phase 3: Tasks API\n{}{}", row("3", "2026-03-05"), row("3", "2026-03-02")),
            format!("Phase 2: Database\n{}", row("2", "2026-03-04")),
            format!("Without a phase\n{}", row("?", "2026-03-03")),
        ];
        let said = table(Some(80)).groups(&entries).replace('\t', " ");
        assert_eq!(said, expected.join("\n"));
    }
}
