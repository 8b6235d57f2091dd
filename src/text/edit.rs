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
