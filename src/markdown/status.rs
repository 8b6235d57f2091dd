//! The status in a heading, as a word or an icon, and the text around it.

use crate::terms::status::Status;
use crate::text::str::Str;

/// The status in a heading, and the text that says it (`[Complete]`, `✅`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseStatus<'a> {
    /// What it means.
    pub status: Status,
    /// What stands there.
    pub written: Str<'a>,
}

/// Splits the status off the end of a heading's text: `[Complete]`, `✅`,
/// `✅ COMPLETE (2025-11-10)`, `(Done)`, `- **Complete**`. Never out of the name.
pub fn split_status(text: Str<'_>) -> (Str<'_>, Option<PhaseStatus<'_>>) {
    let text = text.slice_ref(text.as_str().trim_end_matches([' ', '\t', '*', '_']));
    bracketed(text)
        .or_else(|| with_icon(text))
        .or_else(|| in_words(text))
        .map_or((text, None), |(before, status)| (before.trim_end(), Some(status)))
}

type Split<'a> = (Str<'a>, PhaseStatus<'a>);

/// `… [Complete]`, also with words after it.
fn bracketed(text: Str<'_>) -> Option<Split<'_>> {
    let open = text.rfind('[')?;
    let (before, written) = text.split_at(open);
    let close = written.find(']')?;
    let inner = written.slice(1..close).trim();
    let status = icon_at_start(inner)
        .map(|(status, _)| status)
        .or_else(|| leading_words(inner).map(|(status, _)| status))?;
    Some((before, PhaseStatus { status, written: written.slice(0..close + 1) }))
}

/// The last icon outside parentheses, where something stands before it or
/// nothing but a status after it: in `🔄 Refactor sync` it belongs to the name.
fn with_icon(text: Str<'_>) -> Option<Split<'_>> {
    let mut depth = 0_usize;
    let mut found = None;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && icon(c).is_some() => found = Some(at),
            _ => {}
        }
    }
    let (before, from) = text.split_at(found?);
    let (meaning, length) = icon_at_start(from)?;
    let after = from.slice(length..from.len()).trim();
    let words = leading_words(after);
    let is_leading = !before.contains(|c: char| c.is_alphanumeric());
    if is_leading && words.is_none() && after.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let (status, end) = match words {
        Some((status, words)) => (status, words.span().end - from.span().start),
        None => (meaning, length),
    };
    Some((before, PhaseStatus { status, written: from.slice(0..end) }))
}

/// `… (Complete)` and `… - Complete`.
fn in_words(text: Str<'_>) -> Option<Split<'_>> {
    if let Some(inner) = text.strip_suffix(")") {
        let (before, inner) = inner.split_at(inner.rfind('(')?);
        let status = meaning(&inner[1..])?;
        let written = text.slice(before.len()..text.len());
        return Some((before, PhaseStatus { status, written }));
    }
    let (at, separator) = [" - ", "- ", "– ", "— ", ": "]
        .iter()
        .filter_map(|separator| Some((text.rfind(separator)?, separator)))
        .max_by_key(|(at, separator)| at + separator.len())?;
    let (before, after) = text.split_at(at);
    let after = after.slice(separator.len()..after.len());
    let written = after.slice_ref(after.as_str().trim_matches(['*', '_', ' ']));
    let status = meaning(&written)?;
    Some((before, PhaseStatus { status, written }))
}

/// The status that the words in front of a parenthesis, dash or figure mean.
fn leading_words(text: Str<'_>) -> Option<(Status, Str<'_>)> {
    let end = text.find(|c: char| "(,;:—–[*".contains(c) || c.is_ascii_digit());
    let words = text.slice(0..end.unwrap_or(text.len())).trim();
    let words = words.split_once(" - ").map_or(words, |(words, _)| words).trim_end();
    let words = words.slice_ref(words.as_str().trim_end_matches([' ', '-', '!', '.']));
    Some((meaning(&words)?, words))
}

fn meaning(words: &str) -> Option<Status> {
    Status::parse_lenient(words).or_else(|| match words.trim().to_lowercase().as_str() {
        "implemented" | "shipped" | "merged" => Some(Status::Complete),
        "next" | "future" | "upcoming" | "ready" => Some(Status::Pending),
        "deferred" => Some(Status::Paused),
        _ => None,
    })
}

/// The icon at the very start, and how many bytes it takes with its variation selector.
fn icon_at_start(text: Str<'_>) -> Option<(Status, usize)> {
    let first = text.chars().next()?;
    let status = icon(first)?;
    let after = &text[first.len_utf8()..];
    let selector = if after.starts_with('\u{fe0f}') { '\u{fe0f}'.len_utf8() } else { 0 };
    Some((status, first.len_utf8() + selector))
}

/// The status icons of the field, by their first character.
fn icon(c: char) -> Option<Status> {
    match c {
        '✅' | '✔' | '☑' => Some(Status::Complete),
        '🔄' | '🚧' => Some(Status::InProgress),
        '⏸' | '⏳' | '🔜' | '⬜' => Some(Status::Pending),
        '🅿' => Some(Status::Paused),
        '🚫' | '⛔' => Some(Status::Blocked),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (String, Option<(Status, String)>) {
        let (name, status) = split_status(Str::new(text));
        (name.to_string(), status.map(|s| (s.status, s.written.to_string())))
    }

    #[test]
    fn words_and_icons_stand_at_the_end() {
        use Status::*;
        for (text, name, status, written) in [
            ("Setup [Complete]", "Setup", Complete, "[Complete]"),
            ("Setup [DONE - 2025-11-10]", "Setup", Complete, "[DONE - 2025-11-10]"),
            ("Setup [✅ Complete]", "Setup", Complete, "[✅ Complete]"),
            ("Setup ✅", "Setup", Complete, "✅"),
            ("Setup ⏸️", "Setup", Pending, "⏸️"),
            ("Setup ⏸", "Setup", Pending, "⏸"),
            ("Setup 🅿️ PARKED", "Setup", Paused, "🅿️ PARKED"),
            ("Setup ✅ COMPLETE (2025-11-10)", "Setup", Complete, "✅ COMPLETE"),
            ("Setup ✅ (Merged into Phase 1)", "Setup", Complete, "✅"),
            ("Setup ✅ (was 🔄)", "Setup", Complete, "✅"),
            ("Setup ⏳ IN PROGRESS", "Setup", InProgress, "⏳ IN PROGRESS"),
            ("Setup (Not Started) ⏸️", "Setup (Not Started)", Pending, "⏸️"),
            ("Setup (Done)", "Setup", Complete, "(Done)"),
            ("Setup - In Progress", "Setup", InProgress, "In Progress"),
            ("Setup — **IMPLEMENTED**", "Setup", Complete, "IMPLEMENTED"),
            ("Setup** 🔄", "Setup**", InProgress, "🔄"),
        ] {
            assert_eq!(split(text), (name.into(), Some((status, written.into()))), "{text}");
        }
    }

    #[test]
    fn the_name_says_no_status() {
        for text in
            ["Complete E2E Lifecycle", "Blocked users", ": 🔄 Refactor sync", "Setup [API]", ""]
        {
            assert_eq!(split(text), (text.into(), None), "{text}");
        }
        let (name, status) = split("Complete E2E Coverage ⏸️");
        assert_eq!((name.as_str(), status.unwrap().0), ("Complete E2E Coverage", Status::Pending));
    }
}
