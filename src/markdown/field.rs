//! `**Key**: value` fields: each on its line, joined with ` | `, or reflowed by a formatter.

use crate::markdown::list::after_bullet;
use crate::text::str::Str;

/// `**Key**: value`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The key, without markup and colon. A formatter may have broken it over two lines.
    pub key: Str<'a>,
    /// The value, trimmed; where it is empty, the place right after the key.
    /// It ends with its line, in a reflowed paragraph with the next field.
    pub value: Str<'a>,
    /// The whole line it stands on, without its ending; the whole paragraph where that is reflowed.
    pub line: Str<'a>,
}

impl Field<'_> {
    /// Whether its key is this one, in any case.
    pub fn is_named(&self, name: &str) -> bool {
        is_same_key(&self.key, name)
    }
}

/// Which keys a formatter may have moved into the middle of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldScope {
    /// Those that SESSION.md defines: elsewhere bold words in prose stay prose.
    Defined,
    /// Any: the header consists of fields.
    Header,
}

/// The keys of the header. Two of them in one paragraph are a header, whatever it begins with.
const HEADER_KEYS: [&str; 5] =
    ["Current Phase", "Current Stage", "Last Checkpoint", "Last Commit", "Planning Docs"];

/// The keys of a phase.
const PHASE_KEYS: [&str; 16] = [
    "Type", "Started", "Spec", "Progress", "Verification Progress", "Next Action", "Key Files",
    "Known Issues", "Current Issue", "Completed", "Checkpoint", "Summary", "Blocked", "Estimated",
    "Actual", "Duration",
];

/// The fields on a line, pushed to `found`: `**Key**: value` or `**Key:** value`,
/// several joined with ` | `, after a list bullet too.
pub fn fields<'a>(line: Str<'a>, found: &mut Vec<Field<'a>>) {
    paragraph_fields(line, FieldScope::Defined, found);
}

/// Whether the line begins with a field.
pub fn starts_field(line: Str<'_>) -> bool {
    key(start_of_fields(line)).is_some()
}

/// The fields of a paragraph, pushed to `found`.
///
/// Each line may begin with one, and more may follow after ` | `. Prettier and
/// mdformat make one text of the lines: then a field begins after any space,
/// and line breaks mean nothing, in keys and values alike.
pub fn paragraph_fields<'a>(paragraph: Str<'a>, scope: FieldScope, found: &mut Vec<Field<'a>>) {
    // Most paragraphs are prose.
    if !paragraph.contains("**") {
        return;
    }
    let starts = starts(paragraph, scope);
    let is_reflowed = starts.iter().any(|start| start.is_reflowed);
    let spans = starts.iter().zip(1..).map(|(start, next)| (start, starts.get(next)));
    found.extend(spans.map(|(start, next)| start.field(paragraph, next, is_reflowed)));
}

/// Where a field begins in a paragraph.
struct FieldStart<'a> {
    /// The offset of its `**`.
    at: usize,
    key: Str<'a>,
    /// All after the colon.
    tail: Str<'a>,
    /// Whether nothing but a bullet stands before it on its line.
    leads_line: bool,
    /// Whether only a formatter puts one here.
    is_reflowed: bool,
}

fn starts<'a>(paragraph: Str<'a>, scope: FieldScope) -> Vec<FieldStart<'a>> {
    let mut found: Vec<FieldStart<'a>> = Vec::new();
    let mut line_start = 0;
    for line in paragraph.lines_inclusive() {
        let first = line_start + line.len() - start_of_fields(line).len();
        let line_end = line_start + line.len();
        let marks = line.match_indices("**").map(|(at, _)| line_start + at);
        for at in marks.filter(|at| *at >= first) {
            // A mark inside the key before it, or inside what that key made a value of, is past.
            if found.last().is_some_and(|before| at < before.tail_start(paragraph)) {
                continue;
            }
            let has_one_before = found.last().is_some_and(|before| before.at >= line_start);
            let place = FieldPosition::of(&paragraph[line_start..at], at == first, has_one_before);
            found.extend(start_at(paragraph, at, place, line_end, scope));
        }
        line_start = line_end;
    }
    let led_by_prose = found.iter().take_while(|start| !start.leads_line).count();
    let is_block = paragraph.trim_start().starts_with(['#', '>', '|', '<', '`', '~']);
    if is_block || !is_header(&found[..led_by_prose], scope) {
        found.drain(..led_by_prose);
    }
    found
}

