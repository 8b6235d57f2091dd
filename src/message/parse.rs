//! From retained lines to a message. Never fails: what is not there is absent.

use super::cleanup::{Cleanup, CommentPrefix, Mode};
use super::kind::{Kind, kind};
use super::resolve::without_template;
use super::section::{Name, Section, Title};
use super::subject::Subject;
use super::trailer;
use crate::phase::{PhaseNumber, Status};
use crate::text::Str;

/// A checkpoint message as it stands.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// The file or stored message it was read from.
    pub document: Str<'a>,
    /// The first line.
    pub subject: Subject<'a>,
    /// The line under the subject, where it is not blank.
    pub crowding: Option<Str<'a>>,
    /// What stands between subject and trailers, in order.
    pub sections: Vec<Section<'a>>,
    /// The lines at the end that git or tools have put there.
    pub trailers: Vec<Str<'a>>,
}

impl<'a> Message<'a> {
    /// Reads a message as git has stored it.
    pub fn parse(text: &'a str) -> Self {
        let cleanup =
            Cleanup { comment: CommentPrefix::Fixed(String::new()), mode: Mode::Verbatim };
        let document = Str::new(text);
        Self::of_lines(document, &cleanup.retained(document))
    }

    /// Reads a message from those lines of `document` that git will store.
    pub fn of_lines(document: Str<'a>, lines: &[Str<'a>]) -> Self {
        let lead = lines.iter().take_while(|line| line.trim().is_empty()).count();
        let lines = &lines[lead..];
        let first = lines.first().copied().unwrap_or(document.end());
        let below = lines.get(1..).unwrap_or_default();
        let (body, trailers) = below.split_at(trailer::start(below));
        Self {
            document,
            subject: Subject::parse(first),
            crowding: below.first().copied().filter(|line| !line.trim().is_empty()),
            sections: sections(body),
            trailers: trailers.to_vec(),
        }
    }

    /// What the first line makes of it.
    pub fn kind(&self) -> Kind {
        kind(&self.subject.line)
    }

    /// The first section of exactly this key.
    pub fn section(&self, name: Name) -> Option<&Section<'a>> {
        self.sections.iter().find(|section| section.title == Title::Required(name))
    }

    /// The first section whose key is close to this one.
    pub fn close_section(&self, name: Name) -> Option<&Section<'a>> {
        self.sections.iter().find(|section| section.title == Title::Close(name))
    }

    /// The phase's number: of the subject, else of the body.
    pub fn number(&self) -> Option<PhaseNumber> {
        self.subject.number().or_else(|| self.phase_line()?.number())
    }

    /// The status: of the subject, else of the body.
    pub fn status(&self) -> Option<Status> {
        let of_body = || super::subject::status_at_start(&self.section(Name::Status)?.first()?);
        self.subject.status().or_else(|| of_body().map(|(status, _)| status))
    }

    /// The value of `Phase:`, where there is one.
    pub fn phase_line(&self) -> Option<PhaseLine<'a>> {
        self.section(Name::Phase)?.first().map(PhaseLine::parse)
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
        let bare = match value.get(..5) {
            Some(word) if word.eq_ignore_ascii_case("phase") => value.split_at(5).1.trim_start(),
            _ => value,
        };
        let has_template = bare.starts_with('<') && bare.contains("> ");
        let bare = if has_template { without_template(bare) } else { bare };
        let end = bare.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(bare.len());
        let (word, rest) = bare.split_at(bare.as_str()[..end].trim_end_matches('.').len());
        let has_number = PhaseNumber::parse(&word).is_some() && !rest.starts_with('/');
        let (number, name) = if has_number {
            (Some(word), rest)
        } else {
            (None, if has_template { bare } else { value })
        };
        let is_lead =
            |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | '.' | ',' | '|');
        let name = name.locate(name.as_str().trim_start_matches(is_lead)).trim_end();
        Self { value, number, name: Some(name).filter(|name| !name.is_empty()) }
    }

    /// The phase's number.
    pub fn number(&self) -> Option<PhaseNumber> {
        self.number.and_then(|number| PhaseNumber::parse(&number))
    }
}

