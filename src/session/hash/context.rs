//! What stands around a word of a value.

use crate::text::str::Str;

/// The text without the word at its end that announces a hash, and its colon.
pub(crate) fn without_announcement(text: &str) -> &str {
    const WORDS: [&str; 4] = ["commit", "checkpoint", "hash", "sha"];
    let last = text.trim_end_matches([' ', ':']);
    let start = last
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + last[at..].chars().next().map_or(0, char::len_utf8));
    let is_word = WORDS.iter().any(|known| last[start..].eq_ignore_ascii_case(known));
    if is_word { &last[..start] } else { text }
}

/// Whether nothing that the word before could count stands here: `9313221 - API done`.
pub(crate) fn ends_clause(after: &str) -> bool {
    [" -", " –", " —", ":", ",", ";", " |"].iter().any(|mark| after.starts_with(mark))
}

pub(crate) fn before<'a>(value: Str<'a>, word: Str<'a>) -> Str<'a> {
    value.split_at(word.span().start - value.span().start).0
}

pub(crate) fn after<'a>(value: Str<'a>, word: Str<'a>) -> Str<'a> {
    value.split_at(word.span().end - value.span().start).1
}
