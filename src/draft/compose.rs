//! A checkpoint message made of what SESSION.md, the plan and git know.

use std::collections::BTreeMap;

use bstr::BString;
use unicode_width::UnicodeWidthStr;

use crate::draft::model::Draft;
use crate::draft::next_step::known_next;
use crate::draft::sorted_text::{SortedText, keep_from_beginning_section, without_line_end};
use crate::draft::true_list::TrueList;
use crate::message::file_entry::entries;
use crate::message::parse::Message;
use crate::message::placeholder::is_placeholder;
use crate::message::sections::section::SectionKey;
use crate::rules::shared::inferred::Inferred;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes};
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::{Change, LineCount};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::{Stage, Status};
use crate::text::prose_bullet::prose_bullet;
use crate::text::words::one_line;

/// What the author has said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftOptions {
    /// The phase, where it is not the one that SESSION.md gives.
    pub phase: Option<PhaseNumber>,
    /// The status, where it is not the one that SESSION.md gives.
    pub status: Option<Status>,
    /// What the subject says after the dash.
    pub summary: Option<String>,
    /// What was accomplished; may have several lines.
    pub session: Option<String>,
    /// What comes next, where it is not SESSION.md's Next Action.
    pub next: Option<String>,
}

/// What a message is made of.
pub struct DraftInput<'a> {
    /// The project, as the commit will leave it. Without changes the list of files stays open.
    pub snapshot: Snapshot<'a>,
    /// How many lines the changes that are listed one by one have added and removed.
    pub counts: &'a BTreeMap<BString, LineCount>,
    /// SESSION.md as the commit before has it.
    pub before: Option<&'a Session<'a>>,
    /// SESSION.md as the recording of the commit before left it in the worktree.
    pub recorded: Option<&'a Session<'a>>,
    /// The checkpoint that this one replaces, by an amend.
    pub replaced: Option<&'a Message<'a>>,
}

/// The message, as far as it is known; the rest is open.
pub fn compose(author: &DraftOptions, sources: &DraftInput<'_>) -> Draft {
    let snapshot = &sources.snapshot;
    let number = author.phase.clone().or_else(|| phase(sources));
    let number = number.filter(|number| PhaseNumber::parse(number.as_str()).is_some());
    let status = author.status.or_else(|| status(number.as_ref()?, sources));
    let before = sources.replaced.map(|message| SortedText::of(message, false));
    let (session, next, extras) =
        before.map_or_else(Default::default, |text| (text.session, text.next, text.extras));
    let trailers = sources.replaced.map_or(&[][..], |message| &message.trailers);
    let qualifier = qualifier(number.as_ref(), status, snapshot);
    let next = said(author.next.as_deref())
        .or_else(|| Some(known_next(number.as_ref()?, status, snapshot)))
        .filter(|lines| !lines.is_empty())
        .unwrap_or(next);
    let inferred = Inferred {
        name: number.as_ref().and_then(|number| name(number, snapshot)),
        status,
        description: description(author, number.as_ref(), status, sources),
        number: number.map(|number| number.to_string()),
    };
    Draft {
        subject: inferred.subject(),
        phase: inferred.phase(),
        status: inferred.status(&qualifier),
        session: said(author.session.as_deref()).unwrap_or(session),
        files: snapshot.changes.map(|changes| files(changes, sources)),
        next,
        extras,
        trailers: trailers.iter().map(|line| without_line_end(*line)).collect(),
    }
}

/// The phase that became Complete, else that of the replaced checkpoint, else
/// the current one.
fn phase(sources: &DraftInput<'_>) -> Option<PhaseNumber> {
    let session = sources.snapshot.session?;
    newly_complete(session, sources)
        .or_else(|| sources.replaced?.number())
        .or_else(|| Some(session.current()?.number.clone()))
        .or_else(|| only_active(session))
        .or_else(|| {
            session.phases.last().filter(|_| session.is_complete()).map(|p| p.number.clone())
        })
}

/// The last phase that is Complete now and was not. Where SESSION.md is seldom
/// committed, a phase may have got its checkpoint since: then its hash stands
/// in what the commit before left.
fn newly_complete(session: &Session<'_>, sources: &DraftInput<'_>) -> Option<PhaseNumber> {
    let status = |session: &Session<'_>, number: &PhaseNumber| session.phase(number)?.status();
    let was_open = |number: &PhaseNumber| {
        let before = sources.before.and_then(|before| status(before, number));
        before.is_some_and(|status| status != Status::Complete)
    };
    let has_checkpoint = |number: &PhaseNumber| {
        sources.recorded.is_some_and(|recorded| {
            status(recorded, number) == Some(Status::Complete)
                && recorded_hashes(recorded)
                    .iter()
                    .any(|hash| hash.place == HashPlace::Phase(number.clone()))
        })
    };
    let complete = session.phases.iter().rev().filter(|p| p.status() == Some(Status::Complete));
    let mut numbers = complete.map(|phase| &phase.number);
    numbers.find(|number| was_open(number) && !has_checkpoint(number)).cloned()
}

