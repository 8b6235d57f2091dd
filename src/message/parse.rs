//! From retained lines to a message. Never fails: what is not there is absent.

use crate::message::classify::{MessageKind, classify};
use crate::message::joined_keys;
use crate::message::joined_keys::JoinedKey;
use crate::message::literal_newlines;
use crate::message::placeholder::group;
use crate::message::section::{Section, SectionKey, SectionKind};
use crate::message::section_key::{KeyedLine, is_heading, is_underline};
use crate::message::shell_leftover::{self, ShellLeftovers};
use crate::message::stored::cleanup::{Cleanup, CleanupMode, CommentPrefix};
use crate::message::subject::{Subject, is_dash, number_in_brackets, status_at_start};
use crate::message::trailer;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::edit::{Edit, apply};
use crate::text::prose_bullet::prose_bullet;
use crate::text::span::Span;
use crate::text::str::Str;

/// A checkpoint message as it stands.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// The file or stored message it was read from.
    pub document: Str<'a>,
    /// The first line.
    pub subject: Subject<'a>,
    /// The line under the subject, where it is not empty.
    pub crowding: Option<Str<'a>>,
    /// What stands between subject and trailers, in order.
    pub sections: Vec<Section<'a>>,
    /// The lines at the end that git or tools have put there.
    pub trailers: Vec<Str<'a>>,
    /// Where the line breaks are spelled `\\n`, if they are.
    pub literal_newlines: Vec<Str<'a>>,
    /// The keys that do not begin a line.
    pub joined_keys: Vec<JoinedKey<'a>>,
    /// What a shell should have taken.
    pub leftovers: ShellLeftovers<'a>,
    /// All lines, from the first one on.
    lines: Vec<Str<'a>>,
}

impl<'a> Message<'a> {
    /// Reads a message as git has stored it.
    pub fn parse(text: &'a str) -> Self {
        let cleanup =
            Cleanup { comment: CommentPrefix::Fixed(String::new()), mode: CleanupMode::Verbatim };
        let document = Str::new(text);
        Self::of_lines(document, &cleanup.retained(document))
    }