/// What stands before the mark at which a field may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FieldPosition {
    LineStart,
    AfterBar,
    AfterSpace,
    InsideWord,
}

impl FieldPosition {
    fn of(before: &str, is_first: bool, has_one_before: bool) -> Self {
        if is_first {
            return Self::LineStart;
        }
        match before.trim_end() {
            trimmed if trimmed.ends_with('|') && has_one_before => Self::AfterBar,
            trimmed if trimmed.len() < before.len() || trimmed.ends_with('|') => Self::AfterSpace,
            _ => Self::InsideWord,
        }
    }
}

fn start_at<'a>(
    paragraph: Str<'a>,
    at: usize,
    place: FieldPosition,
    line_end: usize,
    scope: FieldScope,
) -> Option<FieldStart<'a>> {
    if place == FieldPosition::InsideWord {
        return None;
    }
    let (key, tail) = key(paragraph.slice(at..paragraph.len()))?;
    let tail_start = tail.span().start - paragraph.span().start;
    let is_broken = tail_start > line_end || key.contains('\n');
    let is_reflowed = is_broken || place == FieldPosition::AfterSpace;
    let is_free = scope == FieldScope::Header || is_defined(&key);
    let opens_bold = !paragraph[at + 2..].starts_with(char::is_whitespace);
    (!is_reflowed || (is_free && opens_bold)).then_some(FieldStart {
        at,
        key,
        tail,
        leads_line: place == FieldPosition::LineStart,
        is_reflowed,
    })
}

