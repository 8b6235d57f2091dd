//! A list of files as a Markdown table.

/// Nobody reads a wider table.
const MOST_COLUMNS: usize = 12;

/// A row that names its columns, together with the rule below it. One that
/// says more than that is none.
pub(crate) fn is_head(whole: &str) -> bool {
    const USUAL: [&str; 16] = [
        "file",
        "files",
        "path",
        "paths",
        "name",
        "change",
        "changes",
        "changed",
        "what",
        "description",
        "details",
        "notes",
        "status",
        "type",
        "action",
        "purpose",
    ];
    let is_row = |line: &str| line.trim_start().starts_with('|');
    let words = whole.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    whole.lines().all(is_row)
        && whole.lines().next_back().is_some_and(is_rule)
        && words.map(str::to_lowercase).all(|word| USUAL.contains(&word.as_str()))
}

/// `|---|:---:|`
pub(crate) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|')
        && line.contains("--")
        && line.bytes().all(|byte| b"|-: \t".contains(&byte))
}

/// `| src/a.ts | new | what |` as `src/a.ts | new - what`.
pub(crate) fn row(text: &str, is_path: impl Fn(&str) -> bool) -> Option<String> {
    let inner = text.strip_prefix('|')?.trim_end_matches('|');
    let mut cells: Vec<&str> = inner.splitn(MOST_COLUMNS, '|').map(str::trim).collect();
    let path = cells.iter().position(|cell| is_path(cell))?;
    let path = cells.remove(path);
    cells.retain(|cell| !cell.is_empty());
    Some(format!("{path} | {}", cells.join(" - ")))
}
