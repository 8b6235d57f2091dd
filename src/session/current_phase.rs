//! Which phase is worked on, and which one follows.

use crate::session::model::{Phase, Session};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::str::Str;
use crate::text::words::one_line;

impl<'a> Session<'a> {
    /// The phase that is worked on: the one that Current Phase names unless it is Complete, else
    /// the only one In Progress, else the one that Current Phase names.
    pub fn phase_at_work(&self) -> Option<&Phase<'a>> {
        let named = self.current();
        let is_open = |phase: &&Phase<'_>| phase.status() != Some(Status::Complete);
        named.filter(is_open).or_else(|| self.only_in_progress()).or(named)
    }

    /// The phase In Progress, where it is the only one.
    pub fn only_in_progress(&self) -> Option<&Phase<'a>> {
        let mut active = self.with_status(Status::InProgress);
        active.next().filter(|_| active.next().is_none())
    }

    /// The first phase after this one that is not Complete, else the first of all.
    pub(crate) fn phase_after(&self, phase: &Phase<'_>) -> Option<&Phase<'a>> {
        let is_open = |other: &&Phase<'_>| {
            other.heading != phase.heading && other.status() != Some(Status::Complete)
        };
        let after = || {
            let at = self.phases.iter().position(|other| other.heading == phase.heading)?;
            self.phases[at + 1..].iter().find(is_open)
        };
        after().or_else(|| self.phases.iter().find(is_open))
    }

    /// The number in Current Phase.
    pub fn current_number(&self) -> Option<PhaseNumber> {
        number_in(self.field("Current Phase")?.value)
    }

    /// The phase that Current Phase names: by its number, else by its name.
    pub fn current(&self) -> Option<&Phase<'a>> {
        match self.current_number() {
            Some(number) => self.phase(&number),
            None => self.current_by_name(),
        }
    }

    /// The only phase whose name stands in Current Phase.
    fn current_by_name(&self) -> Option<&Phase<'a>> {
        const MIN_NAME: usize = 3;
        let value = one_line(&self.field("Current Phase")?.value).to_lowercase();
        let is_named = |phase: &&Phase<'_>| {
            let name = one_line(&phase.name).to_lowercase();
            let at = value.find(&name).filter(|_| name.chars().count() >= MIN_NAME);
            at.is_some_and(|at| {
                !value[..at].ends_with(char::is_alphanumeric)
                    && !value[at + name.len()..].starts_with(char::is_alphanumeric)
            })
        };
        // `API tests` names that phase, and not `API` beside it.
        let length = |phase: &&Phase<'_>| phase.name.len();
        let longest = self.phases.iter().filter(is_named).max_by_key(length)?;
        let mut named =
            self.phases.iter().filter(is_named).filter(|p| p.name.len() == longest.name.len());
        named.next().filter(|_| named.next().is_none())
    }

    /// Whether there are phases, and every one of them is Complete.
    pub fn is_complete(&self) -> bool {
        !self.phases.is_empty()
            && self.phases.iter().all(|phase| phase.status() == Some(Status::Complete))
    }

    /// The phases of this status.
    pub(crate) fn with_status(&self, status: Status) -> impl Iterator<Item = &Phase<'a>> {
        self.phases.iter().filter(move |phase| phase.status() == Some(status))
    }

    /// The phases that are Blocked, then those that are Paused.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Phase<'a>> {
        self.with_status(Status::Blocked).chain(self.with_status(Status::Paused))
    }

    /// The first Pending phase of the file, but for the one that is left; a phase
    /// without a status has not begun either.
    pub(crate) fn next_pending(&self, left: Option<&Phase<'_>>) -> Option<&Phase<'a>> {
        let is_left = |phase: &&Phase<'_>| left.is_some_and(|left| left.heading == phase.heading);
        let unknown = self.phases.iter().filter(|phase| phase.status.is_none());
        self.with_status(Status::Pending).chain(unknown).find(|phase| !is_left(phase))
    }
}

/// The number in a Current Phase value: `Phase 3`, `3 - Tasks API`.
fn number_in(value: Str<'_>) -> Option<PhaseNumber> {
    let value = value.as_str();
    let number = |text: &str| PhaseNumber::split_from(text.trim_start()).map(|(number, _)| number);
    let named = value.char_indices().filter(|(_, c)| matches!(c, 'p' | 'P')).find_map(|(at, _)| {
        let is_inside = value[..at].ends_with(char::is_alphanumeric);
        let (word, rest) = value[at..].split_at_checked("phase".len())?;
        let is_word = word.eq_ignore_ascii_case("phase") && rest.starts_with(char::is_whitespace);
        if is_word && !is_inside { number(rest) } else { None }
    });
    named.or_else(|| {
        let bare = value.trim_start_matches(['*', '_', '`', '[', '#']);
        number(bare).filter(|_| bare.starts_with(|c: char| c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn current_phase_is_a_number_in_words() {
        for (value, number) in [
            ("Phase 3", Some("3")),
            ("**Phase 6.5** Complete", Some("6.5")),
            ("[Phase 3](#phase-3)", Some("3")),
            ("3 - Tasks API", Some("3")),
            ("In phase 4a (see Phase 5)", Some("4a")),
            ("All phases complete! 🎉", None),
            ("Prephase 3", None),
            ("", None),
        ] {
            let found = number_in(Str::new(value));
            assert_eq!(found.as_ref().map(PhaseNumber::as_str), number, "{value}");
        }
    }
}