/// Whether a paragraph that begins with prose is a header nevertheless: it has two of its keys.
fn is_header(starts: &[FieldStart<'_>], scope: FieldScope) -> bool {
    let has = |known: &&&str| starts.iter().any(|start| is_same_key(&start.key, known));
    scope == FieldScope::Header && HEADER_KEYS.iter().filter(has).count() > 1
}

fn is_defined(key: &str) -> bool {
    HEADER_KEYS.iter().chain(&PHASE_KEYS).any(|known| is_same_key(key, known))
}

fn is_same_key(key: &str, name: &str) -> bool {
    let mut words = name.split(' ');
    let is_next = |word: &str| words.next().is_some_and(|next| next.eq_ignore_ascii_case(word));
    key.split_whitespace().all(is_next) && words.next().is_none()
}

impl<'a> FieldStart<'a> {
    fn tail_start(&self, paragraph: Str<'_>) -> usize {
        self.tail.span().start - paragraph.span().start
    }

    fn field(&self, paragraph: Str<'a>, next: Option<&Self>, is_reflowed: bool) -> Field<'a> {
        let tail_start = self.tail_start(paragraph);
        let end = next.map_or(paragraph.len(), |next| next.at);
        let all = paragraph.slice(tail_start..end.max(tail_start));
        let own_line = || all.slice(0..all.find('\n').unwrap_or(all.len()));
        let value = if is_reflowed { until_hard_break(all) } else { own_line() };
        let has_next = value.span().end < paragraph.span().end;
        let value = without_joint(value.trim(), has_next);
        let value = if value.is_empty() { self.tail.slice(0..0) } else { value };
        let line = if is_reflowed { paragraph.trim_end() } else { line_at(paragraph, self.at) };
        Field { key: self.key, value, line }
    }
}

/// Text after a line break that the author asked for belongs to no value.
fn until_hard_break(text: Str<'_>) -> Str<'_> {
    let is_hard = |line: &Str<'_>| {
        let line = line.as_str().trim_end_matches(['\r', '\n']);
        line.ends_with('\\') || line.ends_with("  ")
    };
    let hard = text.lines_inclusive().find(is_hard).filter(|line| !line.trim().is_empty());
    text.slice(0..hard.map_or(text.len(), |line| line.span().end - text.span().start))
}

/// Without the bar or the backslash that stand between this value and what follows.
fn without_joint(value: Str<'_>, has_next: bool) -> Str<'_> {
    let bare = value.strip_suffix("|").or_else(|| value.strip_suffix("\\"));
    bare.filter(|_| has_next).map_or(value, Str::trim_end)
}

fn line_at(paragraph: Str<'_>, at: usize) -> Str<'_> {
    let start = paragraph[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let rest = paragraph.slice(start..paragraph.len());
    rest.lines().next().unwrap_or(rest)
}

/// Indentation and bullet of the line.
pub fn indent_and_bullet(line: Str<'_>) -> Str<'_> {
    line.slice(0..line.len() - start_of_fields(line).len())
}

/// What follows indentation and bullet.
pub(crate) fn start_of_fields(line: Str<'_>) -> Str<'_> {
    let content = line.trim_start();
    after_bullet(content).map_or(content, Str::trim_start)
}

/// `key` and what follows its colon.
fn key(text: Str<'_>) -> Option<(Str<'_>, Str<'_>)> {
    const MAX_KEY: usize = 80;
    const COLONS: [char; 2] = [':', '：'];
    let (bold, tail) = text.strip_prefix("**")?.split_once("**")?;
    let inside = bold.slice_ref(bold.as_str().trim_end().trim_end_matches(COLONS));
    let has_inner_colon = inside.len() < bold.trim_end().len();
    let tail = if has_inner_colon { tail } else { tail.slice_ref(after_colon(tail.as_str())?) };
    let key = inside.trim();
    (!key.is_empty() && key.len() <= MAX_KEY).then_some((key, tail))
}

fn after_colon(tail: &str) -> Option<&str> {
    tail.trim_start_matches(' ').strip_prefix([':', '：'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<(String, String)> {
        of(line, FieldScope::Defined)
    }

    fn of(paragraph: &str, scope: FieldScope) -> Vec<(String, String)> {
        let mut found = Vec::new();
        paragraph_fields(Str::new(paragraph), scope, &mut found);
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
    fn an_empty_value_is_right_after_the_key() {
        let mut found = Vec::new();
        fields(Str::new("**A**:  "), &mut found);
        assert_eq!(found[0].value.span().start, 6);
    }

    #[test]
    fn a_defined_key_begins_a_field_after_any_space() {
        assert_eq!(
            read("**Type**: API **Spec**: `a#b` **Bug**: c"),
            [pair("Type", "API"), pair("Spec", "`a#b` **Bug**: c")]
        );
        assert_eq!(read("**A**: x**Spec**: y"), [pair("A", "x**Spec**: y")]);
        assert_eq!(read("we moved the **Spec**: see x"), []);
    }

    #[test]
    fn in_a_reflowed_paragraph_values_and_keys_go_over_lines() {
        assert_eq!(
            of(
                "**Current Stage**: In\nTest **Last\nCheckpoint**:\nd1d1d1d **Focus**: x",
                FieldScope::Header
            ),
            [
                pair("Current Stage", "In\nTest"),
                pair("Last\nCheckpoint", "d1d1d1d"),
                pair("Focus", "x")
            ]
        );
        assert_eq!(
            of("**Last Checkpoint**: d1d1d1d\nmore\n**Focus**: x", FieldScope::Header),
            [pair("Last Checkpoint", "d1d1d1d"), pair("Focus", "x")]
        );
        assert_eq!(
            of("**Focus**: x **Last Checkpoint**: d1d1d1d\\\nmore", FieldScope::Header),
            [pair("Focus", "x"), pair("Last Checkpoint", "d1d1d1d")]
        );
    }
}
