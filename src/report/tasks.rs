//! `git checkpoint log --tasks`: the ticked tasks, and the commits that ticked them.

use serde::Serialize;

use crate::report::json::to_json;
use crate::report::terminal::color::Style;
use crate::report::terminal::sanitize::{sanitize_line, shorten};

/// A ticked task. The field names are those of `git checkpoint log --tasks
/// --json`, described in `docs/json.md`.
#[derive(Clone, Debug, Serialize)]
pub struct TaskEntry {
    /// The full hash of the commit that ticked it; `None` where that is not certain.
    pub commit: Option<String>,
    /// The hash as git abbreviates it.
    pub hash: Option<String>,
    /// `YYYY-MM-DD` of the committer.
    pub date: Option<String>,
    /// The phase's number.
    pub phase: String,
    /// What it says.
    pub task: String,
}

/// The tasks, one a line: in columns for a terminal of that width, separated by
/// tabs for a program.
pub fn tasks(entries: &[TaskEntry], style: Style, width: Option<usize>) -> String {
    let longest = |cell: fn(&TaskEntry) -> usize| entries.iter().map(cell).max().unwrap_or(0);
    let hash = longest(|entry| entry.hash.as_deref().unwrap_or_default().len());
    let phase = longest(|entry| entry.phase.len());
    let line = |entry: &TaskEntry| {
        let date = entry.date.as_deref().unwrap_or_default();
        let digits = entry.hash.as_deref().unwrap_or_default();
        let task = sanitize_line(&entry.task).replace('\t', " ");
        match width {
            None => format!("{digits}\t{date}\t{}\t{task}\n", entry.phase),
            Some(width) => {
                let left = width.saturating_sub(hash + phase + 16);
                let task = shorten(&task, left.max(20));
                let digits = style.hash(&format!("{digits:hash$}"));
                format!("{digits}  {date:10}  {:phase$}  {task}\n", entry.phase)
            }
        }
    };
    entries.iter().map(line).collect()
}

/// The tasks as one JSON object.
pub fn tasks_json(entries: &[TaskEntry]) -> String {
    #[derive(Serialize)]
    struct Tasks<'a> {
        version: u32,
        tasks: &'a [TaskEntry],
    }
    to_json(&Tasks { version: 1, tasks: entries })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_stand_in_columns_or_between_tabs() {
        let known = TaskEntry {
            commit: Some("1a2b3c4".repeat(6)),
            hash: Some("1a2b3c4".to_owned()),
            date: Some("2026-03-01".to_owned()),
            phase: "3".to_owned(),
            task: "GET\t\x1b[31m endpoint".to_owned(),
        };
        let unknown = TaskEntry {
            commit: None,
            hash: None,
            date: None,
            phase: "3.1".to_owned(),
            task: "x".repeat(90),
        };
        let entries = [known, unknown];
        assert_eq!(
            tasks(&entries[..1], Style::PLAIN, None),
            "1a2b3c4\t2026-03-01\t3\tGET ␛[31m endpoint\n"
        );
        let drawn = tasks(&entries, Style::PLAIN, Some(60));
        let lines: Vec<_> = drawn.lines().collect();
        assert_eq!(lines[0], "1a2b3c4  2026-03-01  3    GET ␛[31m endpoint");
        assert!(lines[1].starts_with("                     3.1  xxx"), "{drawn}");
        assert!(lines[1].chars().count() <= 60, "{drawn}");
    }
}
