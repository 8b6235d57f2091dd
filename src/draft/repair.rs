//! From a refused message to one in the form, with all of the author's text.

use std::collections::{BTreeMap, HashSet};

use crate::draft::model::{Draft, DraftSlot, Extra};
use crate::draft::next_step::known_next;
use crate::message::file_entry::{FileEntry, MAX_CHECKED, entries, says_none};
use crate::message::literal_newlines::unescaped;
use crate::message::parse::{Message, begins_section};
use crate::message::placeholder::is_placeholder;
use crate::message::section::{Section, SectionKey, SectionKind};
use crate::rules::shared::entry_fix::Corrected;
use crate::rules::shared::file_list::list;
use crate::rules::shared::inferred::{Inferred, body_status, meant, qualified};
use crate::snapshot::model::Snapshot;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::str::Str;
use crate::text::words::one_line;

/// A repaired message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The whole text.
    pub text: String,
    /// Whether `<…>` parts are left that only the author can fill in.
    pub is_open: bool,
}

/// The message brought into the form, with everything filled in that is known.
///
/// Nothing of the author's text is lost: sections are brought into order and
/// their own spelling, text that belongs to none goes below `Session:`.
pub fn repair(message: &Message<'_>, snapshot: &Snapshot<'_>) -> Repaired {
    let mut repaired = match unescaped(message) {
        Some(text) => once(&Message::parse(&text), snapshot),
        None => once(message, snapshot),
    };
    // A line that was moved may read differently in its new place (`Note: …` at
    // the very end is a trailer), so until nothing moves.
    for _ in 0..4 {
        let again = once(&Message::parse(&repaired.text), snapshot);
        if again == repaired {
            break;
        }
        repaired = again;
    }
    repaired
}

fn once(message: &Message<'_>, snapshot: &Snapshot<'_>) -> Repaired {
    let draft = draft(message, snapshot);
    Repaired { text: draft.tidy(), is_open: draft.is_open() }
}

fn draft(message: &Message<'_>, snapshot: &Snapshot<'_>) -> Draft {
    let resolved = Inferred::of(message, snapshot);
    let mut parts = SortedText::of(message, snapshot);
    if parts.files.is_none() && !parts.has_no_files {
        let unknown = BTreeMap::new();
        parts.files = snapshot.changes.map(|changes| list(changes, &unknown, snapshot));
    }
    if parts.next.is_empty() {
        let number = resolved.number.as_deref().and_then(PhaseNumber::parse);
        parts.next = number.map_or(Vec::new(), |n| known_next(&n, resolved.status, snapshot));
    }
    Draft {
        qualifier: qualifier(message, resolved.name.as_deref()),
        session: parts.session,
        files: if parts.has_no_files { Some(Vec::new()) } else { parts.files },
        next: parts.next,
        extras: parts.extras,
        trailers: message.trailers.iter().map(|line| clean(*line)).collect(),
        number: resolved.number,
        name: resolved.name,
        status: resolved.status,
        description: resolved.description,
    }
}

/// The author's text, sorted into its places.
#[derive(Default)]
pub(crate) struct SortedText {
    pub(crate) session: Vec<String>,
    files: Option<Vec<String>>,
    has_no_files: bool,
    pub(crate) next: Vec<String>,
    pub(crate) extras: Vec<Extra>,
}

impl SortedText {
    pub(crate) fn of(message: &Message<'_>, snapshot: &Snapshot<'_>) -> Self {
        let mut parts = SortedText::default();
        let mut homeless: Vec<Vec<String>> = Vec::new();
        let titles = message.sections.iter().map(|section| section.title);
        let all: HashSet<SectionKind> = titles.collect();
        let mut seen: HashSet<SectionKey> = HashSet::new();
        let mut slot = DraftSlot::Session;
        for section in &message.sections {
            match meaning(section, &all, &seen) {
                Some(name) => {
                    homeless.extend(parts.take(
                        name,
                        section,
                        seen.contains(&name),
                        (message, snapshot),
                    ));
                    seen.insert(name);
                    slot = DraftSlot::below(name);
                }
                None if section.title == SectionKind::Prose && section.is_empty() => {}
                None if section.title == SectionKind::Prose => homeless.push(lines(section)),
                None => parts.extras.push(Extra { slot, lines: lines(section) }),
            }
        }
        homeless
            .into_iter()
            .for_each(|paragraph| append(&mut parts.session, paragraph, Gap::Blank));
        parts
    }

    /// Takes a required section in; what finds no place there is handed back.
    fn take(
        &mut self,
        name: SectionKey,
        section: &Section<'_>,
        is_repeated: bool,
        (message, snapshot): (&Message<'_>, &Snapshot<'_>),
    ) -> Option<Vec<String>> {
        let text = || if section.is_empty() { Vec::new() } else { content(section) };
        match name {
            SectionKey::Session => append(&mut self.session, text(), Gap::Blank),
            SectionKey::Next => append(&mut self.next, text(), Gap::None),
            SectionKey::FilesChanged => return self.take_files(section, message, snapshot),
            SectionKey::Phase | SectionKey::Status => return beside(section, is_repeated),
        }
        None
    }

