//! Cuts the body of a message into sections.

use crate::message::phase_line::PhaseLine;
use crate::message::sections::section::{Section, SectionKey, SectionKind};
use crate::message::sections::section_key::{KeyedLine, is_heading, is_underline};
use crate::message::subject::{is_dash, status_at_start};
use crate::text::prose_bullet::prose_bullet;
use crate::text::str::Str;

/// The sections of a body, in order.
pub(crate) fn cut_body<'a>(body: &[Str<'a>]) -> Vec<Section<'a>> {
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
    use crate::message::parse::Message;

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
}
