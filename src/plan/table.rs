//! Tasks in tables.

use crate::markdown::labels::names_tasks;
use crate::markdown::line::without_markup;
use crate::plan::model::PlanItem;
use crate::plan::table_row::{cells, is_rule};
use crate::terms::status::Status;
use crate::text::str::Str;

/// The tasks in the rows of tables, given as lines: each row's cell in the column that names
/// tasks, else in the first column that is more than a number.
pub(crate) fn table_items<'a>(lines: &[Str<'a>]) -> Vec<PlanItem<'a>> {
    let mut found = Vec::new();
    let mut column = 0;
    let rows: Vec<Vec<Str<'a>>> = lines.iter().map(|line| cells(*line)).collect();
    for (index, row) in rows.iter().enumerate() {
        let is_header = rows.get(index + 1).is_some_and(|next| is_rule(next));
        if is_header {
            let below: Vec<&Vec<Str<'a>>> =
                rows[index + 2..].iter().take_while(|row| !is_rule(row)).collect();
            column = task_column(row, &below);
        } else if !is_rule(row) {
            found.extend(item(row, column));
        }
    }
    found
}

fn task_column(header: &[Str<'_>], rows: &[&Vec<Str<'_>>]) -> usize {
    const NAMES: [&str; 8] =
        ["item", "action", "what", "deliverable", "description", "feature", "内容", "описание"];
    let has_text =
        |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| is_text(cell)));
    // `Step` may head the numbers beside `Task`.
    let has_words = |column: usize| {
        let mut cells = rows.iter().filter_map(|row| row.get(column));
        rows.is_empty() || cells.any(|cell| cell.contains(char::is_alphabetic))
    };
    let is_named = |cell: &str| {
        let folded = cell.to_lowercase();
        names_tasks(cell) || NAMES.iter().any(|name| folded.starts_with(name))
    };
    let mut columns = 0..header.len();
    let named = columns.find(|column| is_named(&header[*column]) && has_words(*column));
    named.or_else(|| (0..header.len()).find(|column| has_text(*column))).unwrap_or(0)
}

/// Words, and not only a number, a mark or a status.
fn is_text(cell: &str) -> bool {
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    letters > 1 && !is_done(cell) && Status::parse_lenient(cell).is_none()
}

fn item<'a>(row: &[Str<'a>], column: usize) -> Option<PlanItem<'a>> {
    let text = without_markup(*row.get(column)?);
    let is_done = row.iter().any(|cell| is_done(cell));
    (!text.is_empty()).then_some(PlanItem { text, is_done, depth: 0 })
}

fn is_done(cell: &str) -> bool {
    let words = cell.trim_start_matches(['✅', '✔', '☑', '\u{fe0f}', ' ']);
    let is_marked = words.len() < cell.len() && words.split_whitespace().count() < 3;
    is_marked
        || ["[x]", "x"].iter().any(|mark| cell.eq_ignore_ascii_case(mark))
        || Status::parse_lenient(cell) == Some(Status::Complete)
}