    /// Takes the entries; what is about no file is handed back.
    fn take_files(
        &mut self,
        section: &Section<'_>,
        message: &Message<'_>,
        snapshot: &Snapshot<'_>,
    ) -> Option<Vec<String>> {
        if says_none(section) {
            self.has_no_files = self.files.is_none();
            return None;
        }
        let is_said = |entry: &FileEntry<'_>| {
            !(is_placeholder(&entry.text)
                || (is_placeholder(&entry.path)
                    && entry.description.is_none_or(|d| is_placeholder(&d))))
        };
        let (mut listed, mut words) = (Vec::new(), Vec::new());
        let all = entries(section, message.document);
        for (index, entry) in all.into_iter().enumerate().filter(|(_, entry)| is_said(entry)) {
            let corrected =
                if index < MAX_CHECKED { in_form(&entry, snapshot) } else { as_it_is(&entry) };
            match corrected {
                Corrected::Entries(lines) => listed.extend(lines),
                Corrected::Words(text) => words.push(text),
                Corrected::Nothing => {}
            }
        }
        if !listed.is_empty() {
            self.has_no_files = false;
            self.files.get_or_insert_default().extend(listed);
        }
        (!words.is_empty()).then_some(words)
    }
}

/// The required section that this one is or was meant to be.
fn meaning(
    section: &Section<'_>,
    all: &HashSet<SectionKind>,
    seen: &HashSet<SectionKey>,
) -> Option<SectionKey> {
    match section.title {
        SectionKind::Required(name) => Some(name),
        // Several lists of files are one; of other close keys the first is meant.
        SectionKind::Close(name) => (!all.contains(&SectionKind::Required(name))
            && (name == SectionKey::FilesChanged || !seen.contains(&name)))
        .then_some(name),
        SectionKind::Other | SectionKind::Prose => None,
    }
}

/// What stands below `Phase:` or `Status:`, or all of it where it is there twice.
fn beside(section: &Section<'_>, is_repeated: bool) -> Option<Vec<String>> {
    let all: Vec<String> = if is_repeated {
        let below = section.below.iter().filter(|line| !line.trim().is_empty());
        std::iter::once(format!("- {}", clean(section.line)))
            .chain(below.map(|l| clean(*l)))
            .collect()
    } else {
        section.content().skip(1).map(clean).collect()
    };
    (!all.is_empty()).then_some(all)
}

fn in_form(entry: &FileEntry<'_>, snapshot: &Snapshot<'_>) -> Corrected {
    if !entry.is_in_form(snapshot) {
        return entry.corrected(snapshot);
    }
    as_it_is(entry)
}

fn as_it_is(entry: &FileEntry<'_>) -> Corrected {
    let lines = entry.whole.lines().map(clean);
    Corrected::Entries(lines.filter(|line| !line.is_empty()).collect())
}

/// A section as it stands, title and all.
fn lines(section: &Section<'_>) -> Vec<String> {
    std::iter::once(section.line).chain(section.below.iter().copied()).map(clean).collect()
}

/// A section's text without its key; the first line is the one beside the key,
/// or below a heading, where there is none.
fn content(section: &Section<'_>) -> Vec<String> {
    let is_blank = |line: &&Str<'_>| line.trim().is_empty();
    let below = section.below.iter().skip_while(|line| section.value.is_empty() && is_blank(line));
    let is_heading = section.value.is_empty() && matches!(section.title, SectionKind::Close(_));
    let beside = (!is_heading).then_some(section.value);
    beside.into_iter().chain(below.copied()).map(clean).collect()
}

pub(crate) fn clean(line: Str<'_>) -> String {
    line.trim_end().replace(['\r', '\n'], "")
}

enum Gap {
    Blank,
    None,
}

/// Puts lines below a section's text; of the first text, the first line comes
/// to stand beside the key, unless it is an item of a list.
fn append(text: &mut Vec<String>, mut more: Vec<String>, gap: Gap) {
    let Some(first) = more.first_mut() else { return };
    if text.is_empty() {
        let trimmed = first.trim_start();
        if crate::message::bullet::bullet(trimmed).is_some() {
            text.push(String::new());
        } else {
            *first = trimmed.to_owned();
        }
    } else {
        if first.is_empty() {
            more.remove(0);
        } else if begins_section(first) {
            first.insert_str(0, "- ");
        }
        if matches!(gap, Gap::Blank) {
            text.push(String::new());
        }
    }
    text.append(&mut more);
}

/// What the author says about the status beside the status itself.
fn qualifier(message: &Message<'_>, name: Option<&str>) -> String {
    let of_body = body_status(message).map_or(String::new(), |(_, rest)| qualified(&rest));
    let of_subject = message.subject.status.and_then(|written| beside_status(&written, name));
    let of_subject = of_subject.filter(|words| !of_body.contains(words.as_str()));
    let of_subject = of_subject.map_or(String::new(), |words| qualified(&words));
    format!("{of_body} {of_subject}").trim().to_owned()
}

/// Of words that are no status, all but the status and the phase's name in them.
fn beside_status(words: &str, name: Option<&str>) -> Option<String> {
    if is_placeholder(words) || meant(words).is_some() {
        return None;
    }
    let statuses = Status::OF_CHECKPOINTS.map(Status::name);
    let rest = statuses
        .into_iter()
        .chain(name)
        .fold(words.to_owned(), |words, known| without(&words, known));
    Some(rest).filter(|rest| rest.contains(char::is_alphanumeric))
}

/// Without the first such words in it, in whatever case.
fn without(text: &str, words: &str) -> String {
    let text = format!(" {text} ");
    let wanted = format!(" {} ", words.to_ascii_lowercase());
    match text.to_ascii_lowercase().find(&wanted) {
        Some(at) => one_line(&format!("{} {}", &text[..at], &text[at + wanted.len()..])),
        None => text.trim().to_owned(),
    }
}
