//! The first line: `checkpoint: Phase <N> <Status> - <description>`.

use crate::message::classify;
use crate::message::classify::PREFIX;
use crate::message::placeholder::group;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::str::Str;

/// A first line, as far as it can be made out.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The whole line.
    pub line: Str<'a>,
    /// Everything after `checkpoint:`.
    pub rest: Str<'a>,
    /// `3`, where it is a number that messages may have.
    pub number: Option<Str<'a>>,
    /// `In Progress`, as it is written; whether it is one is another question.
    pub status: Option<Str<'a>>,
    /// `Endpoints implemented`
    pub description: Option<Str<'a>>,
}

impl<'a> Subject<'a> {
    /// Reads a first line. Never fails: what is not there is absent.
    pub fn parse(line: Str<'a>) -> Self {
        let line = line.trim_end();
        let rest = after_prefix(line);
        let is_clutter = |c: char| !c.is_alphanumeric() && !matches!(c, '[' | '<' | '(');
        let placed = split_number(rest.slice_ref(rest.as_str().trim_start_matches(is_clutter)));
        let number = placed.and_then(|(number, _)| number);
        let (status, description) =
            placed.map_or((None, Some(without_separator(rest))), |(_, tail)| split_status(tail));
        let description = description.map(Str::trim).filter(|text| !text.is_empty());
        Self { line, rest, number, status, description }
    }

    /// The phase's number.
    pub fn number(&self) -> Option<PhaseNumber> {
        self.number.and_then(|number| PhaseNumber::parse(&number))
    }

    /// The status, where it is one but for its case and hyphens (`complete`, `in-progress`).
    pub fn status(&self) -> Option<Status> {
        self.status.and_then(|written| parse_status(&written))
    }
}

/// The status that these words are, but for case and hyphens.
pub(crate) fn parse_status(words: &str) -> Option<Status> {
    let (status, length) = status_at_start(words)?;
    (length == words.len()).then_some(status)
}

/// A status of checkpoints at the start of `text`, in any case, with a space or
/// hyphen inside, and its length in bytes.
pub(crate) fn status_at_start(text: &str) -> Option<(Status, usize)> {
    let matches = |status: &Status| {
        let name = status.name();
        text.get(..name.len()).is_some_and(|written| is_same_but_for_case(written, name))
            && !text[name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '/')
    };
    let status = Status::OF_CHECKPOINTS.into_iter().find(matches)?;
    Some((status, status.name().len()))
}

fn is_same_but_for_case(written: &str, name: &str) -> bool {
    let folds = |(have, want): (u8, u8)| {
        have.eq_ignore_ascii_case(&want) || (want == b' ' && matches!(have, b'-' | b'_'))
    };
    written.bytes().zip(name.bytes()).all(folds)
}

