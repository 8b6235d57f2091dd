//! Text from a repository, made harmless for a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

use bstr::ByteSlice;
use unicode_width::UnicodeWidthChar;

use crate::text::terminal_unsafe::{has_unsafe, is_unsafe_for_terminal, with_unsafe_marked};

/// The text without anything that could steer a terminal or hide what is said.
///
/// Control characters become their pictures (`␛`), others of that kind `�`;
/// line ends and tabs stay.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if has_unsafe(text) {
        Cow::Owned(with_unsafe_marked(text).map(harmless).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// [`sanitize`] on one line: line ends become spaces.
pub(crate) fn sanitize_line(text: &str) -> Cow<'_, str> {
    if text.contains('\n') {
        Cow::Owned(sanitize(&text.replace("\r\n", " ").replace('\n', " ")).into_owned())
    } else {
        sanitize(text)
    }
}

/// A path as git prints it with `core.quotePath=false`: bare where it can be,
/// else in double quotes with C escapes, so that it stays one word on one line.
pub fn quote_path(path: &[u8]) -> String {
    if let Ok(text) = path.to_str()
        && !has_unsafe(text)
        && !text.contains(['"', '\\', '\n', '\t'])
    {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for chunk in path.utf8_chunks() {
        with_unsafe_marked(chunk.valid()).for_each(|c| escape(c, &mut quoted));
        octal(chunk.invalid(), &mut quoted);
    }
    quoted.push('"');
    quoted
}

/// How many columns the character takes in a terminal, as it is drawn here.
pub(crate) fn columns(c: char) -> usize {
    if c == '\t' { 4 } else { harmless((c, is_unsafe_for_terminal(c))).width().unwrap_or(0) }
}

/// The text cut to at most that many columns, with `…` for what is left out at the end.
pub(crate) fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    let mut used = 0;
    let mut cut = 0;
    for (count, (offset, c)) in text.char_indices().enumerate() {
        used += columns(c);
        // Characters without width must not go on for ever either.
        if used > most || count > 4 * most {
            return Cow::Owned(format!("{}…", &text[..cut]));
        }
        if used < most {
            cut = offset + c.len_utf8();
        }
    }
    Cow::Borrowed(text)
}

fn harmless((c, is_unsafe): (char, bool)) -> char {
    match c {
        _ if !is_unsafe => c,
        '\u{7f}' => '␡',
        _ if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('�'),
        _ => '�',
    }
}

fn escape((c, is_unsafe): (char, bool), to: &mut String) {
    match c {
        '"' | '\\' => to.extend(['\\', c]),
        '\u{7}' => to.push_str("\\a"),
        '\u{8}' => to.push_str("\\b"),
        '\t' => to.push_str("\\t"),
        '\n' => to.push_str("\\n"),
        '\u{b}' => to.push_str("\\v"),
        '\u{c}' => to.push_str("\\f"),
        '\r' => to.push_str("\\r"),
        _ if is_unsafe => octal(c.encode_utf8(&mut [0; 4]).as_bytes(), to),
        _ => to.push(c),
    }
}

fn octal(bytes: &[u8], to: &mut String) {
    for byte in bytes {
        write!(to, "\\{byte:03o}").expect("writing to a String never fails");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn control_characters_become_pictures() {
        assert_eq!(sanitize("a\x1b[31m\r\x07\x7f\u{9b}\u{202e}b\tc\n"), "a␛[31m␍␇␡��b\tc\n");
        assert_eq!(sanitize_line("a\r\nb\nc"), "a b c");
        assert_eq!(sanitize("a\u{200b}b\u{ad}c\u{200d}d"), "a�b�c�d");
        assert!(matches!(sanitize("漢字 👩‍👧 ⏸️ é"), Cow::Borrowed(_)));
    }

    #[test]
    fn paths_are_quoted_as_git_quotes_them() {
        let cases: [(&[u8], &str); 6] = [
            (b"src/a b.rs", "src/a b.rs"),
            ("ä/漢.md".as_bytes(), "ä/漢.md"),
            (b"a\"b\\c", r#""a\"b\\c""#),
            (b"\x1b[2J\n\t", r#""\033[2J\n\t""#),
            (b"a\xffb", r#""a\377b""#),
            ("x\u{202e}y".as_bytes(), r#""x\342\200\256y""#),
        ];
        for (path, quoted) in cases {
            assert_eq!(quote_path(path), quoted);
        }
    }

    #[test]
    fn shortening_counts_columns() {
        assert_eq!(shorten("abcdef", 6), "abcdef");
        assert_eq!(shorten("abcdefg", 6), "abcde…");
        assert_eq!(shorten("漢字漢字", 6), "漢字…");
        assert!(shorten(&"\u{301}".repeat(9000), 6).len() < 100);
    }

    proptest! {
        #[test]
        fn nothing_unsafe_survives(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            prop_assert!(!has_unsafe(&sanitize(&text)));
            let quoted = quote_path(&bytes);
            prop_assert!(!has_unsafe(&quoted) && !quoted.contains('\n'));
        }
    }
}
