//! Commit hashes as people write them: in backticks, in links, in prose, with
//! a date behind, or a placeholder in their place.

pub(super) use super::placeholder::{is_placeholder, placeholder};
use crate::text::Str;

/// A hash in a value, and the date that goes with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dated<'a> {
    /// The hexadecimal digits alone.
    pub(super) hash: Str<'a>,
    /// `2025-11-08`, directly behind the hash (or directly before it).
    pub(super) date: Option<Str<'a>>,
    /// Where ` (date)` goes when there is none: behind the hash and its markup.
    pub(super) behind: Str<'a>,
    /// The hash in the target of a link whose text is the hash.
    pub(super) in_link: Option<Str<'a>>,
    /// Whether the value begins with it, and is not prose that mentions it.
    pub(super) is_leading: bool,
}

/// Whether this is one of the example hashes of the specification.
pub fn is_template_hash(hash: &str) -> bool {
    ["abc1234", "def5678", "ghi9012", "jkl3456"].contains(&hash.to_ascii_lowercase().as_str())
}

/// The hash in a value: at its start in any form that git accepts (4 to 64
/// digits), elsewhere only what cannot be a word or a number.
pub(super) fn find(value: Str<'_>) -> Option<Dated<'_>> {
    at_start(value).or_else(|| {
        let mut words = hex_words(value);
        words.find(|word| is_hash_in_prose(word)).map(|hash| dated(value, hash, false))
    })
}

/// The hash that the value begins with; words like `added` are none unless
/// nothing but a date stands behind them.
pub(super) fn at_start(value: Str<'_>) -> Option<Dated<'_>> {
    let inner = value.as_str().trim_start_matches(['`', '*', '_', '[', '(', '"', '\'']);
    let hash = hex_words(value).next().filter(|word| word.as_ptr() == inner.as_ptr())?;
    let found = dated(value, hash, true);
    let is_alone = found.date.is_some() || found.behind.trim().is_empty();
    let is_number =
        hash.bytes().all(|byte| byte.is_ascii_digit()) && !(is_alone && hash.len() >= 7);
    let is_hash = is_hash_in_prose(&hash) || is_alone;
    (is_hash && !is_number).then_some(found)
}

/// Whether the value begins with a date: `2025-11-08`.
pub(super) fn date_at_start(value: Str<'_>) -> Option<Str<'_>> {
    let date = value.get(..10)?.as_bytes();
    let is_date = date.iter().enumerate().all(|(index, byte)| match index {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let is_end = !value.as_bytes().get(10).is_some_and(u8::is_ascii_alphanumeric)
        || value[10..].starts_with('T');
    (is_date && is_end).then(|| value.slice(0..10 + clock_length(&value[10..])))
}

/// The length of a time of day behind a date, so that none goes stale there.
fn clock_length(behind: &str) -> usize {
    let is_clock = behind.strip_prefix(['T', ' ']).is_some_and(|time| {
        let shape = time.as_bytes();
        shape.len() >= 5
            && shape[0].is_ascii_digit()
            && shape[1].is_ascii_digit()
            && shape[2] == b':'
    });
    let is_part = |byte: &u8| byte.is_ascii_digit() || b":.+Z".contains(byte);
    if is_clock { 1 + behind.bytes().skip(1).take_while(|byte| is_part(byte)).count() } else { 0 }
}

fn dated<'a>(value: Str<'a>, hash: Str<'a>, is_leading: bool) -> Dated<'a> {
    let base = value.span().start;
    let (before, _) = value.split_at(hash.span().start - base);
    let (_, rest) = value.split_at(hash.span().end - base);
    let (behind, in_link) = behind_markup(rest, hash);
    let gap = behind.as_str().trim_start_matches(|c: char| " ,;(-–—/@|:".contains(c));
    let date = if behind.len() - gap.len() <= 6 { date_at_start(behind.locate(gap)) } else { None };
    let date = date.or_else(|| date_before(before));
    Dated { hash, date, behind, in_link, is_leading }
}

/// What follows the markup that closes behind the hash, and the hash in a link's target.
fn behind_markup<'a>(rest: Str<'a>, hash: Str<'a>) -> (Str<'a>, Option<Str<'a>>) {
    let closed = rest.locate(rest.as_str().trim_start_matches(['`', '*', '_']));
    let target = closed.strip_prefix("](").and_then(|target| target.split_once(")"));
    if let Some((target, behind)) = target {
        let shares =
            |word: &Str<'a>| word.starts_with(&hash[..hash.len().min(4)]) && word.len() >= 7;
        return (behind, hex_words(target).filter(shares).last());
    }
    let closed = closed.strip_prefix("]").or_else(|| closed.strip_prefix(")")).unwrap_or(closed);
    (closed.locate(closed.as_str().trim_start_matches(['`', '*', '_'])), None)
}

fn date_before(before: Str<'_>) -> Option<Str<'_>> {
    let end = before.as_str().trim_end_matches(|c: char| " ,;(-–—/@|:`[*".contains(c));
    let at = end
        .len()
        .checked_sub(10)
        .filter(|at| end.is_char_boundary(*at) && before.len() - end.len() <= 6)?;
    let date = before.slice(at..end.len());
    date_at_start(date).filter(|_| !end[..at].ends_with(char::is_alphanumeric))
}

/// The words made of hexadecimal digits alone, 4 to 64 of them.
fn hex_words(text: Str<'_>) -> impl Iterator<Item = Str<'_>> {
    let parts = text.as_str().split(|c: char| !(c.is_alphanumeric() || c == '_'));
    parts
        .map(|part| part.trim_matches('_'))
        .filter(|part| (4..=64).contains(&part.len()))
        .filter(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .map(move |part| text.locate(part))
}

/// In prose a hash has at least seven digits, letters and figures among them:
/// `decade` is a word and `20251108` a date.
fn is_hash_in_prose(word: &str) -> bool {
    let figures = word.bytes().filter(u8::is_ascii_digit).count();
    let has_both = figures > 0 && figures < word.len();
    word.len() >= 7 && (has_both || word.len() >= 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Option<(String, Option<String>)> {
        let found = find(Str::new(value))?;
        Some((found.hash.to_string(), found.date.map(|date| date.to_string())))
    }

    #[test]
    fn a_hash_is_found_in_every_style() {
        let dated = |hash: &str, date: &str| Some((hash.to_owned(), Some(date.to_owned())));
        let alone = |hash: &str| Some((hash.to_owned(), None));
        for value in [
            "e4f5a6b (2025-11-08)",
            "`e4f5a6b` (2025-11-08)",
            "**e4f5a6b** (2025-11-08, evening)",
            "[e4f5a6b](https://x.y/commit/e4f5a6bc) (2025-11-08)",
            "[`e4f5a6b`](https://x.y/commit/e4f5a6bc), 2025-11-08",
            "e4f5a6b - 2025-11-08",
            "2025-11-08 - `e4f5a6b`",
            "see e4f5a6b (2025-11-08)",
        ] {
            assert_eq!(read(value), dated("e4f5a6b", "2025-11-08"), "{value}");
        }
        assert_eq!(read("e4f5a6b (2025-11-08 10:30)"), dated("e4f5a6b", "2025-11-08 10:30"));
        assert_eq!(read("beef (2025-11-08)"), dated("beef", "2025-11-08"));
        assert_eq!(read("`abcdef`"), alone("abcdef"));
        assert_eq!(read("1234567"), alone("1234567"));
        assert_eq!(read("loop e4f5a6b landed"), alone("e4f5a6b"));
    }

    #[test]
    fn words_numbers_and_dates_are_no_hashes() {
        for value in [
            "added the API",
            "2025-11-08",
            "20251108 landed",
            "1234567 tests",
            "loop 0.22 landed",
            "None",
            "[pending] (2025-11-08)",
            "decade of work",
            "",
            "v1.2.3",
            "2025",
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }
}
