//! Items of Markdown lists, with their check boxes.

use crate::text::str::Str;

/// One item of a list, seen on its first line.
#[derive(Clone, Copy, Debug)]
pub struct ListItem<'a> {
    /// How far the bullet is indented, in bytes.
    pub indent: usize,
    /// Whether its bullet is a number.
    pub is_numbered: bool,
    /// The character in the check box, where it has one.
    pub mark: Option<Str<'a>>,
    /// What follows bullet and check box, trimmed.
    pub text: Str<'a>,
}

/// The list item that begins on this line.
pub fn list_item(line: Str<'_>) -> Option<ListItem<'_>> {
    let content = line.trim_start();
    let indent = line.len() - content.len();
    let text = after_bullet(content)?.trim();
    let boxed = check_box(text);
    Some(ListItem {
        indent,
        is_numbered: content.starts_with(|c: char| c.is_ascii_digit()),
        mark: boxed.map(|(mark, _)| mark),
        text: boxed.map_or(text, |(_, text)| text),
    })
}

/// What follows `- `, `* `, `+ `, `1. ` or `1) `.
pub(crate) fn after_bullet(content: Str<'_>) -> Option<Str<'_>> {
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let bullet = match content.as_bytes().get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let rest = content.slice(bullet..content.len());
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(rest)
}

/// The mark and the text of `[x] text`.
fn check_box(text: Str<'_>) -> Option<(Str<'_>, Str<'_>)> {
    let inner = text.strip_prefix("[")?;
    let mark = inner.chars().next()?;
    let (mark, rest) = inner.split_at(mark.len_utf8());
    let rest = rest.strip_prefix("]")?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| (mark, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_have_bullets_numbers_and_boxes() {
        let item = |line| {
            let item = list_item(Str::new(line))?;
            Some((item.indent, item.mark.map(|m| m.to_string()), item.text.to_string()))
        };
        assert_eq!(item("  - [X] a  "), Some((2, Some("X".into()), "a".into())));
        assert_eq!(item("12) b"), Some((0, None, "b".into())));
        assert_eq!(item("* [x](y)"), Some((0, None, "[x](y)".into())));
        assert_eq!(item("**a**: b"), None);
        assert_eq!(item("-a"), None);
    }
}
