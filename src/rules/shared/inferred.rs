//! What a message means where it contradicts itself or leaves something out.
//!
//! Help lines and the repaired draft both come from here, so they agree.

use crate::message::parse::Message;
use crate::message::phase_line::PhaseLine;
use crate::message::placeholder::is_placeholder;
use crate::message::sections::section::SectionKey;
use crate::message::subject::{parse_status, status_at_start, status_in_brackets};
use crate::snapshot::model::Snapshot;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::{Status, fold_name};
use crate::text::str::Str;
use crate::text::words::one_line;

/// The snapshot of one checkpoint; `None` where only the author knows.
#[derive(Clone, Debug)]
pub(crate) struct Inferred {
    /// The phase's number, as it is to be written.
    pub number: Option<String>,
    /// The phase's name.
    pub name: Option<String>,
    pub status: Option<Status>,
    /// What the subject says after the dash.
    pub description: Option<String>,
}

impl Inferred {
    pub(crate) fn of(message: &Message<'_>, snapshot: &Snapshot<'_>) -> Self {
        let written = phase_line(message);
        let number = number(message, written, snapshot);
        let folded = number.as_deref().and_then(PhaseNumber::parse);
        let name = name(folded.as_ref(), written, snapshot);
        let status = status(message, folded.as_ref(), snapshot);
        let beside =
            message.subject.status.and_then(|words| beside_status(&words, name.as_deref()));
        let said = message.subject.description.and_then(|text| said(&text));
        let all: Vec<String> = beside.into_iter().chain(said).collect();
        let description = Some(all.join(" - ")).filter(|text| !text.is_empty());
        let description = description.or_else(|| name.clone());
        Self { number, name, status, description }
    }

    /// The first line, `<…>` for what is not known.
    pub(crate) fn subject(&self) -> String {
        self.subject_saying(self.description())
    }

    /// The first line with this after the dash.
    pub(crate) fn subject_saying(&self, description: &str) -> String {
        let status = self.status.map_or("<Status>", Status::name);
        let number = self.number.as_deref().unwrap_or("<N>");
        format!("checkpoint: Phase {number} {status} - {description}")
    }

    /// What the subject says after the dash.
    pub(crate) fn description(&self) -> &str {
        self.description.as_deref().unwrap_or("<description>")
    }

    /// The value of `Phase:`: `3 - Tasks API`.
    pub(crate) fn phase(&self) -> String {
        let number = self.number.as_deref().unwrap_or("<N>");
        format!("{number} - {}", self.name.as_deref().unwrap_or("<phase name>"))
    }

    /// The value of `Status:`: `In Progress (qualifier)`.
    pub(crate) fn status(&self, qualifier: &str) -> String {
        let status = self.status.map_or("<Status>", Status::name);
        format!("{status} {qualifier}").trim_end().to_owned()
    }

    /// The line to add for a section, in backticks.
    pub(crate) fn template(&self, key: SectionKey) -> String {
        match key {
            SectionKey::Phase => format!("`Phase: {}`", self.phase()),
            SectionKey::Status => format!("`Status: {}`", self.status("")),
            SectionKey::Session => "`Session: <what was accomplished this session>`".to_owned(),
            SectionKey::FilesChanged => {
                "`Files Changed:` with a line `- path (what changed)` for each file".to_owned()
            }
            SectionKey::Next => "`Next: <what to do next, with file and line>`".to_owned(),
        }
    }
}

/// A qualifier as it may follow a status.
pub(crate) fn qualified(text: &str) -> String {
    let text = text.trim();
    let is_apart = text.is_empty() || !text.starts_with(char::is_alphanumeric);
    if is_apart { text.to_owned() } else { format!("({text})") }
}

/// Of words that are not a status, all but a status and the phase's name in them.
fn beside_status(words: &str, name: Option<&str>) -> Option<String> {
    if is_placeholder(words) || parse_lenient_status(words).is_some() {
        return None;
    }
    let known = Status::OF_CHECKPOINTS.map(Status::name).into_iter().chain(name);
    let rest = known.fold(words.to_owned(), |words, known| without(&words, known));
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

/// What `Phase:` says, unless it is template text.
fn phase_line<'a>(message: &Message<'a>) -> Option<PhaseLine<'a>> {
    let line = message.phase_line()?;
    (line.number.is_some() || !is_placeholder(&line.value)).then_some(line)
}

/// The body's status, as people mean it, and what follows it.
pub(crate) fn body_status<'a>(message: &Message<'a>) -> Option<(Option<Status>, Str<'a>)> {
    let value = message.section_or_similar(SectionKey::Status)?.first()?;
    let value = match status_in_brackets(value) {
        Some((said, rest)) if is_placeholder(&said) => rest.trim(),
        Some((said, rest)) if parse_lenient_status(&said).is_some() => {
            return Some((parse_lenient_status(&said), rest.trim()));
        }
        _ => value,
    };
    if value.is_empty() || is_placeholder(&value) {
        return None;
    }
    let plain = value.slice_ref(value.as_str().trim_start_matches(|c: char| !c.is_alphanumeric()));
    if let Some((status, length)) = status_at_start(&plain) {
        let rest = plain.split_at(length).1;
        return Some((
            Some(status),
            rest.slice_ref(rest.as_str().trim_start_matches(['*', '_', '`'])).trim(),
        ));
    }
    let end = plain.find(['(', ',', ';', ':']).unwrap_or(plain.len());
    let (word, qualifier) = plain.split_at(end);
    match parse_lenient_status(&word) {
        Some(status) => Some((Some(status), qualifier.trim())),
        None => Some((None, value)),
    }
}

