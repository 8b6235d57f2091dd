//! The lines that belong to a field, and to a phase itself.

use crate::markdown::field::{Field, starts_field};
use crate::markdown::line::is_rule;
use crate::markdown::list::list_item;
use crate::session::model::{Phase, Session};
use crate::text::span::Span;
use crate::text::str::Str;

/// What a field says: its value, and the lines or the list below that belong to it.
///
/// `**Key Files**:` is often the heading of a list. Blank lines are left out.
pub fn content<'a>(text: Str<'a>, field: &Field<'a>) -> Vec<Str<'a>> {
    let value = field.value.lines().map(Str::trim);
    let mut found: Vec<Str<'a>> = value.filter(|line| !line.is_empty()).collect();
    if is_followed_on_line(text, field) {
        return found;
    }
    let below = text.slice(field.line.span().end - text.span().start..text.len());
    let own_indent = list_item(field.line).filter(|_| !field.value.is_empty());
    let is_sibling = |line: Str<'_>| {
        let own = own_indent.map(|item| item.indent);
        own.zip(list_item(line)).is_some_and(|(own, item)| item.indent <= own)
    };
    // What is to be ticked below a whole sentence is a task of its own.
    let is_whole = !field.value.is_empty() && !field.value.ends_with([':', '：']);
    let is_task = |line| is_whole && list_item(line).is_some_and(|item| item.mark.is_some());
    let mut is_after_blank = false;
    for line in below.lines().skip(1) {
        if line.trim().is_empty() {
            if !field.value.is_empty() {
                break;
            }
            is_after_blank = true;
            continue;
        }
        let is_listed = list_item(line).is_some() || line.starts_with([' ', '\t']);
        if ends_content(line)
            || is_sibling(line)
            || is_task(line)
            || (is_after_blank && !is_listed && !found.is_empty())
        {
            break;
        }
        is_after_blank = false;
        found.push(line.trim());
    }
    found
}

/// Whether another field stands between the value and the end of its line: what is below is that one's.
fn is_followed_on_line(text: Str<'_>, field: &Field<'_>) -> bool {
    let rest = &text[field.value.span().end - text.span().start..];
    rest.lines().next().is_some_and(|line| line.contains("**"))
}

/// The end of the paragraph or list that `line` begins: after its last line,
/// before that line's ending. Fields, headings, rules and blocks of other kinds end it.
pub(crate) fn end_of_paragraph<'a>(text: Str<'a>, line: Str<'a>) -> Str<'a> {
    let below = text.slice(line.span().end - text.span().start..text.len());
    let belongs = |next: &Str<'a>| {
        let content = next.trim();
        let is_other = starts_field(*next) || content.starts_with(['<', '|', '`', '~', '>']);
        !content.is_empty() && !is_other && !ends_content(*next)
    };
    below.lines().skip(1).take_while(belongs).last().unwrap_or(line)
}

/// Headings, rules, fences, and fields that are not list items.
fn ends_content(line: Str<'_>) -> bool {
    let content = line.trim();
    if content.starts_with('#') || content.starts_with("```") || content.starts_with("~~~") {
        return true;
    }
    if list_item(line).is_some() {
        return is_rule(&line);
    }
    starts_field(line) || is_rule(&line)
}

/// What the phase itself says, from below the heading's blank line to its last
/// word: without blank lines and a rule after it. After a rule in the last
/// phase a legend or notes on the whole file follow.
pub(crate) fn own_span(session: &Session<'_>, phase: &Phase<'_>) -> Span {
    let body = phase.body.span();
    let is_last = session.phases.last().is_some_and(|last| last.heading == phase.heading);
    let is_own = |line: &Str<'_>| line.span().start >= body.start && line.span().end <= body.end;
    let lines: Vec<Str<'_>> = session.outline.lines().filter(is_own).collect();
    let is_divider = |line: &&Str<'_>| is_divider(line);
    let written = |line: &&Str<'_>| !line.trim().is_empty();
    let divider = if is_last {
        lines.iter().find(is_divider)
    } else {
        lines.iter().rfind(written).filter(is_divider)
    };
    let end = divider.map_or(body.end, |line| line.span().start);
    let text = session.text[body.start..end].trim_end();
    Span { start: body.start, end: body.start + text.len() }
}

pub(crate) fn is_divider(line: &str) -> bool {
    line.trim().len() >= 3 && is_rule(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::model::Session;

    fn of(text: &str) -> Vec<String> {
        let session = Session::parse(text);
        content(session.text, &session.header[0]).iter().map(|line| line.to_string()).collect()
    }

    #[test]
    fn a_field_says_its_value_and_what_wraps_below() {
        assert_eq!(of("**A**: b\nc\n\nd\n"), ["b", "c"]);
        assert_eq!(of("**A**: b\n**C**: d\n"), ["b"]);
        assert_eq!(of("- **A**: b\n  c\n- d\n"), ["b", "c"]);
        assert_eq!(of("**A**: b\n- [ ] c\n"), ["b"]);
        assert_eq!(of("**A**: b:\n- [ ] c\n"), ["b:", "- [ ] c"]);
        assert_eq!(of("- **A**: b\n  - c\n- d\n"), ["b", "- c"]);
        assert_eq!(of("- **A**:\n- b\n"), ["- b"]);
    }

    #[test]
    fn a_field_may_head_a_list() {
        assert_eq!(
            of("**A**:\n\n- b\n  c\n- **d**: e\n\n- f\n\ng\n"),
            ["- b", "c", "- **d**: e", "- f"]
        );
        assert_eq!(of("**A**:\n---\n"), [] as [&str; 0]);
        assert_eq!(of("**A**:"), [] as [&str; 0]);
    }
}
