//! Template text that was left as it was.

use crate::text::str::Str;

/// Whether `text`, as a whole, stands for something still to be written:
/// `[What was accomplished]`, `[N] - [Name]`, `<what was done>`, `TBD`.
///
/// `Added the <Button> component` is content.
pub(crate) fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "tbd",
        "todo",
        "fixme",
        "xxx",
        "tba",
        "...",
        "…",
        "???",
        "-",
        // The parts of the specification's template that have no brackets.
        "what changed",
        "path/to/file.ts (what changed)",
    ];
    let text = text.trim();
    is_made_of_groups(text) || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// What stands in the brackets that `text` begins with, and what follows them.
pub(crate) fn group(text: Str<'_>) -> Option<(Str<'_>, Str<'_>)> {
    let (open, close) = match text.bytes().next()? {
        b'[' => ('[', ']'),
        b'<' => ('<', '>'),
        _ => return None,
    };
    let inner = text.split_at(1).1;
    let end = inner.find([open, close]).filter(|&end| inner[end..].starts_with(close))?;
    let (inner, rest) = inner.split_at(end);
    Some((inner, rest.split_at(1).1))
}

/// Nothing but brackets, and what joins them.
fn is_made_of_groups(text: &str) -> bool {
    let is_joint = |c: char| c.is_whitespace() || "-–—:,;./|".contains(c);
    let mut rest = Str::new(text);
    while let Some((_, after)) = group(rest) {
        rest = after.slice_ref(after.as_str().trim_start_matches(is_joint));
    }
    rest.is_empty() && !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_text_is_a_placeholder_and_content_is_not() {
        for text in [
            "[What was accomplished]",
            "<what was done>",
            "TBD",
            " todo ",
            "...",
            "<>",
            "[N] - [Name]",
            "[Complete/In Progress/Paused/Blocked]",
            "path/to/file.ts (what changed)",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "Added the <Button> component",
            "<A> and <B>",
            "[a](b)",
            "[x] done",
            "None",
            "",
            "todos",
            "3 - [Name]",
            "path/to/file.ts (a start)",
            "[[a]]",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn a_group_knows_what_is_in_it_and_what_follows() {
        let cut = |text| group(Str::new(text)).map(|(inner, rest)| (inner.as_str(), rest.as_str()));
        assert_eq!(cut("[N] - [Name]"), Some(("N", " - [Name]")));
        assert_eq!(cut("<a b> (c)"), Some(("a b", " (c)")));
        for text in ["", "N", "[N", "[a [b]]", "<a [b]"] {
            assert_eq!(cut(text), None, "{text}");
        }
    }
}
