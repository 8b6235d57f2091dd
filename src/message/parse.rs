//! From retained lines to a message. Never fails: what is not there is absent.

use crate::message::classify::{MessageKind, classify};
use crate::message::joined_keys::JoinedKey;
use crate::message::phase_line::PhaseLine;
use crate::message::sections::cut::cut_body;
use crate::message::sections::section::{Section, SectionKey, SectionKind};
use crate::message::shell_leftover::{self, ShellLeftovers};
use crate::message::stored::cleanup::{Cleanup, CleanupMode, CommentPrefix};
use crate::message::subject::{Subject, status_at_start};
use crate::message::{joined_keys, literal_newlines, trailer};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::edit::{Edit, apply};
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
            sections: cut_body(body),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_under_the_subject_crowds_it_and_counts_all_the_same() {
        let message = Message::parse("\ncheckpoint: x\nPhase: 3 - A\n");
        assert_eq!(message.crowding.map(Str::as_str), Some("Phase: 3 - A"));
        assert_eq!(message.number().unwrap().as_str(), "3");
        assert!(Message::parse("").sections.is_empty());
    }
}