    /// Reads a message from those lines of `document` that git will store.
    pub fn of_lines(document: Str<'a>, lines: &[Str<'a>]) -> Self {
        let lead = lines.iter().take_while(|line| line.trim().is_empty()).count();
        let message = Self::read(document, lines[lead..].to_vec());
        if message.sections.is_empty()
            && let Some((mut split, literal_newlines)) =
                literal_newlines::split(message.subject.line)
        {
            split.extend(&message.lines[1..]);
            return Self { literal_newlines, ..Self::read(document, split) };
        }
        let message = message.with_split_keys();
        if message.sections.is_empty() { message } else { message.with_footer() }
    }

    /// The message with the keys that are nowhere else taken out of the lines that hold them.
    fn with_split_keys(self) -> Self {
        let is_absent = |key: &SectionKey| self.section_or_similar(*key).is_none();
        let absent: Vec<SectionKey> = SectionKey::ALL.into_iter().filter(is_absent).collect();
        match joined_keys::split(&self.lines, &absent) {
            Some((lines, joined_keys)) => Self { joined_keys, ..Self::read(self.document, lines) },
            None => self,
        }
    }

    /// The message with a footer that was glued to the last line of its text by `\\n`.
    fn with_footer(self) -> Self {
        let text_end = self.sections.last().map(|section| {
            section
                .below
                .iter()
                .rev()
                .find(|line| !line.trim().is_empty())
                .copied()
                .unwrap_or(section.line)
        });
        let at = text_end.and_then(|end| self.lines.iter().position(|line| *line == end));
        let Some((at, (parts, literals))) =
            at.and_then(|at| Some((at, shell_leftover::split_footer(self.lines[at])?)))
        else {
            return self;
        };
        let mut lines = self.lines.clone();
        lines.splice(at..=at, parts);
        let mut message = Self::read(self.document, lines);
        message.leftovers.literals = literals;
        Self { joined_keys: self.joined_keys, ..message }
    }

    fn read(document: Str<'a>, lines: Vec<Str<'a>>) -> Self {
        let first = lines.first().copied().unwrap_or(document.empty_end());
        let below = lines.get(1..).unwrap_or_default();
        let (mut leftovers, mut text) = (ShellLeftovers::default(), below);
        shell_leftover::take_marks(&mut text, &mut leftovers);
        let (mut body, trailers) = text.split_at(trailer::start(text));
        shell_leftover::take_marks(&mut body, &mut leftovers);
        Self {
            document,
            subject: Subject::parse(first),
            crowding: below.first().copied().filter(|line| !line.trim().is_empty()),
            sections: sections(body),
            trailers: trailers.to_vec(),
            literal_newlines: Vec::new(),
            joined_keys: Vec::new(),
            leftovers,
            lines,
        }
    }

    /// The text that git will store, once these edits of the document are done.
    pub(crate) fn edited(&self, edits: &[Edit]) -> String {
        let start = self.lines.first().map_or(self.document.len(), |line| line.span().start);
        let mut all = vec![Edit::replace(Span { start: 0, end: start }, "")];
        all.extend_from_slice(edits);
        let ends = self.lines.iter().map(|line| line.span().end);
        let starts = self.lines.iter().skip(1).map(|line| line.span().start);
        let gaps = ends.zip(starts.chain([self.document.len()]));
        all.extend(gaps.map(|(start, end)| Edit::replace(Span { start, end }, "\n")));
        apply(&self.document, &all)
    }

    /// What the first line makes of it.
    pub fn kind(&self) -> MessageKind {
        classify(&self.subject.line)
    }

    /// The first section of exactly this key.
    pub fn section(&self, name: SectionKey) -> Option<&Section<'a>> {
        self.sections.iter().find(|section| section.kind == SectionKind::Exact(name))
    }

    /// The first section whose key is close to this one.
    pub fn similar_section(&self, name: SectionKey) -> Option<&Section<'a>> {
        self.sections.iter().find(|section| section.kind == SectionKind::Similar(name))
    }

    /// The first section of exactly this key, else the first of one close to it.
    pub(crate) fn section_or_similar(&self, name: SectionKey) -> Option<&Section<'a>> {
        self.section(name).or_else(|| self.similar_section(name))
    }

    /// The sections of the format, as far as they are there: all of exactly such a key, and for
    /// a key that has none, the first close one.
    pub(crate) fn stated(&self) -> impl Iterator<Item = (SectionKey, &Section<'a>)> {
        let first = SectionKey::ALL.map(|key| self.section_or_similar(key));
        let is_stated = move |section: &&Section<'a>| {
            matches!(section.kind, SectionKind::Exact(_))
                || first.iter().flatten().any(|first| std::ptr::eq(*first, *section))
        };
        let stated = self.sections.iter().filter(is_stated);
        stated.filter_map(|section| Some((section.kind.key()?, section)))
    }

    /// The phase's number: of the subject, else of the body.
    pub fn number(&self) -> Option<PhaseNumber> {
        self.subject.number().or_else(|| self.phase_line()?.number())
    }

    /// The status: of the subject, else of the body.
    pub fn status(&self) -> Option<Status> {
        let of_body = || status_at_start(&self.section_or_similar(SectionKey::Status)?.first()?);
        self.subject.status().or_else(|| of_body().map(|(status, _)| status))
    }

    /// The value of `Phase:`, where there is one.
    pub fn phase_line(&self) -> Option<PhaseLine<'a>> {
        self.section_or_similar(SectionKey::Phase)?.first().map(PhaseLine::parse)
    }
}

/// The value of `Phase:`, as far as it can be made out: `3 - Tasks API`.
#[derive(Clone, Copy, Debug)]
pub struct PhaseLine<'a> {
    /// All of it.
    pub value: Str<'a>,
    /// `3`, where it is a number that messages may have.
    pub number: Option<Str<'a>>,
    /// `Tasks API`
    pub name: Option<Str<'a>>,
}

