//! The sections of a message's body.

use crate::message::placeholder::is_placeholder;
use crate::text::str::Str;

/// The sections that every checkpoint has, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKey {
    /// `Phase: 3 - Tasks API`
    Phase,
    /// `Status: In Progress`
    Status,
    /// `Session: Implemented GET and POST endpoints`
    Session,
    /// `Files Changed:` and a list
    FilesChanged,
    /// `Next: Implement PATCH in src/routes/tasks.ts:47`
    Next,
}

impl SectionKey {
    /// All of them, in the order of the specification.
    pub const ALL: [SectionKey; 5] = [
        SectionKey::Phase,
        SectionKey::Status,
        SectionKey::Session,
        SectionKey::FilesChanged,
        SectionKey::Next,
    ];

    /// The key, without its colon.
    pub fn key(self) -> &'static str {
        match self {
            SectionKey::Phase => "Phase",
            SectionKey::Status => "Status",
            SectionKey::Session => "Session",
            SectionKey::FilesChanged => "Files Changed",
            SectionKey::Next => "Next",
        }
    }

    /// The section of exactly this key.
    pub fn named(key: &str) -> Option<SectionKey> {
        Self::ALL.into_iter().find(|name| name.key() == key)
    }

    /// The section that a person means by this key, if it is close to one:
    /// markup and case folded, a letter or two wrong, or a usual other word.
    pub fn parse_lenient(key: &str) -> Option<SectionKey> {
        let key = uncounted(key).trim_matches(|c: char| !c.is_alphanumeric());
        if key.is_empty() || key.len() > 24 {
            return None;
        }
        let folded: String = key
            .chars()
            .flat_map(char::to_lowercase)
            .map(|c| if matches!(c, '-' | '_') { ' ' } else { c })
            .collect();
        usual(&folded).or_else(|| Self::ALL.into_iter().find(|name| is_close(&folded, *name)))
    }
}

/// Without a count of what follows: `Files Changed (3)`, `Files (12 total)`.
fn uncounted(key: &str) -> &str {
    let is_count = |group: &str| {
        let words = group.trim_start_matches(|c: char| c.is_ascii_digit());
        words.len() < group.len() && ["", " files", " file", " total"].contains(&words)
    };
    let counted = key.trim_end_matches(')').rsplit_once(" (");
    counted.filter(|(_, group)| is_count(group)).map_or(key, |(key, _)| key)
}

/// What people write instead of the key.
fn usual(key: &str) -> Option<SectionKey> {
    match key {
        "session summary" | "session notes" | "this session" => Some(SectionKey::Session),
        "files" | "files created" | "files modified" | "files added" | "files updated"
        | "files touched" | "files deleted" | "files removed" | "changed files"
        | "modified files" | "new files" => Some(SectionKey::FilesChanged),
        "next step" | "next steps" | "next session" | "next action" | "next actions"
        | "next up" | "up next" | "what's next" | "whats next" => Some(SectionKey::Next),
        _ => None,
    }
}

fn is_close(key: &str, name: SectionKey) -> bool {
    let wanted = name.key();
    let allowed = if wanted.len() > 5 { 2 } else { 1 };
    let is_foreign = |c: &char| !wanted.contains([*c, c.to_ascii_uppercase()]);
    // The distance is dear, and asked of every line that has a colon.
    key.len().abs_diff(wanted.len()) <= allowed
        && key.chars().filter(is_foreign).count() <= allowed
        && strsim::osa_distance(key, &wanted.to_lowercase()) <= allowed
}

/// What a section's first line makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// A key of the format, spelled exactly.
    Exact(SectionKey),
    /// A key close to one of the format: `Files changed`, `Next Steps`.
    Similar(SectionKey),
    /// A heading of the author's own: `Verification:`.
    Custom,
    /// A paragraph without a key, which belongs to no section.
    Text,
}

impl SectionKind {
    /// The section of the format that it is or was meant to be.
    pub fn key(self) -> Option<SectionKey> {
        match self {
            SectionKind::Exact(name) | SectionKind::Similar(name) => Some(name),
            SectionKind::Custom | SectionKind::Text => None,
        }
    }
}

/// A section: its key line and what stands below it.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// What kind of section it is.
    pub kind: SectionKind,
    /// Its first line.
    pub line: Str<'a>,
    /// The key with all that dresses it, up to the colon; of prose, the line.
    pub key: Str<'a>,
    /// The rest of the first line, after the key; of text without a key, all of that line.
    pub value: Str<'a>,
    /// The lines below, without blank lines at the end.
    pub below: Vec<Str<'a>>,
}

impl<'a> Section<'a> {
    /// The lines with content: the value, then what is not empty below.
    pub fn content(&self) -> impl Iterator<Item = Str<'a>> + '_ {
        std::iter::once(self.value)
            .chain(self.below.iter().copied())
            .filter(|line| !line.trim().is_empty())
    }

    /// The first line with content, trimmed: all that `Phase:` and `Status:` are asked for.
    pub fn first(&self) -> Option<Str<'a>> {
        self.content().next().map(Str::trim)
    }

    /// Whether nothing is said: no content, or placeholders only.
    pub fn is_empty(&self) -> bool {
        self.content().all(|line| {
            let text = line.trim();
            is_placeholder(text.strip_prefix("- ").map_or(&text, |item| item.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_keys_are_told_from_others() {
        for (key, name) in [
            ("Files changed", SectionKey::FilesChanged),
            ("Files Created", SectionKey::FilesChanged),
            ("File Changed", SectionKey::FilesChanged),
            ("Next Steps", SectionKey::Next),
            ("next", SectionKey::Next),
            ("Sesion", SectionKey::Session),
            ("**Status**", SectionKey::Status),
            ("## Phase", SectionKey::Phase),
        ] {
            assert_eq!(SectionKey::parse_lenient(key), Some(name), "{key}");
        }
        for key in ["Next-Step", "Files Changed (3)", "files (12 total)", "What's next"] {
            assert!(SectionKey::parse_lenient(key).is_some(), "{key}");
        }
        for key in [
            "", "Files (see below)", "Verification", "Features", "Note", "Notes", "Changes",
            "Deployed", "Base",
        ] {
            assert_eq!(SectionKey::parse_lenient(key), None, "{key}");
        }
    }
}
