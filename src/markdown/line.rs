use crate::text::str::Str;

/// `**Key**: value`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The key, without markup and colon.
    pub key: Str<'a>,
    /// The value on the key's own line, trimmed; where it is empty, the place right behind the key.
    pub value: Str<'a>,
    /// The whole line it stands on, without its ending.
    pub line: Str<'a>,
}

/// One item of a list, seen on its first line.
#[derive(Clone, Copy, Debug)]
pub struct ListItem<'a> {
    /// How far the bullet is indented, in bytes.
    pub indent: usize,
    /// The character in the check box, where it has one.
    pub mark: Option<Str<'a>>,
    /// What stands behind bullet and check box, trimmed.
    pub text: Str<'a>,
}

/// The fields on a line, pushed to `found`: `**Key**: value` or `**Key:** value`,
/// several joined with ` | `, behind a list bullet too.
pub fn fields<'a>(line: Str<'a>, found: &mut Vec<Field<'a>>) {
    let mut rest = start_of_fields(line);
    while let Some((key, tail)) = key(rest) {
        let (value, next) = joint(tail);
        let trimmed = value.trim();
        let value = if trimmed.is_empty() { tail.slice(0..0) } else { trimmed };
        found.push(Field { key, value, line });
        rest = next;
    }
}

/// Whether a field begins on this line.
pub(crate) fn has_field(line: Str<'_>) -> bool {
    key(start_of_fields(line)).is_some()
}

/// The list item that begins on this line.
pub fn list_item(line: Str<'_>) -> Option<ListItem<'_>> {
    let content = line.trim_start();
    let indent = line.len() - content.len();
    let text = behind_bullet(content)?.trim();
    let boxed = check_box(text);
    Some(ListItem {
        indent,
        mark: boxed.map(|(mark, _)| mark),
        text: boxed.map_or(text, |(_, text)| text),
    })
}

/// The text of a line that is nothing but a label: `**Tasks**`, `**Tasks:**`, `- **Tasks**:`, `Tasks:`.
pub fn label(line: Str<'_>) -> Option<Str<'_>> {
    const LONGEST: usize = 60;
    let content = line.trim();
    let content = behind_bullet(content).unwrap_or(content).trim();
    let text = content.as_str().trim_end_matches(':').trim_end();
    let bare = text.strip_prefix("**").and_then(|text| text.strip_suffix("**"));
    let is_plain = bare.is_none() && content.ends_with(':') && !text.contains(['*', '.', '`']);
    let text = bare.or(is_plain.then_some(text))?;
    let text = text.trim_end_matches(':').trim();
    (!text.is_empty() && text.len() <= LONGEST && !text.contains("**")).then(|| line.locate(text))
}

/// The blanks at the end of a line; two of them are a line break in Markdown.
pub fn blanks_behind(line: Str<'_>) -> Str<'_> {
    line.split_at(line.trim_end().len()).1
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

fn start_of_fields(line: Str<'_>) -> Str<'_> {
    let content = line.trim_start();
    behind_bullet(content).map_or(content, Str::trim_start)
}

/// `key` and what follows its colon.
fn key(text: Str<'_>) -> Option<(Str<'_>, Str<'_>)> {
    const LONGEST: usize = 80;
    const COLONS: [char; 2] = [':', '：'];
    let (bold, tail) = text.strip_prefix("**")?.split_once("**")?;
    let inside = bold.locate(bold.as_str().trim_end().trim_end_matches(COLONS));
    let has_inner_colon = inside.len() < bold.trim_end().len();
    let tail = if has_inner_colon { tail } else { tail.locate(after_colon(tail.as_str())?) };
    let key = inside.trim();
    (!key.is_empty() && key.len() <= LONGEST).then_some((key, tail))
}

fn after_colon(tail: &str) -> Option<&str> {
    tail.trim_start_matches(' ').strip_prefix([':', '：'])
}

/// Splits before the `|` that another field follows: the value, and that field.
fn joint(tail: Str<'_>) -> (Str<'_>, Str<'_>) {
    for (at, _) in tail.match_indices('|') {
        let next = tail.slice(at + 1..tail.len()).trim_start();
        if key(next).is_some() {
            return (tail.slice(0..at), next);
        }
    }
    (tail, tail.end())
}

/// What follows `- `, `* `, `+ `, `1. ` or `1) `.
fn behind_bullet(content: Str<'_>) -> Option<Str<'_>> {
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

    fn read(line: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        fields(Str::new(line), &mut found);
        found.iter().map(|f| (f.key.to_string(), f.value.to_string())).collect()
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.into(), value.into())
    }

    #[test]
    fn a_field_has_its_colon_inside_or_outside_the_bold() {
        assert_eq!(read("**Key**: v  "), [pair("Key", "v")]);
        assert_eq!(read("**Key:** v"), [pair("Key", "v")]);
        assert_eq!(read("- **Key** : v"), [pair("Key", "v")]);
        assert_eq!(read("**Key** v"), []);
        assert_eq!(read("text **Key**: v"), []);
    }

    #[test]
    fn only_a_bar_before_another_field_joins() {
        let joined = [pair("A", "x | y"), pair("B", ""), pair("C", "z")];
        assert_eq!(read("**A**: x | y | **B**: | **C:** z"), joined);
    }

    #[test]
    fn an_empty_value_stands_right_behind_the_key() {
        let mut found = Vec::new();
        fields(Str::new("**A**:  "), &mut found);
        assert_eq!(found[0].value.span().start, 6);
    }

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
