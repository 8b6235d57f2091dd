//! Dates and times of day as people write them beside a hash.

use crate::session::hash::context::{before, ends_clause, without_announcement};
use crate::text::str::Str;

/// The dates that are this commit's: directly after the hash, in the
/// parentheses after it or around it, directly before it.
pub(crate) fn beside<'a>(value: Str<'a>, hash: Str<'a>, after: Str<'a>) -> Vec<Str<'a>> {
    let mut found: Vec<Str<'a>> = date_after(after).into_iter().collect();
    let before = before(value, hash);
    match enclosing(value, hash) {
        Some(group) => found.extend(items(group).filter_map(date_item)),
        None => {
            let gap = after.trim_start();
            let group = gap.strip_prefix("(").and_then(|inner| inner.split_once(")"));
            found.extend(
                group.into_iter().flat_map(|(group, _)| items(group)).filter_map(date_item),
            );
        }
    }
    found.extend(date_before(before));
    let mut seen: Vec<Str<'a>> = Vec::new();
    for date in found {
        let overlaps = |other: &Str<'a>| {
            date.span().start < other.span().end && other.span().start < date.span().end
        };
        if !seen.iter().any(overlaps) && !overlaps(&hash) {
            seen.push(date);
        }
    }
    seen
}

/// The parentheses around the hash, without them.
fn enclosing<'a>(value: Str<'a>, hash: Str<'a>) -> Option<Str<'a>> {
    let (start, end) = (before(value, hash).len(), before(value, hash).len() + hash.len());
    let open = value[..start].rfind(['(', ')']).filter(|at| value[*at..].starts_with('('))?;
    let close =
        end + value[end..].find(['(', ')']).filter(|at| value[end + at..].starts_with(')'))?;
    Some(value.slice(open + 1..close))
}

