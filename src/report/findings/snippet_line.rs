//! The one line of a document that a finding is about, cut to what can be shown.

use crate::report::terminal::sanitize::{columns, sanitize_line};
use crate::text::span::{Position, Span};

/// Where the lines of a document begin: one scan, however many findings.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let following = text.match_indices('\n').map(|(newline, _)| newline + 1);
        Self { text, starts: std::iter::once(0).chain(following).collect() }
    }

    /// [`Position::of`] without scanning the lines before.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = floor(self.text, offset);
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        Position { line, column: self.text[start..offset].chars().count() + 1 }
    }

    /// The line of a position, without its ending.
    fn line(&self, position: Position) -> Span {
        let start = self.starts[position.line - 1];
        let end = self.starts.get(position.line).map_or(self.text.len(), |next| next - 1);
        let crlf = end > start && self.text[start..end].ends_with('\r');
        Span { start, end: end - usize::from(crlf) }
    }
}

/// A piece of one line, harmless and no wider than asked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Excerpt {
    /// Where the culprit begins in the document.
    pub(crate) position: Position,
    /// The piece.
    pub(crate) text: String,
    /// The culprit in `text`, or as much of it as the line and the width hold.
    pub(crate) culprit: Span,
}

impl Excerpt {
    /// The line where `span` begins; what the span covers of further lines is not shown.
    /// Looks at no more of a long line than can be shown, but to count the column.
    pub(crate) fn new(lines: &Lines<'_>, span: Span, width: usize) -> Self {
        let position = lines.position(span.start);
        let line = lines.line(position);
        let start = floor(lines.text, span.start).clamp(line.start, line.end);
        let end = floor(lines.text, span.end).clamp(start, line.end);

        // The gutter, and an ellipsis on either side.
        let gutter = position.line.to_string().len() + 3 + 2;
        let room = width.saturating_sub(gutter).max(20);
        let (culprit, culprit_whole) = head(&lines.text[start..end], room * 2 / 3);
        let rest = if culprit_whole { &lines.text[end..line.end] } else { "" };
        let room = room - width_of(culprit);
        let wanted_rest = width_of(head(rest, room).0);
        let (before, before_whole) =
            tail(&lines.text[line.start..start], (room - wanted_rest).max(room / 2));
        let (after, after_whole) = head(rest, room - width_of(before));

        let mut text = String::new();
        text.push_str(if before_whole { "" } else { "…" });
        text.push_str(&drawn(before));
        let start = text.len();
        text.push_str(&drawn(culprit));
        text.push_str(if culprit_whole { "" } else { "…" });
        let culprit = Span { start, end: text.len() };
        text.push_str(&drawn(after));
        text.push_str(if after_whole { "" } else { "…" });
        Self { position, text, culprit }
    }
}

/// Terminals do not agree on the width of emoji that are joined or have a
/// variation selector: without these, the caret stands under its culprit everywhere.
fn drawn(text: &str) -> String {
    sanitize_line(text).replace(['\u{200d}', '\u{fe0f}'], "")
}

/// The offset, or where the character around it begins; past the end, the end.
fn floor(text: &str, offset: usize) -> usize {
    let offsets = 0..=offset.min(text.len());
    offsets.rev().find(|&offset| text.is_char_boundary(offset)).unwrap_or(0)
}

fn width_of(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// As much of the beginning as `most` columns hold, and whether that is all.
fn head(text: &str, most: usize) -> (&str, bool) {
    let length = fitting(text.chars(), most);
    (&text[..length], length == text.len())
}

/// As much of the end as `most` columns hold, and whether that is all.
fn tail(text: &str, most: usize) -> (&str, bool) {
    let length = fitting(text.chars().rev(), most);
    (&text[text.len() - length..], length == text.len())
}

/// The length in bytes of those characters that fit, looking no further than needed.
fn fitting(characters: impl Iterator<Item = char>, most: usize) -> usize {
    let mut used = 0;
    characters
        // Characters without width must not go on for ever either.
        .take(most * 4)
        .take_while(|&c| {
            used += columns(c);
            used <= most
        })
        .map(char::len_utf8)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn excerpt(text: &str, start: usize, end: usize) -> Excerpt {
        Excerpt::new(&Lines::new(text), Span { start, end }, 40)
    }

    #[test]
    fn a_short_line_is_shown_whole_without_its_ending() {
        let found = excerpt("a\r\nbcd\r\ne", 4, 5);
        assert_eq!(found.text, "bcd");
        assert_eq!(found.culprit, Span { start: 1, end: 2 });
        assert_eq!(found.position, Position { line: 2, column: 2 });
    }

    #[test]
    fn a_span_of_many_lines_is_shown_to_the_end_of_its_first() {
        let found = excerpt("ab\ncd\nef", 1, 7);
        assert_eq!((found.text.as_str(), found.culprit), ("ab", Span { start: 1, end: 2 }));
        assert_eq!(excerpt("ab\n", 2, 3).culprit, Span::at(2));
        assert_eq!(excerpt("ab\n", 3, 3).position, Position { line: 2, column: 1 });
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides_of_the_culprit() {
        let text = format!("{}Here{}", "<".repeat(5_000_000), ">".repeat(5_000_000));
        let found = excerpt(&text, 5_000_000, 5_000_004);
        assert_eq!(found.text, format!("…{}Here{}…", "<".repeat(15), ">".repeat(15)));
        assert_eq!(&found.text[found.culprit.range()], "Here");
        assert_eq!(found.position.column, 5_000_001);
    }

    #[test]
    fn a_line_that_fits_is_not_cut_wherever_the_culprit_is() {
        let text = "x".repeat(34);
        for start in 0..34 {
            assert_eq!(excerpt(&text, start, start + 1).text, text);
        }
    }

    #[test]
    fn a_long_culprit_is_cut_too() {
        let text = "x".repeat(1000);
        let found = excerpt(&text, 0, 1000);
        assert_eq!(found.text, format!("{}…", "x".repeat(22)));
        assert_eq!(found.culprit, Span { start: 0, end: found.text.len() });
    }

    proptest! {
        #[test]
        fn positions_are_those_of_the_text_and_the_culprit_is_in_bounds(
            text in "[a\nä漢\r\t\u{0}\u{1b}🎉]{0,80}", start in 0..99usize, length in 0..99usize,
        ) {
            let found = excerpt(&text, start, start + length);
            prop_assert_eq!(found.position, Position::of(&text, start));
            prop_assert!(found.text.get(found.culprit.range()).is_some());
        }
    }
}
