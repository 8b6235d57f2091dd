//! What a single line is.

use crate::markdown::field::starts_field;
use crate::markdown::list::{after_bullet, list_item};
use crate::text::str::Str;

/// The text of a line that is nothing but a label: `**Tasks**`, `**Tasks:**`, `- **Tasks**:`, `Tasks:`.
pub fn label(line: Str<'_>) -> Option<Str<'_>> {
    const COLONS: [char; 2] = [':', '：'];
    const MAX_LABEL: usize = 60;
    let content = line.trim();
    let content = after_bullet(content).unwrap_or(content).trim();
    let text = content.as_str().trim_end_matches(COLONS).trim_end();
    let bare = text.strip_prefix("**").and_then(|text| text.strip_suffix("**"));
    let is_plain = bare.is_none() && content.ends_with(COLONS) && !text.contains(['*', '.', '`']);
    let text = bare.or(is_plain.then_some(text))?;
    let text = text.trim_end_matches(COLONS).trim();
    (!text.is_empty() && text.chars().count() <= MAX_LABEL && !text.contains("**"))
        .then(|| line.slice_ref(text))
}

/// The spaces at the end of a line; two of them are a line break in Markdown.
pub fn trailing_spaces(line: Str<'_>) -> Str<'_> {
    line.split_at(line.trim_end().len()).1
}

/// Whether the line, below one of a paragraph or a list item, goes on with it.
pub fn continues_paragraph(line: Str<'_>) -> bool {
    let content = line.trim();
    let bare = content.slice_ref(content.as_str().trim_start_matches('|'));
    let is_row = bare.len() < content.len() && !starts_field(bare);
    // `<-- CURRENT` wrapped onto a line of its own is text, not HTML.
    let is_html = content.starts_with('<') && !content.starts_with("<-");
    let is_other = is_html
        || content.starts_with(['#', '>'])
        || content.starts_with("```")
        || content.starts_with("~~~");
    !content.is_empty() && !is_row && !is_other && list_item(line).is_none() && !is_rule(&line)
}

/// Whether the line is a thematic break or the underline of a setext heading.
pub fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    match marks.next() {
        Some(mark @ ('-' | '*' | '_')) => {
            marks.clone().all(|c| c == mark) && (mark == '-' || marks.count() >= 2)
        }
        Some('=') => line.bytes().all(|byte| byte == b'='),
        _ => false,
    }
}

/// Without `**` or `~~` around all of it.
pub(crate) fn without_markup(text: Str<'_>) -> Str<'_> {
    let around = |marks: &str| {
        let inner = text.strip_prefix(marks)?.strip_suffix(marks)?;
        (!inner.is_empty() && !inner.contains(marks)).then_some(inner)
    };
    around("**").or_else(|| around("~~")).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_bold_or_end_with_a_colon() {
        let text = |line| label(Str::new(line)).map(|label| label.to_string());
        for line in ["**Tasks**", "**Tasks:**", "- **Tasks**:", "Tasks:", " **Tasks** :"] {
            assert_eq!(text(line).as_deref(), Some("Tasks"), "{line}");
        }
        for line in ["**A** and **B**", "Tasks", "**Goal**: go", "", "**"] {
            assert_eq!(text(line), None, "{line}");
        }
    }

    #[test]
    fn rules_and_underlines() {
        assert!(is_rule("---") && is_rule("* * *") && is_rule("===") && is_rule("-"));
        assert!(!is_rule("- a") && !is_rule("**") && !is_rule(""));
    }
}