impl<'a> PhaseLine<'a> {
    /// Reads the value.
    pub fn parse(value: Str<'a>) -> Self {
        let text = value.slice_ref(value.as_str().trim_matches(['*', '_', '`']));
        let bare = match text.get(..5) {
            Some(word) if word.eq_ignore_ascii_case("phase") => text.split_at(5).1.trim_start(),
            _ => text,
        };
        let (number, name) = match number_in_brackets(bare) {
            // Who has filled the number in has filled in the name, too.
            Some((Some(number), rest)) => (Some(number), without_brackets(without_lead(rest))),
            Some((None, rest)) if !rest.trim().is_empty() => (None, without_lead(rest)),
            _ => match leading_number(bare) {
                Some((number, rest)) => (Some(number), without_lead(rest)),
                None => (None, without_lead(text)),
            },
        };
        Self { value, number, name: Some(name.trim_end()).filter(|name| !name.is_empty()) }
    }

    /// The phase's number.
    pub fn number(&self) -> Option<PhaseNumber> {
        self.number.and_then(|number| PhaseNumber::parse(&number))
    }
}

/// The number in front, and what follows it.
fn leading_number(text: Str<'_>) -> Option<(Str<'_>, Str<'_>)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(text.len());
    let (word, rest) = text.split_at(text.as_str()[..end].trim_end_matches('.').len());
    (PhaseNumber::parse(&word).is_some() && !rest.starts_with('/')).then_some((word, rest))
}

/// Without what stands between a number and a name.
fn without_lead(text: Str<'_>) -> Str<'_> {
    let is_lead = |c: char| {
        c.is_whitespace() || c.is_control() || is_dash(c) || matches!(c, ':' | '.' | ',' | '|')
    };
    text.slice_ref(text.as_str().trim_start_matches(is_lead))
}

fn without_brackets(text: Str<'_>) -> Str<'_> {
    group(text).filter(|(_, rest)| rest.trim().is_empty()).map_or(text, |(inner, _)| inner.trim())
}

fn sections<'a>(body: &[Str<'a>]) -> Vec<Section<'a>> {
    let found = cut(body, Vec::new());
    let has = |name: SectionKey| {
        let kinds = [SectionKind::Exact(name), SectionKind::Similar(name)];
        found.iter().any(|section| kinds.contains(&section.kind))
    };
    let missing: Vec<SectionKey> = SectionKey::ALL.into_iter().filter(|name| !has(*name)).collect();
    if missing.is_empty() { found } else { cut(body, missing) }
}

/// Cuts a body into sections. Those of `sought` may hide in a list, be
/// indented, or lack their colon, where others would be text.
fn cut<'a>(body: &[Str<'a>], mut sought: Vec<SectionKey>) -> Vec<Section<'a>> {
    let mut found: Vec<Section<'a>> = Vec::new();
    let mut is_after_blank = true;
    for &line in body {
        let place = LinePosition { before: found.last(), is_after_blank };
        let opened = place.opened_by(line, &sought);
        is_after_blank = line.trim().is_empty();
        match (opened, found.last_mut()) {
            (Some(section), _) => {
                sought.retain(|name| section.kind != SectionKind::Similar(*name));
                found.push(section);
            }
            (None, Some(section)) if underlines(line, section) => {}
            (None, Some(section)) => section.below.push(line),
            (None, None) => {}
        }
    }
    for section in &mut found {
        while section.below.last().is_some_and(|line| line.trim().is_empty()) {
            section.below.pop();
        }
    }
    found
}

/// Whether a line only makes a heading of the key above it.
fn underlines(line: Str<'_>, section: &Section<'_>) -> bool {
    matches!(section.kind, SectionKind::Similar(_))
        && section.value.is_empty()
        && section.below.is_empty()
        && is_underline(&line)
}