/// The status that these words mean: a synonym or a slip of the pen.
pub(crate) fn parse_lenient_status(words: &str) -> Option<Status> {
    let words = words.trim();
    if words.len() > 24 {
        return None;
    }
    let known = parse_status(words).or_else(|| Status::parse_lenient(words));
    let folded = words.to_lowercase();
    let is_close = |status: &Status| is_close(&folded, *status) && !is_negated(&folded);
    known
        .filter(|status| *status != Status::Pending)
        .or_else(|| Status::OF_CHECKPOINTS.into_iter().find(is_close))
}

fn is_close(folded: &str, status: Status) -> bool {
    let name = status.name().to_lowercase();
    let distance = strsim::osa_distance(folded, &name);
    distance <= 2 && distance * 3 <= name.len()
}

/// `incomplete`, `unblocked`: two letters away from the opposite.
fn is_negated(folded: &str) -> bool {
    let mut rests = ["in", "un", "not", "non"].into_iter().filter_map(|no| folded.strip_prefix(no));
    rests.any(|rest| {
        let rest = rest.trim_start_matches([' ', '-', '_']);
        Status::OF_CHECKPOINTS.into_iter().any(|status| is_close(rest, status))
    })
}

/// Of two numbers the one that SESSION.md or the plan bears out, else the
/// subject's; where the message has none, SESSION.md's current phase.
fn number(
    message: &Message<'_>,
    written: Option<PhaseLine<'_>>,
    snapshot: &Snapshot<'_>,
) -> Option<String> {
    let in_subject = message.subject.number.map(|text| text.to_string());
    let in_body = written.and_then(|line| line.number).map(|text| text.to_string());
    match (in_subject, in_body) {
        (Some(subject), Some(body)) => {
            let name = written.and_then(|line| line.name).map(|name| fold_name(&name));
            let wins = prefer_body(&subject, &body, name.as_deref(), snapshot);
            Some(if wins { body } else { subject })
        }
        (one, other) => one.or(other).or_else(|| {
            let names_another =
                message.subject.description.is_some_and(|text| speaks_of_phase(&text));
            current(snapshot)
                .filter(|number| !names_another && !has_another_name(number, written, snapshot))
        }),
    }
}

/// Whether the author names a phase that is not the one of this number: then
/// the number would be a guess against what is written.
fn has_another_name(number: &str, written: Option<PhaseLine<'_>>, snapshot: &Snapshot<'_>) -> bool {
    let name = written.and_then(|line| said(&line.name?)).map(|name| fold_name(&name));
    let Some((name, number)) = name.zip(PhaseNumber::parse(number)) else { return false };
    let mut known = snapshot.names_of(&number).filter_map(said).peekable();
    known.peek().is_some() && known.all(|known| fold_name(&known) != name)
}

/// Whether a description holds a phase's number that could not be made out
/// (`Phases 3`, `Phase [3]`, `Phase III`): which one is meant, the author knows.
fn speaks_of_phase(text: &str) -> bool {
    let is_roman = |word: &str| !word.is_empty() && word.bytes().all(|b| b"IVX".contains(&b));
    let has_number = |word: &str| word.contains(|c: char| c.is_ascii_digit()) || is_roman(word);
    let is_phase = |word: &str| word.get(..5).is_some_and(|w| w.eq_ignore_ascii_case("phase"));
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().enumerate().filter(|(_, word)| is_phase(word)).any(|(at, word)| {
        has_number(&word[5..]) || words.get(at + 1).is_some_and(|next| has_number(next))
    })
}

/// Whether a description holds a status that could not be made out: SESSION.md's
/// may be another.
fn speaks_of_status(text: &str) -> bool {
    let mut before = ' ';
    text.char_indices().any(|(at, c)| {
        let is_start = !before.is_alphanumeric();
        before = c;
        is_start && status_at_start(&text[at..]).is_some()
    })
}

fn prefer_body(subject: &str, body: &str, name: Option<&str>, snapshot: &Snapshot<'_>) -> bool {
    let (Some(subject), Some(body)) = (PhaseNumber::parse(subject), PhaseNumber::parse(body))
    else {
        return false;
    };
    if subject == body {
        return false;
    }
    let is_called = |number: &PhaseNumber| {
        snapshot.names_of(number).any(|known| Some(&*fold_name(known)) == name)
    };
    let is_current = |number: &PhaseNumber| {
        snapshot.session.and_then(|s| s.current_number()).as_ref() == Some(number)
    };
    let weight =
        |number: &PhaseNumber| (is_called(number), snapshot.has_phase(number), is_current(number));
    weight(&body) > weight(&subject)
}

