//! From a refused message to one in the form: the fixes of its findings, and what is missing.

use std::collections::BTreeMap;

use crate::draft::model::Draft;
use crate::draft::next_step::known_next;
use crate::draft::sorted_text::{SortedText, without_line_end};
use crate::draft::true_list::{TrueList, lines_of};
use crate::finding::{Finding, Level};
use crate::message::file_entry::{FileEntry, entries, says_none};
use crate::message::parse::Message;
use crate::message::phase_line::PhaseLine;
use crate::message::placeholder::is_placeholder;
use crate::message::sections::section::{Section, SectionKey};
use crate::rules::check::check_file::CheckedMessage;
use crate::rules::shared::context::MessageContext;
use crate::rules::shared::file_list::list;
use crate::rules::shared::inferred::Inferred;
use crate::rules::status::exact_status;
use crate::rules::{file_entry, phase_unknown};
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::Change;
use crate::terms::phase_number::PhaseNumber;
use crate::text::edit::Edit;
use crate::text::str::Str;

/// A repaired message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The whole text.
    pub text: String,
    /// Whether `<…>` parts are left that only the author can fill in.
    pub is_open: bool,
}

/// The message with the fixes of what refused it, in order, and with everything filled in that is
/// known; `changes` are those to list.
///
/// Nothing of the author's text is lost: text that belongs to no section goes below `Session:`.
pub fn repair(
    checked: &CheckedMessage<'_>,
    changes: Option<&[Change]>,
    known: &Snapshot<'_>,
) -> Repaired {
    let errors = || checked.findings.iter().filter(|finding| finding.level == Level::Error);
    // What a phase is called, SESSION.md knows better.
    let names = checked.findings.iter().filter(|finding| finding.rule == &phase_unknown::RULE);
    let text = checked.message.edited(&edits(errors().chain(names)));
    let message = Message::parse(&text);
    // A list that a fix brought out was not judged yet.
    let merges_lists = checked.message.section(SectionKey::FilesChanged).is_none();
    let mut entries = Vec::new();
    if merges_lists {
        file_entry::check(&MessageContext::new(&message, known), &mut entries);
    }
    let draft = Arrangement {
        message: &message,
        merges_lists,
        is_list_malformed: errors().chain(&entries).any(|found| found.rule == &file_entry::RULE),
        changes,
        known,
    }
    .draft();
    Repaired { text: draft.tidy(), is_open: draft.is_open() }
}

fn edits<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<Edit> {
    findings.filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| fix.edits.clone()).collect()
}

/// A message whose sections are spelled right, to be brought into order and completed.
struct Arrangement<'m, 'a> {
    message: &'m Message<'a>,
    merges_lists: bool,
    is_list_malformed: bool,
    changes: Option<&'m [Change]>,
    known: &'m Snapshot<'m>,
}

impl Arrangement<'_, '_> {
    fn draft(&self) -> Draft {
        let message = self.message;
        let inferred = Inferred::of(message, self.known);
        let mut text = SortedText::of(message, self.merges_lists);
        let (files, others) = self.files(&text.files);
        text.tell(others);
        if text.next.is_empty() {
            let number = inferred.number.as_deref().and_then(PhaseNumber::parse);
            text.next = number.map_or(Vec::new(), |n| known_next(&n, inferred.status, self.known));
        }
        let (phase, status) = (self.value(SectionKey::Phase), self.value(SectionKey::Status));
        // What the fixes of other lines made of one is not in form, and not lost either.
        let is_phase = |value: &String| {
            value.starts_with("<N>") || PhaseLine::parse(Str::new(value)).number.is_some()
        };
        let is_status = |value: &String| exact_status(value).is_some() || value.starts_with('<');
        let (phase, other_phase) = kept_if(phase, is_phase);
        let (status, other_status) = kept_if(status, is_status);
        text.tell(other_phase.into_iter().chain(other_status).collect());
        Draft {
            subject: self.subject(&inferred),
            phase: phase.unwrap_or_else(|| inferred.phase()),
            status: status.unwrap_or_else(|| inferred.status("")),
            session: text.session,
            files,
            next: text.next,
            extras: text.extras,
            trailers: message.trailers.iter().map(|line| without_line_end(*line)).collect(),
        }
    }

    /// The first line. A key that a fix has set apart from it may have been all of its description.
    fn subject(&self, inferred: &Inferred) -> String {
        let subject = &self.message.subject;
        let line = match subject.description {
            Some(_) => subject.line.to_string(),
            None => format!("{} - {}", subject.line.trim_end(), inferred.description()),
        };
        // What its fix left open may stand in a line that another fix set apart.
        match line.split_once(" - ") {
            Some((head, said)) if head.contains("<N>") || head.contains("<Status>") => {
                inferred.subject_saying(said)
            }
            _ => line,
        }
    }

    /// What a section of one line says, where it says all that it has to.
    fn value(&self, key: SectionKey) -> Option<String> {
        let section = self.message.section(key).filter(|section| !section.is_empty())?;
        let is_nameless = key == SectionKey::Phase
            && self.message.phase_line()?.name.is_none_or(|name| is_placeholder(&name));
        let value = section.first().filter(|value| !is_nameless && !is_placeholder(value))?;
        Some(value.to_string())
    }

    /// The lines of `Files Changed:`, and those that belong below `Session:`.
    fn files(&self, sections: &[&Section<'_>]) -> (Option<Vec<String>>, Vec<String>) {
        let uncounted = BTreeMap::new();
        let said: Vec<_> =
            sections.iter().flat_map(|s| entries(s, self.message.document)).collect();
        let said: Vec<_> = said.into_iter().filter(is_more_than_template).collect();
        if said.is_empty() {
            let is_none = sections.iter().any(|section| says_none(section));
            let all = || self.changes.map(|changes| list(changes, &uncounted, self.known));
            return (if is_none { Some(Vec::new()) } else { all() }, Vec::new());
        }
        if !self.is_list_malformed {
            return (Some(said.iter().flat_map(lines_of).collect()), Vec::new());
        }
        let changes = self.changes.unwrap_or_default();
        let TrueList { lines, others } = TrueList::of(&said, changes, &uncounted, self.known);
        (Some(lines).filter(|lines| self.changes.is_some() || !lines.is_empty()), others)
    }
}

/// The value where it is in form, else what it says besides.
fn kept_if(
    value: Option<String>,
    is_in_form: impl Fn(&String) -> bool,
) -> (Option<String>, Option<String>) {
    match value {
        Some(value) if !is_in_form(&value) => (None, Some(value)),
        value => (value, None),
    }
}

/// Whether an entry is more than template text.
fn is_more_than_template(entry: &FileEntry<'_>) -> bool {
    let is_open = |text: Str<'_>| is_placeholder(&text);
    let names_none = is_open(entry.path) && entry.description.is_none_or(is_open);
    !is_open(entry.text) && !names_none
}
