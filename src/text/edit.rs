//! `Edit`: a span and its new text; and applying edits.

use crate::text::span::Span;

/// One replacement: the bytes of `span` give way to `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Replaces `span` by `text`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Puts `text` in at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::at(offset), text)
    }

    /// The one edit that makes `after` of `before`, as short as it can be.
    pub fn between(before: &str, after: &str) -> Self {
        let same = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        let is_cut = |at: &usize| before.is_char_boundary(*at) && after.is_char_boundary(*at);
        let start = (0..=same).rev().find(is_cut).unwrap_or(0);
        let (rest_before, rest_after) = (&before[start..], &after[start..]);
        let (ends_before, ends_after) = (rest_before.bytes().rev(), rest_after.bytes().rev());
        let same = ends_before.zip(ends_after).take_while(|(a, b)| a == b).count();
        let is_cut = |length: &usize| {
            rest_before.is_char_boundary(rest_before.len() - length)
                && rest_after.is_char_boundary(rest_after.len() - length)
        };
        let kept = (0..=same).rev().find(is_cut).unwrap_or(0);
        let span = Span { start, end: before.len() - kept };
        Self::replace(span, &after[start..after.len() - kept])
    }
}

/// The document with all edits done; every byte outside their spans stays.
///
/// Edits may come in any order; insertions at one place keep the order given.
/// An edit that overlaps an earlier one in the document is left out.
pub fn apply(document: &str, edits: &[Edit]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.span);
    let mut result = String::with_capacity(document.len() + 64);
    let mut done = 0;
    for edit in ordered {
        if edit.span.start < done || edit.span.end > document.len() {
            continue;
        }
        result.push_str(&document[done..edit.span.start]);
        result.push_str(&edit.text);
        done = edit.span.end;
    }
    result.push_str(&document[done..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_leads_from_one_text_to_another() {
        for (before, after) in
            [("abc", "abxc"), ("aä", "aö"), ("", "x"), ("aa", "aaa"), ("x", ""), ("ab", "ab")]
        {
            assert_eq!(apply(before, &[Edit::between(before, after)]), after);
        }
        assert_eq!(Edit::between("abcd", "abxd"), Edit::replace(Span { start: 2, end: 3 }, "x"));
    }

    #[test]
    fn edits_apply_in_any_order_and_touch_nothing_else() {
        let edits = [
            Edit::replace(Span { start: 4, end: 5 }, "EE"),
            Edit::insert(0, "<"),
            Edit::replace(Span { start: 1, end: 2 }, ""),
        ];
        assert_eq!(apply("abcdef", &edits), "<acdEEf");
    }

    #[test]
    fn of_two_overlapping_edits_the_first_in_the_document_wins() {
        let edits = [
            Edit::replace(Span { start: 1, end: 4 }, "X"),
            Edit::replace(Span { start: 2, end: 5 }, "Y"),
        ];
        assert_eq!(apply("abcdef", &edits), "aXef");
    }
}
