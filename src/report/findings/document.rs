//! What findings point into, and how many there are.

use crate::finding::{Finding, Level};

/// A text that findings point into, and the name it goes by.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Its path as the user would write it: `.git/COMMIT_EDITMSG`, `SESSION.md`.
    pub name: &'a str,
    /// The very text that the findings' spans count in.
    pub text: &'a str,
}

/// How many findings there are of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings that stop a commit.
    pub errors: usize,
    /// Findings that do not.
    pub warnings: usize,
}

impl Tally {
    /// Counts the findings; those that are off count nowhere.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut tally = Self::default();
        for finding in findings {
            match finding.level {
                Level::Error => tally.errors += 1,
                Level::Warning => tally.warnings += 1,
                Level::Off => {}
            }
        }
        tally
    }
}

/// `1 error and 2 warnings`; what there is none of is not named.
impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = |number: usize, what: &str| match number {
            0 => None,
            1 => Some(format!("1 {what}")),
            _ => Some(format!("{number} {what}s")),
        };
        match (count(self.errors, "error"), count(self.warnings, "warning")) {
            (Some(errors), Some(warnings)) => write!(f, "{errors} and {warnings}"),
            (Some(only), None) | (None, Some(only)) => f.write_str(&only),
            (None, None) => f.write_str("no findings"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{code_block, file_not_listed, subject};

    #[test]
    fn a_tally_counts_and_names_what_there_is() {
        let findings = [
            Finding::new(&subject::RULE, ""),
            Finding::new(&code_block::RULE, ""),
            Finding::new(&code_block::RULE, ""),
            Finding::new(&file_not_listed::RULE, ""),
        ];
        assert_eq!(Tally::of(&findings).to_string(), "1 error and 2 warnings");
        assert_eq!(Tally::of(&findings[1..2]).to_string(), "1 warning");
        assert_eq!(Tally::of(&findings[3..]).to_string(), "no findings");
    }
}