/// The items of a remark in parentheses, at its commas and dashes; a comma within a date parts nothing.
fn items(group: Str<'_>) -> impl Iterator<Item = Str<'_>> {
    let mut rest = Some(group);
    std::iter::from_fn(move || {
        let item = rest?.trim_start();
        let date = leading_date(item).map_or(0, |date| date.len());
        let end = [",", ";", " - ", " – ", " — ", " · ", "|"]
            .iter()
            .filter_map(|mark| Some((date + item[date..].find(mark)?, mark.len())))
            .min();
        let (item, tail) = match end {
            Some((at, length)) => (item.slice(0..at), Some(item.slice(at + length..item.len()))),
            None => (item, None),
        };
        rest = tail;
        Some(item.trim())
    })
}

/// The date in an item that says nothing else: `2025-11-08`, `tested on Oct 15`.
fn date_item(item: Str<'_>) -> Option<Str<'_>> {
    let date = without_participle(item);
    leading_date(date).filter(|found| found.len() == date.len())
}

/// What follows `tested`, `on`, `tested on`.
fn without_participle(text: Str<'_>) -> Str<'_> {
    let rest = |text: Str<'_>, is_word: &dyn Fn(&str) -> bool| -> Option<usize> {
        let (word, rest) = text.split_once(" ")?;
        is_word(&word).then(|| text.len() - rest.trim_start().len())
    };
    let is_participle =
        |word: &str| word.ends_with("ed") || ["done", "made", "built", "as"].contains(&word);
    let is_preposition = |word: &str| ["on", "at", "from", "of"].contains(&word);
    let at = rest(text, &is_participle).unwrap_or(0);
    let text = text.slice(at..text.len());
    let is_led = at > 0 || !text.starts_with("of ");
    let at = rest(text, &is_preposition).filter(|_| is_led).unwrap_or(0);
    text.slice(at..text.len())
}

/// The date directly after a hash and its markup.
fn date_after(after: Str<'_>) -> Option<Str<'_>> {
    let gap = after.as_str().trim_start_matches(|c: char| c.is_whitespace() || GAP.contains(c));
    let rest = after.slice_ref(gap);
    if after.len() - rest.len() > MAX_GAP {
        return None;
    }
    let text = without_participle(rest);
    let date = leading_date(text)?;
    let tail = &text[date.len()..];
    let ends = tail.trim().is_empty() || ends_clause(tail) || tail.starts_with(')');
    (starts_numeric(&text) || ends).then_some(date)
}

/// The date directly before a hash, or before the word that announces it.
fn date_before(before: Str<'_>) -> Option<Str<'_>> {
    /// In words; `2025-11-08, 16:14 UTC:` has three.
    const MAX_WORDS: usize = 4;
    let is_around = |c: char| c.is_whitespace() || GAP.contains(c) || "`[*_".contains(c);
    let end = before.as_str().trim_end_matches(is_around);
    let end = without_announcement(end).trim_end_matches(is_around);
    if before.len() - end.len() > MAX_GAP + "checkpoint".len() {
        return None;
    }
    let text = before.slice_ref(end);
    let mut starts = text.as_str().char_indices().rev().filter(|(at, c)| {
        !c.is_whitespace()
            && text[..*at]
                .chars()
                .next_back()
                .is_none_or(|c| c.is_whitespace() || "([`*".contains(c))
    });
    let mut found = None;
    for (at, _) in starts.by_ref().take(MAX_WORDS) {
        let from = text.slice(at..text.len());
        found = leading_date(from)
            .filter(|date| date.len() == from.len() && has_figures(date))
            .or(found);
    }
    found
}

/// What stands between a hash and its date, besides spaces.
const GAP: &str = ",;(-–—/@|:";
const MAX_GAP: usize = 6;

fn has_figures(date: &str) -> bool {
    starts_numeric(date) || date.contains(':')
}

/// What one word says of a date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DateWord {
    /// `2025-11-08`, `2025-11-08T10:30Z`, `15.10.2025`
    Date,
    /// `16:14`, `4pm`, `evening`
    Time,
    Month,
    /// `8`, `3rd`
    Day,
    Year,
    /// `UTC`, `+0100`, `Friday`: nothing alone.
    Detail,
    /// `at`: within a date, not at its ends.
    Joint,
}

/// The date that the text begins with: `2025-11-08`, `Oct 15, 2025`, `2025-11-08, 16:14 UTC`, `16:14`.
fn leading_date(text: Str<'_>) -> Option<Str<'_>> {
    let mut kinds: Vec<DateWord> = Vec::new();
    let (mut seen, mut end) = (0, 0);
    for word in date_words(text) {
        let at = word.span().start - text.span().start;
        let Some(kind) = date_word(&word).filter(|kind| goes_on(*kind, &kinds)) else { break };
        if !is_gap(&text[seen..at], kinds.is_empty()) {
            break;
        }
        kinds.push(kind);
        seen = at + word.len();
        if kind != DateWord::Joint {
            end = seen;
        }
    }
    is_date(&kinds).then(|| text.slice(0..end))
}

/// Whether a date that has these words already may go on with such a one.
fn goes_on(kind: DateWord, kinds: &[DateWord]) -> bool {
    use DateWord::{Date, Day, Detail, Joint, Month, Time, Year};
    match kind {
        Date => !kinds.iter().any(|seen| matches!(seen, Date | Month | Day | Year)),
        Month | Day | Year => !kinds.contains(&Date) && !kinds.contains(&kind),
        Time | Detail => true,
        Joint => kinds.last().is_some_and(|last| *last != Joint),
    }
}

/// Whether the words together are a date or a time of day.
fn is_date(words: &[DateWord]) -> bool {
    let has = |kind| words.contains(&kind);
    has(DateWord::Date)
        || has(DateWord::Time)
        || has(DateWord::Year)
        || (has(DateWord::Month) && has(DateWord::Day))
}

/// Whether the text begins with figures that nothing but a date has: `2025-11-08`.
pub(crate) fn starts_numeric(text: &str) -> bool {
    let word = text.split(is_between).next().unwrap_or_default();
    date_word(word) == Some(DateWord::Date)
}

/// Whether a year stands in the text, which prose without a date seldom has.
pub(crate) fn names_year(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(is_year)
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || ",;()[]|".contains(c)
}

fn date_words(text: Str<'_>) -> impl Iterator<Item = Str<'_>> {
    let words = text.as_str().split(is_between).filter(|word| !word.is_empty());
    words.map(move |word| text.slice_ref(word.trim_end_matches(['.', '*', '_', '`', ':'])))
}

/// What may stand between two words of one date.
fn is_gap(gap: &str, is_first: bool) -> bool {
    const MAX_GAP: usize = 4;
    let is_between = |c: char| c.is_whitespace() || ",.".contains(c);
    if is_first { gap.is_empty() } else { gap.len() <= MAX_GAP && gap.chars().all(is_between) }
}

/// Zones, halves of a day and days of the week.
const DETAILS: &str = "\
    utc gmt z cet cest est edt pst pdt mst mdt cst cdt bst ist jst am pm local mon \
    tue wed thu fri sat sun monday tuesday wednesday thursday friday";

/// Times of day in a word.
const TIMES: &str = "morning afternoon evening night noon midnight today tonight yesterday";

/// English months; three letters are enough.
const MONTHS: &str = "\
    january february march april may june july august september october november \
    december";

fn date_word(word: &str) -> Option<DateWord> {
    let folded = word.to_ascii_lowercase();
    let folded = folded.as_str();
    if is_numeric_date(folded) {
        Some(DateWord::Date)
    } else if is_clock(folded) || is_listed(folded, TIMES) {
        Some(DateWord::Time)
    } else if is_year(folded) {
        Some(DateWord::Year)
    } else if is_day(folded) {
        Some(DateWord::Day)
    } else if is_month(folded) {
        Some(DateWord::Month)
    } else if is_listed(folded, DETAILS) || is_offset(folded) {
        Some(DateWord::Detail)
    } else {
        ["at", "@", "of", "-", "–", "—"].contains(&folded).then_some(DateWord::Joint)
    }
}

fn is_listed(word: &str, list: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// `2025-11-08`, with a time glued on too; `15.10.2025`, `2025/10/15`.
fn is_numeric_date(word: &str) -> bool {
    let bytes = word.as_bytes();
    let is_iso = bytes.len() >= 10
        && (0..10).all(|at| match at {
            4 | 7 => bytes[at] == b'-',
            _ => bytes[at].is_ascii_digit(),
        });
    if is_iso {
        let rest = &word[10..];
        let time = rest.strip_prefix(['t', '_']).unwrap_or(rest);
        let is_part = |c: char| c.is_ascii_digit() || ":.+-z".contains(c);
        return rest.is_empty() || (time.len() < rest.len() && time.chars().all(is_part));
    }
    ['.', '/', '-'].iter().any(|mark| {
        let parts: Vec<&str> = word.split(*mark).collect();
        let [first, middle, last] = parts[..] else { return false };
        let is_small = |part: &str| matches!(part.len(), 1 | 2) && is_figures(part);
        is_small(middle) && (is_year(first) && is_small(last) || is_small(first) && is_year(last))
    })
}

/// `16:14`, `16:14:03`, `4:14pm`, `16:14+01:00`, `4pm`
fn is_clock(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &word[digits..];
    if !matches!(digits, 1 | 2) {
        return false;
    }
    let is_minutes = |rest: &str| {
        let is_part = |c: char| c.is_ascii_digit() || ":.+-zampt".contains(c);
        rest.len() >= 2
            && rest.as_bytes()[..2].iter().all(u8::is_ascii_digit)
            && rest.chars().all(is_part)
    };
    matches!(rest, "am" | "pm") || rest.strip_prefix(':').is_some_and(is_minutes)
}

/// `+0100`, `-05:00`
fn is_offset(word: &str) -> bool {
    let figures = word.strip_prefix(['+', '-']).unwrap_or_default().replace(':', "");
    figures.len() == 4 && is_figures(&figures)
}

fn is_figures(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && is_figures(word) && (word.starts_with("19") || word.starts_with("20"))
}

/// A day of a month: `15`, `3rd`.
fn is_day(word: &str) -> bool {
    let figures = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[figures.len()..];
    (1..=2).contains(&figures.len())
        && is_figures(figures)
        && ["", "st", "nd", "rd", "th"].contains(&suffix)
}

/// An English month, in full or by its first letters.
fn is_month(word: &str) -> bool {
    word.len() >= 3 && MONTHS.split(' ').any(|month| month.starts_with(word))
}
