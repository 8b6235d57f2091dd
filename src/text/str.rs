//! `Str`: a slice of a document that knows its offset there.
//!
//! Parsers trim and split it, so findings and edits name exact bytes without offset arithmetic.

use std::ops::Deref;

use crate::text::span::Span;

/// A slice of a document that knows its offset there.
///
/// Reads like a `&str`; the methods here shadow those of `str` whose result
/// would otherwise forget where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Str<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Str<'a> {
    /// A whole document.
    pub fn new(document: &'a str) -> Self {
        Self { text: document, start: 0 }
    }

    /// The slice itself, for as long as the document lives.
    pub fn as_str(self) -> &'a str {
        self.text
    }

    /// Where it stands in the document.
    pub fn span(self) -> Span {
        Span { start: self.start, end: self.start + self.text.len() }
    }

    /// The same slice with its offset, for a `part` cut out of this one by
    /// `str`'s own methods or by a regular expression.
    pub fn slice_ref(self, part: &'a str) -> Self {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        debug_assert!(offset <= self.text.len(), "the part is cut out of this slice");
        Self { text: part, start: self.start + offset.min(self.text.len()) }
    }

    /// Without white space at both ends.
    pub fn trim(self) -> Self {
        self.slice_ref(self.text.trim())
    }

    /// Without white space in front.
    pub fn trim_start(self) -> Self {
        self.slice_ref(self.text.trim_start())
    }

    /// Without white space at the end.
    pub fn trim_end(self) -> Self {
        self.slice_ref(self.text.trim_end())
    }

    /// What follows `prefix`, if it begins with that.
    pub fn strip_prefix(self, prefix: &str) -> Option<Self> {
        self.text.strip_prefix(prefix).map(|rest| self.slice_ref(rest))
    }

    /// What stands before `suffix`, if it ends with that.
    pub fn strip_suffix(self, suffix: &str) -> Option<Self> {
        self.text.strip_suffix(suffix).map(|rest| self.slice_ref(rest))
    }

    /// Both sides of the first `separator`.
    pub fn split_once(self, separator: &str) -> Option<(Self, Self)> {
        let (before, after) = self.text.split_once(separator)?;
        Some((self.slice_ref(before), self.slice_ref(after)))
    }

    /// Both sides of byte `offset` of this slice (a character boundary).
    pub fn split_at(self, offset: usize) -> (Self, Self) {
        let (before, after) = self.text.split_at(offset);
        (self.slice_ref(before), self.slice_ref(after))
    }

    /// The pieces between every `separator`.
    pub fn split(self, separator: char) -> impl Iterator<Item = Self> {
        self.text.split(separator).map(move |part| self.slice_ref(part))
    }

    /// The pieces between white space.
    pub fn split_whitespace(self) -> impl Iterator<Item = Self> {
        self.text.split_whitespace().map(move |word| self.slice_ref(word))
    }

    /// The lines, without their `\n` or `\r\n`.
    pub fn lines(self) -> impl Iterator<Item = Self> {
        self.text.lines().map(move |line| self.slice_ref(line))
    }

    /// The lines, each with its ending.
    pub fn lines_inclusive(self) -> impl Iterator<Item = Self> {
        self.text.split_inclusive('\n').map(move |line| self.slice_ref(line))
    }

    /// A range of this slice, counted from its own start.
    pub fn slice(self, range: std::ops::Range<usize>) -> Self {
        self.slice_ref(&self.text[range])
    }

    /// The empty slice after the last byte.
    pub fn empty_end(self) -> Self {
        self.slice_ref(&self.text[self.text.len()..])
    }
}

impl Deref for Str<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

impl std::fmt::Display for Str<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_knows_its_place() {
        let document = "  Phase: 3 - API  \r\nStatus: x\n";
        let first = Str::new(document).lines().next().unwrap();
        let (key, value) = first.split_once(":").unwrap();
        assert_eq!(&document[key.trim().span().range()], "Phase");
        assert_eq!(&document[value.trim().span().range()], "3 - API");
        assert_eq!(value.trim().strip_prefix("3 - ").unwrap().span(), Span { start: 13, end: 16 });
        assert_eq!(first.empty_end().span(), Span::at(18));
    }

    #[test]
    fn lines_keep_their_place() {
        let document = Str::new("a\r\n\r\nbc");
        let spans: Vec<_> = document.lines().map(|line| (line.span().start, line.len())).collect();
        assert_eq!(spans, [(0, 1), (3, 0), (5, 2)]);
    }
}