fn sections<'a>(body: &[Str<'a>]) -> Vec<Section<'a>> {
    let mut found: Vec<Section<'a>> = Vec::new();
    let mut is_after_blank = true;
    for &line in body {
        let starts = title(line, found.last(), is_after_blank);
        is_after_blank = line.trim().is_empty();
        match (starts, found.last_mut()) {
            (Some(title), _) => found.push(begin(title, line)),
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

fn begin(title: Title, line: Str<'_>) -> Section<'_> {
    let value = match (title, line.split_once(":")) {
        (Title::Prose, _) | (_, None) => line,
        (Title::Close(_), Some((_, value))) => {
            value.locate(value.as_str().trim_start_matches('*')).trim()
        }
        (_, Some((_, value))) => value.trim(),
    };
    Section { title, line, value, below: Vec::new() }
}

/// The title of the section that begins with this line; `None` where the line
/// belongs to the section before.
fn title(line: Str<'_>, before: Option<&Section<'_>>, is_after_blank: bool) -> Option<Title> {
    if line.trim().is_empty() {
        return None;
    }
    let key = line.split_once(":").map(|(key, _)| key);
    if let Some(name) = key.and_then(|key| Name::named(&key)) {
        return Some(Title::Required(name));
    }
    let is_in_next = before.is_some_and(|section| section.title == Title::Required(Name::Next));
    let is_list = is_listed(&line);
    let is_heading = !is_list && line.trim_end().ends_with(':') && (is_after_blank || !is_in_next);
    match key.filter(|_| !is_list).and_then(|key| Name::meant_by(&key)) {
        Some(name) if is_after_blank || !is_in_next => Some(Title::Close(name)),
        _ if is_heading => Some(Title::Other),
        _ if is_after_blank && before.is_none_or(|section| ends_at_paragraph(section, &line)) => {
            Some(Title::Prose)
        }
        None if before.is_none() => Some(Title::Prose),
        _ => None,
    }
}

/// Whether a paragraph behind a blank line is no part of the section before.
/// The lists and `Next:` end there; a paragraph below anything else goes on with it.
fn ends_at_paragraph(section: &Section<'_>, line: &str) -> bool {
    let is_short = matches!(
        section.title,
        Title::Required(Name::FilesChanged | Name::Next | Name::Phase | Name::Status)
            | Title::Close(Name::FilesChanged | Name::Next | Name::Phase | Name::Status)
    );
    is_short && section.content().next().is_some() && !is_listed(line)
}

/// An indented line or an item of a list.
pub(super) fn is_listed(line: &str) -> bool {
    line.starts_with([' ', '\t']) || bullet(line).is_some()
}

/// The length of a bullet or number and the blanks behind it.
pub(super) fn bullet(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => line.strip_prefix(['-', '*', '•', '+'])?,
        1..=3 => line[digits..].strip_prefix(['.', ')'])?,
        _ => return None,
    };
    let text = rest.trim_start();
    (text.len() < rest.len()).then(|| line.len() - text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<(Title, &str, usize)> {
        let message = Message::parse(text);
        let shape = |s: &Section<'_>| (s.title, s.value.span(), s.below.len());
        let spans: Vec<_> = message.sections.iter().map(shape).collect();
        spans.into_iter().map(|(title, span, n)| (title, &text[span.range()], n)).collect()
    }

    #[test]
    fn required_and_other_sections_are_told_apart() {
        let text = "checkpoint: x\n\nPhase: 3 - A\nStatus: Complete\nSession: did\nmore\n\npara\n\n\
                    Key Features:\n- a: b\n\nFiles Changed:\n- a (b)\n\nDeployed: yes\n\n\
                    Next: Steps:\n1. one\n\nsome prose\n";
        assert_eq!(
            titles(text),
            [
                (Title::Required(Name::Phase), "3 - A", 0),
                (Title::Required(Name::Status), "Complete", 0),
                (Title::Required(Name::Session), "did", 3),
                (Title::Other, "", 1),
                (Title::Required(Name::FilesChanged), "", 1),
                (Title::Prose, "Deployed: yes", 0),
                (Title::Required(Name::Next), "Steps:", 1),
                (Title::Prose, "some prose", 0),
            ]
        );
    }

    #[test]
    fn close_keys_begin_sections_too() {
        let text = "checkpoint: x\n\n**Phase**: 3 - A\nFiles created:\n- a (b)\n\nNext Steps: b\n";
        assert_eq!(
            titles(text),
            [
                (Title::Close(Name::Phase), "3 - A", 0),
                (Title::Close(Name::FilesChanged), "", 1),
                (Title::Close(Name::Next), "b", 0),
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
