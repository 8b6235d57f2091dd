//! Commit hashes as people write them: in backticks, in links, in prose, with
//! a date after them, or a placeholder in their place.

use crate::session::hash::context::{after, before, ends_clause, without_announcement};
use crate::session::hash::date;
use crate::text::str::Str;

/// Git abbreviates to at least this many digits unless it is told otherwise.
const USUAL_LENGTH: usize = 7;

/// A hash in a value, and the dates that go with it.
#[derive(Clone, Debug)]
pub(crate) struct HashValue<'a> {
    /// The hexadecimal digits alone.
    pub(crate) hash: Str<'a>,
    /// The dates and times of this commit, the one that is closest to the hash first.
    pub(crate) dates: Vec<Str<'a>>,
    /// What follows the hash and its markup; ` (date)` goes before it where there is no date.
    pub(crate) after: Str<'a>,
    /// The hash in the target of a link whose text is the hash.
    pub(crate) link_target: Option<Str<'a>>,
    /// Whether the value begins with it, and is not prose that mentions it.
    pub(crate) is_leading: bool,
}

/// Whether this is one of the example hashes of the specification.
pub fn is_template_hash(hash: &str) -> bool {
    ["abc1234", "def5678", "ghi9012", "jkl3456"].contains(&hash.to_ascii_lowercase().as_str())
}

/// The hash in a value: the one that it begins with, else the first word that
/// can be nothing but a hash, else the first that what stands around it makes one.
/// What we write somewhere must be found there again.
pub(crate) fn parse(value: Str<'_>) -> Option<HashValue<'_>> {
    // Looking around takes its time, and no value that is meant has more words.
    const MAX_WORDS: usize = 64;
    let by_context = || {
        let words = hex_words(value).take(MAX_WORDS);
        words.map(|word| HashValue::of(value, word)).find(|found| found.is_hash_by_context(value))
    };
    parse_leading(value).or_else(|| {
        let is_certain = |word: &Str<'_>| {
            is_hash_in_prose(word) || (word.len() >= USUAL_LENGTH && is_named(value, *word))
        };
        let mentioned = hex_words(value).find(is_certain);
        mentioned.map(|word| HashValue::of(value, word)).or_else(by_context)
    })
}

/// The hash that the value begins with, four digits at the least; words like
/// `added` are none unless nothing but a date follows them.
pub(crate) fn parse_leading(value: Str<'_>) -> Option<HashValue<'_>> {
    let inner = value.as_str().trim_start_matches(['`', '*', '_', '[', '(', '"', '\'']);
    let hash = hex_words(value).next().filter(|word| word.as_ptr() == inner.as_ptr())?;
    let found = HashValue { is_leading: true, ..HashValue::of(value, hash) };
    let is_alone = !found.dates.is_empty() || found.after.trim().is_empty();
    let is_hash = if is_figures(&hash) {
        let is_marked =
            is_in_code(value, hash) || found.link_target.is_some() || ends_clause(&found.after);
        hash.len() >= USUAL_LENGTH && (is_alone || (is_marked && !is_compact_date(&hash)))
    } else {
        is_alone || is_hash_in_prose(&hash)
    };
    is_hash.then_some(found)
}

impl<'a> HashValue<'a> {
    fn of(value: Str<'a>, hash: Str<'a>) -> Self {
        let (after, link_target) = after_markup(after(value, hash), hash);
        let dates = date::beside(value, hash, after);
        Self { hash, dates, after, link_target, is_leading: false }
    }

    /// Whether a word in the middle of a value is a hash though it might be a
    /// number, or is shorter than hashes usually are: one commit in thirty has an
    /// abbreviation of figures alone.
    fn is_hash_by_context(&self, value: Str<'_>) -> bool {
        let word = self.hash;
        let (before, is_dated) = (before(value, word), !self.dates.is_empty());
        let is_long = word.len() >= USUAL_LENGTH;
        let is_named = is_named(value, word);
        if is_figures(&word) {
            // Leading figures count what the words after them name: `1234567 tests`.
            let is_first = !before.contains(char::is_alphanumeric);
            let is_bare_date = is_compact_date(&word) && !is_dated;
            return is_named || (is_long && !is_bare_date && (!is_first || is_dated));
        }
        if is_mixed(&word) {
            let is_enclosed = before.ends_with('(') && after(value, word).starts_with(')');
            return is_named || is_enclosed || is_dated;
        }
        is_long && is_named
    }
}

/// What follows the markup that closes after the hash, and the hash in a link's target.
fn after_markup<'a>(rest: Str<'a>, hash: Str<'a>) -> (Str<'a>, Option<Str<'a>>) {
    let closed = rest.slice_ref(rest.as_str().trim_start_matches(['`', '*', '_']));
    let target = closed.strip_prefix("](").and_then(|target| target.split_once(")"));
    if let Some((target, tail)) = target {
        let shares =
            |word: &Str<'a>| word.starts_with(&hash[..hash.len().min(4)]) && word.len() >= 7;
        return (tail, hex_words(target).filter(shares).last());
    }
    let closed = closed.strip_prefix("]").or_else(|| closed.strip_prefix(")")).unwrap_or(closed);
    (closed.slice_ref(closed.as_str().trim_start_matches(['`', '*', '_'])), None)
}

