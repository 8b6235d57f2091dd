//! The value of `Phase:`, a number and a name.

use crate::message::placeholder::group;
use crate::message::subject::{is_dash, number_in_brackets};
use crate::terms::phase_number::PhaseNumber;
use crate::text::str::Str;

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

#[cfg(test)]
mod tests {
    use super::*;

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