fn current(snapshot: &Snapshot<'_>) -> Option<String> {
    let number = snapshot.session?.current_number()?;
    PhaseNumber::parse(number.as_str()).map(|number| number.to_string())
}

/// The name as written where the project agrees, else the project's.
fn name(
    number: Option<&PhaseNumber>,
    written: Option<PhaseLine<'_>>,
    snapshot: &Snapshot<'_>,
) -> Option<String> {
    let written = written.and_then(|line| said(&line.name?));
    let mut known = number.into_iter().flat_map(|number| snapshot.names_of(number)).peekable();
    let first = known.peek().and_then(|name| said(name));
    let Some(written) = written else { return first };
    let folded = fold_name(&written);
    let agrees = first.is_none() || known.any(|name| fold_name(name) == folded);
    if agrees { Some(written) } else { first }
}

/// The one that SESSION.md bears out, else the subject's, else the body's, else SESSION.md's.
fn status(
    message: &Message<'_>,
    number: Option<&PhaseNumber>,
    snapshot: &Snapshot<'_>,
) -> Option<Status> {
    let in_subject = message.subject.status.and_then(|words| {
        parse_lenient_status(&words).or_else(|| after_name(&words, number, snapshot))
    });
    let in_body = body_status(message).and_then(|(status, _)| status);
    let recorded = snapshot.session.zip(number).and_then(|(s, n)| s.phase(n)?.status());
    match (in_subject, in_body) {
        (Some(subject), Some(body)) => {
            let prefer_body = recorded == Some(body) && recorded != Some(subject);
            Some(if prefer_body { body } else { subject })
        }
        (one, other) => one.or(other).or_else(|| {
            let body = body_status(message).map(|(_, words)| words);
            let said = [message.subject.description, message.subject.status, body];
            let is_stated = said.into_iter().flatten().any(|text| speaks_of_status(&text));
            recorded.filter(|status| *status != Status::Pending && !is_stated)
        }),
    }
}

/// The status of `Tasks API Complete`, where the phase is called so.
fn after_name(
    words: &str,
    number: Option<&PhaseNumber>,
    snapshot: &Snapshot<'_>,
) -> Option<Status> {
    let words = words.to_lowercase();
    let mut known = snapshot.names_of(number?);
    known.find_map(|name| parse_lenient_status(words.strip_prefix(&name.to_lowercase())?))
}

/// The text on one line, if it says anything.
fn said(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|text| !text.is_empty() && !is_placeholder(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::model::Session;

    fn resolved(message: &str) -> Inferred {
        let session = Session::parse(
            "# Session State\n\n**Current Phase**: Phase 3\n\n## Phase 3: Tasks API [In Progress]\n",
        );
        let snapshot = Snapshot { session: Some(&session), ..Snapshot::default() };
        Inferred::of(&Message::parse(message), &snapshot)
    }

    #[test]
    fn another_phase_than_the_current_one_keeps_its_name_and_an_open_number() {
        let found = resolved("checkpoint: done\n\nPhase: Authentication Recovery\n");
        assert_eq!(found.phase(), "<N> - Authentication Recovery");
        let found = resolved("checkpoint: done\n\nPhase: Tasks API\n");
        assert_eq!(found.phase(), "3 - Tasks API");
        assert_eq!(resolved("checkpoint: save it\n").phase(), "3 - Tasks API");
    }

    #[test]
    fn what_the_subject_says_in_other_words_is_not_overwritten() {
        for subject in [
            "✅ Phase 3 Complete - done",
            "Phase 3 - Complete: done",
            "Phase 3 (Tasks API) Complete",
            "Phase 3 Tasks API Complete - done",
            "Complete Phase 4 task UI",
            "Phase 3-4 Complete - x",
        ] {
            let status = resolved(&format!("checkpoint: {subject}\n")).status;
            assert_ne!(status, Some(Status::InProgress), "{subject}");
        }
        for subject in ["Phases 4 x", "Phase [4/5] x", "Phase III - x", "Complete Phase 4 task UI"]
        {
            assert_eq!(resolved(&format!("checkpoint: {subject}\n")).number, None, "{subject}");
        }
        let space = resolved("checkpoint: Phase\u{a0}4 Complete - x\n");
        assert_eq!((space.number.as_deref(), space.status), (Some("4"), Some(Status::Complete)));
        assert_eq!(resolved("checkpoint: save it\n").status, Some(Status::InProgress));
    }

    #[test]
    fn a_negated_status_does_not_mean_its_opposite() {
        for words in ["Incomplete", "Unblocked", "not complete", "Unpaused"] {
            assert_eq!(parse_lenient_status(words), None, "{words}");
        }
        assert_eq!(parse_lenient_status("Compelte"), Some(Status::Complete));
        assert_eq!(parse_lenient_status("inprogress"), Some(Status::InProgress));
    }
}