fn after_prefix(line: Str<'_>) -> Str<'_> {
    if let Some(mut rest) = line.strip_prefix(PREFIX) {
        while let Some(again) = rest.trim_start().strip_prefix(PREFIX) {
            rest = again;
        }
        return rest;
    }
    let bare = classify::without_tags(classify::without_lead(line.as_str()));
    let line = line.slice_ref(classify::without_lead(bare));
    line.split_at(classify::phase_word(&line).unwrap_or(0)).1
}

/// A number, `None` where a template's part stands for it, and what follows.
type Placed<'a> = (Option<Str<'a>>, Str<'a>);

/// The number after `Phase`, or bare before a status.
fn split_number(rest: Str<'_>) -> Option<Placed<'_>> {
    let is_phase = |word: &str| word.eq_ignore_ascii_case("phase");
    let after_word = rest.get(..5).filter(|word| is_phase(word)).map(|_| rest.split_at(5).1);
    let after_word = after_word.filter(|rest| !rest.starts_with(char::is_alphabetic));
    let after_word = after_word.or_else(|| after_slip(rest));
    let start = after_word.unwrap_or(rest);
    // A no-break space, too, stands between word and number.
    let is_lead = |c: char| c.is_whitespace() || matches!(c, '#' | ':' | '.' | '-');
    let start = start.slice_ref(start.as_str().trim_start_matches(is_lead));
    if let Some(placed) = after_word.and_then(|_| number_in_brackets(start)) {
        return Some(placed);
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let end = start.find(|c| !is_part(c)).unwrap_or(start.len());
    let word = start.as_str()[..end].trim_end_matches('.');
    // `3Complete`: a space is missing.
    let digits = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len());
    let is_glued = status_at_start(&start[digits..]).is_some();
    let (number, tail) = start.split_at(if is_glued { digits } else { word.len() });
    let is_number = PhaseNumber::parse(&number).is_some() && !tail.starts_with(['/', '-']);
    let is_meant = after_word.is_some() || status_at_start(&tail.trim_start()).is_some();
    if is_number && is_meant {
        return Some((Some(number), tail));
    }
    // `Phase Complete - x`: what follows the missing number is not lost.
    let status = start.slice_ref(start.as_str().trim_start_matches(|c: char| !c.is_alphanumeric()));
    let (_, length) = after_word.and_then(|_| status_at_start(&status))?;
    status[length..].trim_start().starts_with(is_dash).then_some((None, status))
}

/// What follows a word that is almost `Phase`, and is followed by a number
/// and a status: `Phse 3 Complete`; but not `Phases`.
fn after_slip(rest: Str<'_>) -> Option<Str<'_>> {
    let (word, after) = rest.split_once(" ")?;
    let number = after.trim_start().split_whitespace().next()?;
    let tail = after.slice_ref(&after.as_str()[number.span().end - after.span().start..]);
    let is_slip = (4..=7).contains(&word.chars().count())
        && !word.eq_ignore_ascii_case("phases")
        && strsim::osa_distance(&word.to_lowercase(), "phase") == 1;
    let is_followed = PhaseNumber::parse(&number).is_some()
        && status_at_start(tail.trim_start().as_str()).is_some();
    (is_slip && is_followed).then_some(after)
}

/// `[3]`, `[N]`, `<N>`: the template's brackets, filled in or not.
pub(crate) fn number_in_brackets(text: Str<'_>) -> Option<Placed<'_>> {
    const OPEN: [&str; 5] = ["n", "x", "#", "number", "phase number"];
    let (inner, tail) = group(text)?;
    let inner = inner.trim();
    if PhaseNumber::parse(&inner).is_some() {
        return Some((Some(inner), tail));
    }
    let is_open = text.starts_with('<') || OPEN.contains(&inner.to_lowercase().as_str());
    is_open.then_some((None, tail))
}

/// A status in the template's brackets, or what stands there for one; and what follows.
pub(crate) fn status_in_brackets(text: Str<'_>) -> Option<(Str<'_>, Str<'_>)> {
    let text = text.trim_start();
    let (inner, tail) = group(text)?;
    let is_status = Status::parse_lenient(&inner).is_some() || status_at_start(&inner).is_some();
    let status = if is_status { inner.trim() } else { text.slice(0..text.len() - tail.len()) };
    Some((status, tail))
}

/// Status and description of what follows the number.
fn split_status(tail: Str<'_>) -> (Option<Str<'_>>, Option<Str<'_>>) {
    if let Some((status, description)) = tail.split_once(" - ")
        && Status::OF_CHECKPOINTS.iter().any(|known| status.trim().as_str() == known.name())
    {
        return (Some(status.trim()), Some(description));
    }
    if let Some((status, rest)) = status_in_brackets(tail)
        && (rest.trim().is_empty() || rest.trim_start().starts_with(is_dash))
    {
        return (Some(status), Some(without_separator(rest)));
    }
    let is_dashed = tail.trim_start().starts_with(is_dash);
    let tail = tail.slice_ref(tail.as_str().trim_start_matches(|c| is_separator(c) || c == '['));
    let plain = tail.slice_ref(tail.as_str().trim_start_matches(is_ornament));
    match status_at_start(&plain) {
        Some((_, length)) if !is_dashed || plain[length..].trim_start().starts_with(is_dash) => {
            let (status, rest) = plain.split_at(length);
            (Some(status), Some(without_separator(rest)))
        }
        _ if is_dashed => (None, Some(tail)),
        _ => split_at_dash(plain),
    }
}

/// Words that are not a known status, if a dash ends them soon; else all is description.
fn split_at_dash(text: Str<'_>) -> (Option<Str<'_>>, Option<Str<'_>>) {
    const MAX_WORDS: usize = 3;
    let Some((before, after)) = first_dash(text) else {
        return match Status::parse_lenient(&text) {
            Some(_) => (Some(text.trim()), None),
            None => (None, Some(text)),
        };
    };
    let words = before.split_whitespace().count();
    if words == 0 || words > MAX_WORDS {
        return (None, Some(without_separator(text)));
    }
    (Some(before.trim()), Some(without_separator(after)))
}

/// Both sides of the first dash that stands free on at least one side.
fn first_dash(text: Str<'_>) -> Option<(Str<'_>, Str<'_>)> {
    text.char_indices().filter(|(_, c)| is_dash(*c)).find_map(|(at, dash)| {
        let (before, rest) = text.split_at(at);
        let after = rest.split_at(dash.len_utf8()).1;
        let is_free = before.ends_with(' ') || after.starts_with(' ') || dash != '-';
        is_free.then_some((before, after))
    })
}

fn without_separator(text: Str<'_>) -> Str<'_> {
    text.slice_ref(text.as_str().trim_start_matches(|c| is_separator(c) || c == ']'))
}

pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '‐' | '‑' | '−')
}

fn is_separator(c: char) -> bool {
    is_dash(c) || c.is_whitespace() || matches!(c, ':' | ',' | ';' | '|')
}

/// An emoji or markup in front of the status.
fn is_ornament(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '<' | '[' | '(' | '`' | '"' | '\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> (Option<&str>, Option<&str>, Option<&str>) {
        let subject = Subject::parse(Str::new(line));
        let text = |part: Option<Str<'static>>| part.map(Str::as_str);
        // Leaked so that the parts can be compared as plain strings.
        let leaked = Subject::parse(Str::new(Box::leak(line.to_owned().into_boxed_str())));
        assert_eq!(subject.line.as_str(), line.trim_end());
        (text(leaked.number), text(leaked.status), text(leaked.description))
    }

    #[test]
    fn the_form_falls_into_its_parts() {
        let found = parts("checkpoint: Phase 3.1 In Progress - Endpoints - all");
        assert_eq!(found, (Some("3.1"), Some("In Progress"), Some("Endpoints - all")));
        let found = parts("checkpoint: Phase 3 Complete - --force and [x]");
        assert_eq!(found, (Some("3"), Some("Complete"), Some("--force and [x]")));
    }

    #[test]
    fn damaged_forms_keep_their_parts() {
        let whole = (Some("3"), Some("Complete"), Some("Tasks API"));
        for line in [
            "checkpoint: Phase 3 Complete – Tasks API",
            "checkpoint: Phase 3 Complete — Tasks API",
            "checkpoint: Phase 3 Complete—Tasks API",
            "checkpoint: Phase 3 Complete- Tasks API",
            "checkpoint: Phase 3 Complete -Tasks API",
            "checkpoint: Phase 3 Complete-Tasks API",
            "checkpoint: Phase 3 Complete: Tasks API",
            "checkpoint: Phase 3 Complete Tasks API",
            "checkpoint: Phase 3: Complete - Tasks API",
            "checkpoint: Phase 3 - Complete - Tasks API",
            "checkpoint: Phase 3 [Complete] - Tasks API",
            "checkpoint: Phase 3 ✅ Complete - Tasks API",
            "checkpoint:Phase 3 Complete - Tasks API",
            "checkpoint: phase3 Complete - Tasks API",
            "checkpoint: Phase #3 Complete - Tasks API",
            "checkpoint: 3 Complete - Tasks API  ",
        ] {
            assert_eq!(parts(line), whole, "{line}");
        }
    }

    #[test]
    fn other_words_before_the_dash_are_taken_for_a_status() {
        let status = |line| parts(line).1;
        assert_eq!(status("checkpoint: Phase 3 Completed - x"), Some("Completed"));
        assert_eq!(status("checkpoint: Phase 3 Nearly Complete - x"), Some("Nearly Complete"));
        assert_eq!(status("checkpoint: Phase 3 in-progress - x"), Some("in-progress"));
        assert_eq!(status("checkpoint: Phase 3 Done"), Some("Done"));
    }

    #[test]
    fn what_is_not_there_is_absent() {
        assert_eq!(parts("checkpoint:"), (None, None, None));
        assert_eq!(parts("checkpoint: save it"), (None, None, Some("save it")));
        assert_eq!(parts("checkpoint: Phase 3"), (Some("3"), None, None));
        assert_eq!(parts("checkpoint: Phase 3 - Tasks"), (Some("3"), None, Some("Tasks")));
        assert_eq!(parts("checkpoint: Phase 3 Paused"), (Some("3"), Some("Paused"), None));
        let prose = Some("10 of 12 phases complete");
        assert_eq!(parts("checkpoint: 10 of 12 phases complete"), (None, None, prose));
        assert_eq!(parts("checkpoint: Phases 1-4 done").0, None);
        assert_eq!(parts("checkpoint: Phase 2/3 done").0, None);
        assert_eq!(parts("checkpoint: Phase 3 - Complete rewrite").1, None);
    }
}