fn only_active(session: &Session<'_>) -> Option<PhaseNumber> {
    let mut active = session.phases.iter().filter(|p| p.status() == Some(Status::InProgress));
    let first = active.next()?;
    active.next().is_none().then(|| first.number.clone())
}

/// SESSION.md's, and where it has no word for it (a pause), the replaced checkpoint's.
fn status(number: &PhaseNumber, sources: &DraftInput<'_>) -> Option<Status> {
    let recorded = sources.snapshot.session?.phase(number)?.status();
    let replaced = sources.replaced.filter(|message| message.number().as_ref() == Some(number));
    let is_paused = replaced.and_then(Message::status) == Some(Status::Paused);
    match recorded {
        Some(Status::InProgress | Status::Pending) if is_paused => Some(Status::Paused),
        other => other.filter(|status| *status != Status::Pending),
    }
}

fn name(number: &PhaseNumber, snapshot: &Snapshot<'_>) -> Option<String> {
    let names = snapshot.names_of(number).map(one_line);
    names.into_iter().find(|name| !name.is_empty() && !is_placeholder(name))
}

/// `(Verification stage)`, for the current phase.
fn qualifier(
    number: Option<&PhaseNumber>,
    status: Option<Status>,
    snapshot: &Snapshot<'_>,
) -> String {
    let session = snapshot.session.filter(|session| session.current_number().as_ref() == number);
    match session.and_then(Session::stage) {
        Some(stage @ (Stage::Verification | Stage::Debugging))
            if number.is_some() && status == Some(Status::InProgress) =>
        {
            format!("({stage} stage)")
        }
        _ => String::new(),
    }
}

/// The author's words; of a finished phase the name says enough.
fn description(
    author: &DraftOptions,
    number: Option<&PhaseNumber>,
    status: Option<Status>,
    sources: &DraftInput<'_>,
) -> Option<String> {
    let replaced = || sources.replaced?.subject.description.map(|text| one_line(&text));
    let is_filled_in = |text: &String| !text.is_empty() && !is_placeholder(text);
    let name = || {
        let name = name(number?, &sources.snapshot).filter(|_| status == Some(Status::Complete))?;
        let number = number.map(ToString::to_string);
        let bare = Inferred { number, name: None, status, description: Some(String::new()) };
        let room = sources.snapshot.limits.subject_columns.saturating_sub(bare.subject().width());
        Some(shortened(&name, room))
    };
    let said = author.summary.as_deref().map(one_line);
    said.filter(is_filled_in).or_else(|| replaced().filter(is_filled_in)).or_else(name)
}

/// As many whole words as there is room for, but one at least.
fn shortened(text: &str, columns: usize) -> String {
    let mut short = String::new();
    for word in text.split(' ') {
        if !short.is_empty() && short.width() + 1 + word.width() > columns {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.len() < text.len() {
        let end = short.trim_end_matches(|c: char| " -–—,:;&+(/".contains(c)).len();
        short.truncate(end);
    }
    short
}

/// The author's lines, without those that would be read as something else;
/// `None` where they say nothing.
fn said(text: Option<&str>) -> Option<Vec<String>> {
    let text = text?.trim();
    if text.is_empty() || is_placeholder(text) {
        return None;
    }
    let mut lines: Vec<String> = text.lines().map(without_control_characters).collect();
    if lines.len() > 1 && prose_bullet(&lines[0]).is_some() {
        lines.insert(0, String::new());
    }
    lines.iter_mut().skip(1).for_each(keep_from_beginning_section);
    Some(lines)
}

fn without_control_characters(line: &str) -> String {
    line.trim_end().chars().filter(|c| !c.is_control() || *c == '\t').collect()
}

/// What the author has said of the files in the replaced message, and an entry
/// for each change that it does not name.
fn files(changes: &[Change], sources: &DraftInput<'_>) -> Vec<String> {
    let section = sources
        .replaced
        .and_then(|message| Some((message.section_or_similar(SectionKey::FilesChanged)?, message)));
    let mut said =
        section.map_or(Vec::new(), |(section, message)| entries(section, message.document));
    said.retain(|entry| !entry.description.is_some_and(|text| is_ours(&text)));
    TrueList::of(&said, changes, sources.counts, &sources.snapshot).lines
}

/// Whether a description is one that drafts write.
fn is_ours(description: &str) -> bool {
    let end = description.find(',').unwrap_or(description.len());
    let word = &description[..end];
    ["added", "changed", "deleted"].contains(&word)
        || word.starts_with("renamed from ")
        || word.ends_with(" more files changed")
}

#[cfg(test)]
mod tests;
