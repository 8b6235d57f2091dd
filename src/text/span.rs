//! `Span`: a range of bytes in a document.

/// A half-open range of bytes in a document, on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The empty span at `offset`, the place of an insertion.
    pub fn at(offset: usize) -> Self {
        Self { start: offset, end: offset }
    }

    /// The range, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// A place in a text as people count: both numbers from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Position {
    /// The position of byte `offset` in `text`; past the end, the end.
    pub fn of(text: &str, offset: usize) -> Self {
        let mut boundaries = (0..=offset.min(text.len())).rev();
        let end = boundaries.find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let before = &text[..end];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// The number of the line of each offset, from 1, in one pass: the offsets ascend.
pub(crate) fn line_numbers<'t>(
    text: &'t str,
    ascending: impl IntoIterator<Item = usize> + 't,
) -> impl Iterator<Item = usize> + 't {
    let (mut counted, mut line) = (0, 1);
    ascending.into_iter().map(move |offset| {
        let new = text.as_bytes().get(counted..offset).unwrap_or_default();
        line += new.iter().filter(|byte| **byte == b'\n').count();
        counted = offset.max(counted);
        line
    })
}

/// The line ending the text uses: that of its first line, `\n` where it has none.
pub fn line_ending(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_not_bytes() {
        assert_eq!(Position::of("ä\nöx", 5), Position { line: 2, column: 2 });
        assert_eq!(Position::of("", 9), Position { line: 1, column: 1 });
    }

    #[test]
    fn lines_are_numbered_as_positions_are() {
        let text = "a\n\nöb\n";
        let offsets = [0, 1, 1, 2, 3, 6, 7];
        let one_by_one = offsets.map(|offset| Position::of(text, offset).line);
        assert_eq!(line_numbers(text, offsets).collect::<Vec<_>>(), one_by_one);
    }

    #[test]
    fn line_ending_is_that_of_the_first_line() {
        assert_eq!(line_ending("a\r\nb\n"), "\r\n");
        assert_eq!(line_ending("a\nb\r\n"), "\n");
        assert_eq!(line_ending("a"), "\n");
    }
}
