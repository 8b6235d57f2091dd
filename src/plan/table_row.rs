//! The rows of a table.

use crate::text::str::Str;

/// The cells of a row.
pub(crate) fn cells(line: Str<'_>) -> Vec<Str<'_>> {
    let content = line.trim();
    let content = content.strip_prefix("|").unwrap_or(content);
    let content = content.strip_suffix("|").unwrap_or(content);
    content.split('|').map(Str::trim).collect()
}

/// Whether a row is the rule below the header: `|---|:--:|`.
pub(crate) fn is_rule(row: &[Str<'_>]) -> bool {
    row.iter().all(|cell| cell.contains('-') && cell.bytes().all(|byte| b":- ".contains(&byte)))
}