/// Where a line stands.
struct LinePosition<'s, 'a> {
    before: Option<&'s Section<'a>>,
    is_after_blank: bool,
}

impl<'a> LinePosition<'_, 'a> {
    /// The section that begins with this line; `None` where the line belongs
    /// to the section before.
    fn opened_by(&self, line: Str<'a>, sought: &[SectionKey]) -> Option<Section<'a>> {
        if line.trim().is_empty() {
            return None;
        }
        exact(line)
            .or_else(|| self.similar(line, sought).filter(|_| self.may_end_here()))
            .or_else(|| self.text(line))
    }

    /// Text below `Next:` ends at a blank line only.
    fn may_end_here(&self) -> bool {
        self.is_after_blank || !self.is_in(&[SectionKey::Next])
    }

    fn is_in(&self, names: &[SectionKey]) -> bool {
        self.before.is_some_and(|section| section.kind.key().is_some_and(|n| names.contains(&n)))
    }

    fn similar(&self, line: Str<'a>, sought: &[SectionKey]) -> Option<Section<'a>> {
        let keyed = KeyedLine::named(line);
        let keyed = keyed.filter(|(name, _)| !is_listed(&line) || sought.contains(name));
        let (name, keyed) = keyed.or_else(|| self.without_colon(line, sought))?;
        let KeyedLine { whole, value, .. } = keyed;
        Some(Section {
            kind: SectionKind::Similar(name),
            line,
            key: whole,
            value,
            below: Vec::new(),
        })
    }

    /// A key of the format without its colon, in a place of its own.
    fn without_colon(
        &self,
        line: Str<'a>,
        sought: &[SectionKey],
    ) -> Option<(SectionKey, KeyedLine<'a>)> {
        let is_below_short = self.is_in(&[SectionKey::Phase, SectionKey::Status])
            && self.before.is_some_and(|section| section.below.is_empty());
        let mut names = sought.iter().filter(|_| self.is_after_blank || is_below_short);
        names.find_map(|name| {
            let keyed = KeyedLine::without_colon(line, name.key())?;
            begins_as_told(*name, keyed.value).then_some((*name, keyed))
        })
    }

    /// A heading of the author's own, or a paragraph that belongs to no section.
    fn text(&self, line: Str<'a>) -> Option<Section<'a>> {
        let kind = if self.may_end_here() && self.is_other_heading(&line) {
            SectionKind::Custom
        } else if self
            .before
            .is_none_or(|section| self.is_after_blank && ends_at_paragraph(section, &line))
        {
            SectionKind::Text
        } else {
            return None;
        };
        let value = if kind == SectionKind::Custom { line.empty_end() } else { line };
        Some(Section { kind, line, key: line, value, below: Vec::new() })
    }

    /// Right below a key that has nothing beside it, a heading is part of what it says.
    fn is_other_heading(&self, line: &str) -> bool {
        let says_something = self.before.is_none_or(|section| section.content().next().is_some());
        let line = line.trim_end();
        let is_titled = line.trim_end_matches(['*', '_']).ends_with([':', '：']);
        !is_listed(line)
            && ((is_titled && (says_something || self.is_after_blank))
                || (is_heading(line) && says_something))
    }
}

/// Whether a line that begins with the word is not just a sentence.
fn begins_as_told(name: SectionKey, value: Str<'_>) -> bool {
    match name {
        SectionKey::Phase => PhaseLine::parse(value).number.is_some_and(|number| {
            value.slice_ref(&value.as_str()[number.len()..]).trim_start().starts_with(is_dash)
        }),
        SectionKey::Status => status_at_start(&value).is_some(),
        SectionKey::Session | SectionKey::FilesChanged | SectionKey::Next => !value.ends_with(':'),
    }
}

/// Whether a line begins a section wherever it stands, though it stood beside a key.
pub(crate) fn begins_section(line: &str) -> bool {
    let place = LinePosition { before: None, is_after_blank: true };
    place.opened_by(Str::new(line), &[]).is_some_and(|section| section.kind != SectionKind::Text)
}

/// A key of the format as it has to be: spelled exactly, at the start of its line.
fn exact(line: Str<'_>) -> Option<Section<'_>> {
    let (key, value) = line.split_once(":")?;
    let kind = SectionKind::Exact(SectionKey::named(&key)?);
    let key = line.slice(0..key.len() + 1);
    Some(Section { kind, line, key, value: value.trim(), below: Vec::new() })
}

/// Whether a paragraph after a blank line is not part of the section before.
/// The lists and `Next:` end there; a paragraph below anything else goes on with it.
fn ends_at_paragraph(section: &Section<'_>, line: &str) -> bool {
    let is_short = section.kind.key().is_some_and(|name| name != SectionKey::Session);
    is_short && section.content().next().is_some() && !is_listed(line)
}

/// An indented line or an item of a list.
pub(crate) fn is_listed(line: &str) -> bool {
    line.starts_with([' ', '\t']) || prose_bullet(line).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<(SectionKind, &str, usize)> {
        let message = Message::parse(text);
        let shape = |s: &Section<'_>| (s.kind, s.value.span(), s.below.len());
        let spans: Vec<_> = message.sections.iter().map(shape).collect();
        spans.into_iter().map(|(kind, span, n)| (kind, &text[span.range()], n)).collect()
    }

    #[test]
    fn required_and_other_sections_are_told_apart() {
        let text = "checkpoint: x\n\nPhase: 3 - A\nStatus: Complete\nSession: did\nmore\n\npara\n\n\
                    Key Features:\n- a: b\n\nFiles Changed:\n- a (b)\n\nDeployed: yes\n\n\
                    Next: Steps:\n1. one\n\nsome prose\n";
        assert_eq!(
            titles(text),
            [
                (SectionKind::Exact(SectionKey::Phase), "3 - A", 0),
                (SectionKind::Exact(SectionKey::Status), "Complete", 0),
                (SectionKind::Exact(SectionKey::Session), "did", 3),
                (SectionKind::Custom, "", 1),
                (SectionKind::Exact(SectionKey::FilesChanged), "", 1),
                (SectionKind::Text, "Deployed: yes", 0),
                (SectionKind::Exact(SectionKey::Next), "Steps:", 1),
                (SectionKind::Text, "some prose", 0),
            ]
        );
    }

    #[test]
    fn close_keys_begin_sections_too() {
        let text = "checkpoint: x\n\n**Phase**: 3 - A\nFiles created:\n- a (b)\n\nNext Steps: b\n";
        assert_eq!(
            titles(text),
            [
                (SectionKind::Similar(SectionKey::Phase), "3 - A", 0),
                (SectionKind::Similar(SectionKey::FilesChanged), "", 1),
                (SectionKind::Similar(SectionKey::Next), "b", 0),
            ]
        );
    }

    #[test]
    fn a_line_under_the_subject_crowds_it_and_counts_all_the_same() {
        let message = Message::parse("\ncheckpoint: x\nPhase: 3 - A\n");
        assert_eq!(message.crowding.map(Str::as_str), Some("Phase: 3 - A"));
        assert_eq!(message.number().unwrap().as_str(), "3");
        assert!(Message::parse("").sections.is_empty());
    }

    #[test]
    fn the_phase_line_falls_into_number_and_name() {
        let parts = |text| {
            let line = PhaseLine::parse(Str::new(text));
            (line.number.map(Str::as_str), line.name.map(Str::as_str))
        };
        assert_eq!(parts("3 - Tasks API"), (Some("3"), Some("Tasks API")));
        assert_eq!(parts("Phase 3.1: Tasks"), (Some("3.1"), Some("Tasks")));
        assert_eq!(parts("3. Tasks"), (Some("3"), Some("Tasks")));
        assert_eq!(parts("3"), (Some("3"), None));
        assert_eq!(parts("Rollback"), (None, Some("Rollback")));
        assert_eq!(parts("2/3 done"), (None, Some("2/3 done")));
    }
}
