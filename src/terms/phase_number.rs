//! The number of a phase.

use std::fmt;

/// The number of a phase: `3`, `12`, `0`, `3.1`, `4a`; in SESSION.md and plans
/// also a letter (`A`) or a range (`0-1`).
///
/// Equal numbers compare equal however they are written (`03` and `3`, `4A` and `4a`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PhaseNumber(String);

impl PhaseNumber {
    /// A number as checkpoint messages have it: digits, dotted parts, and a letter after them.
    pub fn parse(text: &str) -> Option<Self> {
        is_number(text).then(|| Self::folded(text))
    }

    /// A number as headings have it: also a single capital letter or a range.
    pub fn parse_in_heading(text: &str) -> Option<Self> {
        let is_letter = text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_range =
            text.split_once(['-', '–']).is_some_and(|(from, to)| is_number(from) && is_number(to));
        (is_number(text) || is_letter || is_range).then(|| Self::folded(text))
    }

    /// The number at the very start of `text`, and what follows it.
    ///
    /// It must end at a word boundary: `3rd` has none.
    pub fn split_from(text: &str) -> Option<(Self, &str)> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-' || c == '–';
        let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
        let word = text[..end].trim_end_matches(['.', '-', '–']);
        let number = Self::parse_in_heading(word)?;
        Some((number, &text[word.len()..]))
    }

    /// As it is written in new text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn folded(text: &str) -> Self {
        let parts: Vec<&str> = text.split('.').map(without_leading_zeros).collect();
        let joined = parts.join(".");
        let is_letter = joined.len() == 1 && !joined.starts_with(|c: char| c.is_ascii_digit());
        Self(if is_letter { joined } else { joined.to_lowercase() })
    }
}

impl fmt::Display for PhaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_suffix(|c: char| c.is_ascii_alphabetic()).unwrap_or(text);
    !digits.is_empty()
        && text.len() <= 12
        && digits
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn without_leading_zeros(part: &str) -> &str {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let zeros = part.bytes().take_while(|&byte| byte == b'0').count();
    &part[zeros.min(digits.saturating_sub(1))..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_messages() {
        for text in ["3", "12", "0", "3.1", "4a", "18.1", "2A"] {
            assert!(PhaseNumber::parse(text).is_some(), "{text}");
        }
        for text in ["", "A", "x", "3.", ".1", "3ab", "3-4", "l", "1000000000000"] {
            assert!(PhaseNumber::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn spelling_does_not_count() {
        assert_eq!(PhaseNumber::parse("03"), PhaseNumber::parse("3"));
        assert_eq!(PhaseNumber::parse("4A"), PhaseNumber::parse("4a"));
        assert_eq!(PhaseNumber::parse("00").unwrap().as_str(), "0");
        assert_ne!(PhaseNumber::parse("3.10"), PhaseNumber::parse("3.1"));
    }

    #[test]
    fn headings_also_know_letters_and_ranges() {
        let split = |text| PhaseNumber::split_from(text).map(|(n, rest)| (n.to_string(), rest));
        assert_eq!(split("A: Setup"), Some(("A".into(), ": Setup")));
        assert_eq!(split("0-1: Setup"), Some(("0-1".into(), ": Setup")));
        assert_eq!(split("3. Setup"), Some(("3".into(), ". Setup")));
        assert_eq!(split("1 Quality Gate"), Some(("1".into(), " Quality Gate")));
        assert_eq!(split("Overview"), None);
        assert_eq!(split("3rd try"), None);
    }
}
