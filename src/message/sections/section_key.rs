//! A key as people dress it: `Next:`, `## Next`, `**Next:** …`, `- Next: …`, `Next：…`.

use crate::message::sections::section::SectionKey;
use crate::text::str::Str;

/// A line with a key in front.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyedLine<'a> {
    /// The key with all that dresses it, up to the colon.
    pub whole: Str<'a>,
    /// The key alone.
    pub key: Str<'a>,
    /// What follows it.
    pub value: Str<'a>,
}

impl<'a> KeyedLine<'a> {
    /// The section that the line names, with its key: up to the last colon that
    /// makes one, for a colon may have got into the key; or it is all heading.
    pub(crate) fn named(line: Str<'a>) -> Option<(SectionKey, Self)> {
        let meant = |keyed: Self| Some((SectionKey::parse_lenient(&keyed.key)?, keyed));
        let with_colon = Self::at_colons(line).filter_map(meant).last();
        with_colon.or_else(|| meant(Self::heading(line)?))
    }

    fn at_colons(line: Str<'a>) -> impl Iterator<Item = Self> {
        let line = line.trim();
        let bare = undressed(line);
        let colons = bare.as_str().char_indices().take(MAX_KEY).filter(|(_, c)| is_colon(*c));
        colons.map(move |(at, colon)| Self::cut(line, bare, at..at + colon.len_utf8()))
    }

    fn heading(line: Str<'a>) -> Option<Self> {
        let line = line.trim();
        let bare = undressed(line);
        let key = bare.slice_ref(bare.as_str().trim_end_matches(is_dress));
        is_heading(&line).then(|| Self { whole: line, key, value: line.empty_end() })
    }

    fn cut(line: Str<'a>, bare: Str<'a>, colon: std::ops::Range<usize>) -> Self {
        let before = bare.slice(0..colon.start);
        let key = before.slice_ref(before.as_str().trim_end_matches(is_dress));
        let mut value = bare.split_at(colon.end).1;
        let mark = mark_before(line.slice(0..line.len() - bare.len()).as_str());
        if !mark.is_empty() && !before.ends_with(mark) {
            // `**Key:** value` and `**Key: value**`
            let trimmed = value.trim_end();
            value =
                value.strip_prefix(mark).or_else(|| trimmed.strip_suffix(mark)).unwrap_or(value);
        }
        let whole = line.slice(0..value.span().start - line.span().start);
        Self { whole, key, value: value.trim() }
    }

    /// Reads a key that lacks its colon: `Next do it`, `Status - Complete`.
    pub(crate) fn without_colon(line: Str<'a>, key: &str) -> Option<Self> {
        let rest = line.strip_prefix(key)?;
        let value = rest.slice_ref(rest.as_str().trim_start_matches(|c| SEPARATORS.contains(c)));
        let is_apart = value.is_empty() || value.starts_with(char::is_whitespace);
        let key = line.slice(0..key.len());
        let value = value
            .as_str()
            .trim_start_matches(|c: char| c.is_whitespace() || SEPARATORS.contains(c));
        is_apart.then(|| Self { whole: key, key, value: rest.slice_ref(value) })
    }
}

/// No key is longer.
const MAX_KEY: usize = 40;
/// What is written for a colon.
const SEPARATORS: &str = ";.,=-–—>";

/// A Markdown heading, or a line all bold. After a tab, git lists files in its comments.
pub(crate) fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let is_bold = |mark: &str| {
        let inner = line.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        inner.is_some_and(|inner| !inner.trim().is_empty() && !inner.contains(mark))
    };
    ((1..=6).contains(&level) && text.starts_with(' ')) || is_bold("**") || is_bold("__")
}

/// A line that underlines a heading.
pub(crate) fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && (line.bytes().all(|b| b == b'-') || line.bytes().all(|b| b == b'='))
}

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '﹕')
}

fn is_dress(c: char) -> bool {
    !c.is_alphanumeric()
}

/// Without list marks, numbers, `#`, emphasis and emoji in front.
fn undressed(line: Str<'_>) -> Str<'_> {
    let without = |text: Str<'_>| text.as_str().trim_start_matches(is_dress).len();
    let text = line.split_at(line.len() - without(line)).1;
    let text = text.split_at(crate::text::prose_bullet::prose_bullet(&text).unwrap_or(0)).1;
    text.split_at(text.len() - without(text)).1
}

/// The emphasis that opens right before the key.
fn mark_before(dress: &str) -> &str {
    let start = dress.trim_end_matches(['*', '_', '`']).len();
    &dress[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(&str, &str, &str)> {
        let (_, keyed) = KeyedLine::named(Str::new(line))?;
        Some((keyed.whole.as_str(), keyed.key.as_str(), keyed.value.as_str()))
    }

    #[test]
    fn a_key_is_found_in_any_dress() {
        for (line, whole, value) in [
            ("Next: do **it**", "Next:", "do **it**"),
            ("Next:do it", "Next:", "do it"),
            ("  Next: do it ", "Next:", "do it"),
            ("## Next", "## Next", ""),
            ("## Next ##", "## Next ##", ""),
            ("### Next: do it", "### Next:", "do it"),
            ("**Next**", "**Next**", ""),
            ("**Next**: do it", "**Next**:", "do it"),
            ("**Next:** **do** it", "**Next:**", "**do** it"),
            ("__Next:__ do it", "__Next:__", "do it"),
            ("**Next: do it**", "**Next:", "do it"),
            ("`Next`: do it", "`Next`:", "do it"),
            ("- Next: do it", "- Next:", "do it"),
            ("* **Next**: do it", "* **Next**:", "do it"),
            ("5. Next: do it", "5. Next:", "do it"),
            ("## 5. Next", "## 5. Next", ""),
            ("> Next: do it", "> Next:", "do it"),
            ("🚀 Next: do it", "🚀 Next:", "do it"),
            ("Next：do it", "Next：", "do it"),
            ("Next : do it", "Next :", "do it"),
        ] {
            assert_eq!(read(line), Some((whole, "Next", value)), "{line}");
        }
        for line in ["Next", "Next do it", "#Next", "*Next*", "", "####### Next", "****"] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn a_key_may_lack_its_colon() {
        let value = |line: &'static str| {
            KeyedLine::without_colon(Str::new(line), "Next").map(|keyed| keyed.value.as_str())
        };
        assert_eq!(value("Next do it"), Some("do it"));
        assert_eq!(value("Next"), Some(""));
        assert_eq!(value("Next - do it"), Some("do it"));
        assert_eq!(value("Next; do it"), Some("do it"));
        for line in ["Next.js", "Nexto", "next do it", "Next-gen"] {
            assert_eq!(value(line), None, "{line}");
        }
    }
}
