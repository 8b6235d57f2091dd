//! Phases in a table: `| Phase | Name | Status |`.

use crate::markdown::line::without_markup;
use crate::markdown::phase_heading::{self, PhaseTitle};
use crate::markdown::status::split_status;
use crate::plan::table_row::{cells, is_rule};
use crate::terms::phase_number::PhaseNumber;
use crate::text::str::Str;

/// Headers of the column that names a phase.
const NAMES: [&str; 9] =
    ["name", "title", "focus", "description", "scope", "goal", "nom", "beschreibung", "名称"];

/// The rows of the first table whose first column numbers phases, each with its title.
pub(crate) fn rows<'a>(lines: &[Str<'a>]) -> Vec<(Str<'a>, PhaseTitle<'a>)> {
    let tables = lines.split(|line| !line.trim_start().starts_with('|'));
    tables.map(of_table).find(|rows| rows.len() > 1).unwrap_or_default()
}

fn of_table<'a>(lines: &[Str<'a>]) -> Vec<(Str<'a>, PhaseTitle<'a>)> {
    let [header, rule, rows @ ..] = lines else { return Vec::new() };
    let header = cells(*header);
    let numbers_phases = header.first().is_some_and(|cell| cell.eq_ignore_ascii_case("phase"));
    if !numbers_phases || !is_rule(&cells(*rule)) {
        return Vec::new();
    }
    let is_name = |cell: &Str<'_>| NAMES.iter().any(|name| cell.eq_ignore_ascii_case(name));
    let column = header.iter().position(is_name).unwrap_or(1);
    rows.iter().filter_map(|line| Some((*line, title(&cells(*line), column)?))).collect()
}

/// `| [1A](phases/1a.md) | Database | 2 days | ✅ Complete |`, `| Phase 2: API | … |`
fn title<'a>(row: &[Str<'a>], column: usize) -> Option<PhaseTitle<'a>> {
    let first = without_markup(label(*row.first()?));
    let status = row.iter().skip(1).find_map(|cell| {
        let (before, status) = split_status(*cell);
        status.filter(|_| before.trim().is_empty())
    });
    if let Some(title) = phase_heading::title(first).filter(|title| !title.name.is_empty()) {
        return Some(PhaseTitle { status: title.status.or(status), ..title });
    }
    let word = first.get(..5).filter(|word| word.eq_ignore_ascii_case("phase"));
    let number = word.map_or(first, |_| first.split_at(5).1.trim());
    let name = without_markup(label(*row.get(column)?));
    let number = PhaseNumber::parse(&number)?;
    (!name.is_empty()).then_some(PhaseTitle { number, name, status })
}

/// The label of a Markdown link, else the text.
fn label(cell: Str<'_>) -> Str<'_> {
    let inside = cell.strip_prefix("[").and_then(|rest| rest.split_once("]("));
    inside.map_or(cell, |(label, _)| label)
}

#[cfg(test)]
mod tests {
    use crate::plan::model::Plan;
    use crate::terms::status::Status;

    fn phases(text: &str) -> Vec<String> {
        let plan = Plan::parse(text);
        let done = |status| if status == Some(Status::Complete) { " ✓" } else { "" };
        let shown = plan.phases.iter();
        shown.map(|p| format!("{} {}{}", p.number, p.name, done(p.status()))).collect()
    }

    #[test]
    fn rows_are_phases_where_no_heading_is_one() {
        let table = "| Phase | Name | Time | Status |\n|---|---|---|---|\n| [0](a.md) | Setup | 1 day | ✅ Complete |\n| [1A](b.md) | Store | 2 days | |\n";
        let order = "\n## Order\n\n1. **Phase 0** - Do the setup\n2. **Phase 1A** - Do the store\n";
        assert_eq!(phases(&format!("# Plan\n\n{table}{order}")), ["0 Setup ✓", "1a Store"]);
        let headings = "\n## Phase 0: Base\n\n## Phase 1A: Data\n";
        assert_eq!(phases(&format!("# Plan\n\n{table}{headings}")), ["0 Base", "1a Data"]);
        let titled =
            "| Phase | Weeks |\n|---|---|\n| **Phase 1: Base** | 1 |\n| Phase 2: API | 2 |\n";
        assert_eq!(phases(titled), ["1 Base", "2 API"]);
        assert!(phases("| Week | Name |\n|---|---|\n| 1 | Setup |\n| 2 | Store |\n").is_empty());
    }
}