/// The words made of hexadecimal digits alone, 4 to 64 of them. What is struck
/// out is no longer said, and a group of a UUID is not a word.
fn hex_words(text: Str<'_>) -> impl Iterator<Item = Str<'_>> {
    let parts = text.as_str().split(|c: char| !(c.is_alphanumeric() || c == '_'));
    parts
        .map(|part| part.trim_matches('_'))
        .filter(|part| (4..=64).contains(&part.len()))
        .filter(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .map(move |part| text.slice_ref(part))
        .filter(not_struck_out(text))
        .filter(move |word| !is_in_uuid(text, *word))
}

/// Refuses the words between two `~~`. Asked in the order of the text, it reads
/// the text once, however many words there are.
fn not_struck_out<'a>(text: Str<'a>) -> impl FnMut(&Str<'a>) -> bool {
    let last_mark = text.rfind("~~");
    let (mut read, mut is_open) = (0, false);
    move |word| {
        let at = before(text, *word).len();
        is_open ^= text[read..at].matches("~~").count() % 2 == 1;
        read = at;
        !(is_open && last_mark.is_some_and(|last| at < last))
    }
}

/// Whether the word is a group of `550e8400-e29b-41d4-a716-446655440000`.
fn is_in_uuid(text: Str<'_>, word: Str<'_>) -> bool {
    const LONGER: usize = 37;
    let belongs = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    let (before, tail) = (before(text, word), after(text, word));
    let ahead = before.bytes().rev().take(LONGER).take_while(belongs).count();
    let after = tail.bytes().take(LONGER).take_while(belongs).count();
    let groups = text.slice(before.len() - ahead..before.len() + word.len() + after);
    groups.as_str().split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

/// In prose a hash has at least seven digits, letters and figures among them:
/// `decade` is a word and `20251108` a date.
fn is_hash_in_prose(word: &str) -> bool {
    let is_mixed = is_mixed(word);
    word.len() >= USUAL_LENGTH && (is_mixed || word.len() >= 40)
}

/// Whether what stands around the word says that it is a hash: `commit 4495557`, `` `4495557` ``.
fn is_named(value: Str<'_>, word: Str<'_>) -> bool {
    is_in_code(value, word) || is_announced(before(value, word))
}

/// Whether the text ends with what only a hash follows: `commit `, `main@`.
fn is_announced(before: Str<'_>) -> bool {
    let text = before.as_str().trim_end_matches(['`', '*', '_', '[', '"', '\'']);
    text.ends_with('@')
        || without_announcement(text.trim_end()).len() < text.trim_end().len()
            && text.ends_with([' ', ':'])
}

fn is_in_code(value: Str<'_>, word: Str<'_>) -> bool {
    before(value, word).ends_with('`') && after(value, word).starts_with('`')
}

fn is_figures(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_mixed(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit()) && !is_figures(word)
}

/// `20251108`, also with a time of day after it.
fn is_compact_date(word: &str) -> bool {
    let part =
        |from: usize, to: usize| word.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let (century, month, day) = (part(0, 2), part(4, 6), part(6, 8));
    matches!(century, Some(19 | 20))
        && matches!(month, Some(1..=12))
        && matches!(day, Some(1..=31))
        && word.len() < 40
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Option<(String, Option<String>)> {
        let found = parse(Str::new(value))?;
        Some((found.hash.to_string(), found.dates.first().map(|date| date.to_string())))
    }

    #[test]
    fn a_hash_is_found_in_every_style() {
        let dated = |hash: &str, date: &str| Some((hash.to_owned(), Some(date.to_owned())));
        let alone = |hash: &str| Some((hash.to_owned(), None));
        for value in [
            "e4f5a6b (2025-11-08)",
            "`e4f5a6b` (2025-11-08)",
            "[e4f5a6b](https://x.y/commit/e4f5a6bc) (2025-11-08)",
            "[`e4f5a6b`](https://x.y/commit/e4f5a6bc), 2025-11-08",
            "e4f5a6b - 2025-11-08",
            "2025-11-08 - `e4f5a6b`",
            "see e4f5a6b (2025-11-08)",
        ] {
            assert_eq!(read(value), dated("e4f5a6b", "2025-11-08"), "{value}");
        }
        assert_eq!(
            read("**e4f5a6b** (2025-11-08, evening)"),
            dated("e4f5a6b", "2025-11-08, evening")
        );
        assert_eq!(read("e4f5a6b (2025-11-08 10:30)"), dated("e4f5a6b", "2025-11-08 10:30"));
        for date in ["Oct 15, 2025", "15.10.2025", "2025/10/15", "15th October", "2025"] {
            assert_eq!(read(&format!("e4f5a6b ({date})")), dated("e4f5a6b", date));
        }
        for remark in ["1.2.3", "Phase 2", "2 of 3", "v2025", "may fail", ""] {
            assert_eq!(read(&format!("e4f5a6b ({remark})")), alone("e4f5a6b"), "{remark}");
        }
        assert_eq!(read("beef (2025-11-08)"), dated("beef", "2025-11-08"));
        assert_eq!(read("`abcdef`"), alone("abcdef"));
        assert_eq!(read("1234567"), alone("1234567"));
        assert_eq!(read("loop e4f5a6b landed"), alone("e4f5a6b"));
    }

    #[test]
    fn a_hash_of_figures_alone_is_found_where_a_number_would_not_stand() {
        for value in [
            "Phase 2 complete (commit 4495557, 2023-11-14)",
            "v1.2 (4495557)",
            "main@4495557",
            "🎯 4495557 (2023-11-14)",
            "2025-10-23 4495557",
            "commit `4495557` on main",
            "`4495557` on main",
            "4495557 - API done",
            "loop 4495557 landed",
            "[4495557](https://x.y/commit/4495557) on main",
            "v1.2 (4495557) of 20251023 on 2025-10-23",
        ] {
            assert_eq!(read(value).map(|found| found.0).as_deref(), Some("4495557"), "{value}");
        }
        assert_eq!(read("~~d1d1d1d~~ e4f5a6b").unwrap().0, "e4f5a6b");
        assert_eq!(read("~~d1d1d1d e4f5a6b").unwrap().0, "d1d1d1d");
        assert_eq!(read("commit 4495557 of e4f5a6b").unwrap().0, "4495557");
        assert_eq!(read("1234567 tests of e4f5a6b").unwrap().0, "e4f5a6b");
    }

    #[test]
    fn a_short_hash_is_found_where_it_is_spoken_of_as_one() {
        for value in
            ["v1 (commit a1b2)", "main@a1b2", "v1.2 (a1b2)", "🎯 a1b2 (2025-10-23)", "at `a1b2`"]
        {
            assert_eq!(read(value).map(|found| found.0).as_deref(), Some("a1b2"), "{value}");
        }
        assert_eq!(read("v1 (commit 4495, 2025-10-23)").unwrap().0, "4495");
    }

    #[test]
    fn long_values_are_read_in_one_pass() {
        for piece in ["dead ", "a1b2](", "dead-", "12345678 ", "d1d1d1d-"] {
            let value = format!("~~x {}", piece.repeat(20_000));
            let found = parse(Str::new(&value)).map(|found| found.hash.len());
            assert!(found.is_none_or(|length| length >= 7), "{piece}");
            assert!(read(&format!("{value}~~")).is_none(), "{piece}");
        }
    }

    #[test]
    fn words_numbers_and_dates_are_no_hashes() {
        for value in [
            "added the API",
            "2025-11-08",
            "20251108 landed",
            "1234567 tests",
            "release of 20251023",
            "20251023 - landed",
            "port 8080 (2025-10-23)",
            "the API was added (2025-10-23)",
            "API commit added (2025-10-23)",
            "year (2025)",
            "precommit 4495",
            "550e8400-e29b-41d4-a716-446655440000",
            "run 550e8400-e29b-41d4-a716-446655440000 (2025-10-23)",
            "~~e4f5a6b~~ (2025-10-23)",
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
