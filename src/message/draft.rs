//! Writing a checkpoint message.

use super::resolve::Resolved;
use super::section::Name;
use crate::phase::Status;

/// A message to be written; what is absent becomes `<…>`, for the author to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The phase's number, as it is to be written.
    pub number: Option<String>,
    /// The phase's name.
    pub name: Option<String>,
    /// The status, in subject and body.
    pub status: Option<Status>,
    /// What stands behind the status in the body: `(Verification stage)`; may be empty.
    pub qualifier: String,
    /// What the subject says behind the dash.
    pub description: Option<String>,
    /// The lines of `Session:`, the first beside the key (empty where the text begins below it).
    pub session: Vec<String>,
    /// The lines of `Files Changed:`; `None` is open, no lines mean that nothing changed.
    pub files: Option<Vec<String>>,
    /// The lines of `Next:`, the first beside the key.
    pub next: Vec<String>,
    /// The author's own sections.
    pub extras: Vec<Extra>,
    /// The lines at the end.
    pub trailers: Vec<String>,
}

/// A section of the author's own, kept as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// Where it stands.
    pub slot: Slot,
    /// Its lines, heading and all.
    pub lines: Vec<String>,
}

/// The required section that an extra one stands below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Phase, Status and Session, which stay together.
    Session,
    /// Files Changed.
    FilesChanged,
    /// Next.
    Next,
}

impl Slot {
    /// The slot for what stands below the section `name`.
    pub fn below(name: Name) -> Self {
        match name {
            Name::Phase | Name::Status | Name::Session => Slot::Session,
            Name::FilesChanged => Slot::FilesChanged,
            Name::Next => Slot::Next,
        }
    }
}

pub(super) const OPEN_ENTRY: &str = "- <path> (<what changed>)";
const OPEN_SESSION: &str = "<what was accomplished this session>";
const OPEN_NEXT: &str = "<what to do next, with file and line>";

impl Draft {
    /// The whole message, with a final newline and `\n` for line endings.
    pub fn write(&self) -> String {
        let mut blocks = vec![self.facts().subject(), self.head()];
        blocks.extend(self.extras_in(Slot::Session));
        blocks.push(self.files_changed());
        blocks.extend(self.extras_in(Slot::FilesChanged));
        blocks.push(section(Name::Next, &self.next, OPEN_NEXT));
        blocks.extend(self.extras_in(Slot::Next));
        if !self.trailers.is_empty() {
            blocks.push(self.trailers.join("\n"));
        }
        blocks.join("\n\n") + "\n"
    }

    /// Whether anything is left for the author to fill in.
    pub fn is_open(&self) -> bool {
        let is_open_line =
            |line: &String| line.starts_with("- <path> (") || line.ends_with(" (<what changed>)");
        let is_missing = |part: &Option<String>| part.is_none();
        [&self.number, &self.name, &self.description].into_iter().any(is_missing)
            || self.status.is_none()
            || self.session.is_empty()
            || self.next.is_empty()
            || self.files.as_ref().is_none_or(|lines| lines.iter().any(is_open_line))
    }

    fn facts(&self) -> Resolved {
        Resolved {
            number: self.number.clone(),
            name: self.name.clone(),
            status: self.status,
            description: self.description.clone(),
        }
    }

    fn head(&self) -> String {
        let facts = self.facts();
        let session = section(Name::Session, &self.session, OPEN_SESSION);
        format!("{}\n{}\n{session}", facts.phase(), facts.status(&self.qualifier))
    }

    fn files_changed(&self) -> String {
        let key = Name::FilesChanged.key();
        match &self.files {
            None => format!("{key}:\n{OPEN_ENTRY}"),
            Some(lines) if lines.is_empty() => format!("{key}: None"),
            Some(lines) => format!("{key}:\n{}", lines.join("\n")),
        }
    }

    fn extras_in(&self, slot: Slot) -> impl Iterator<Item = String> {
        self.extras.iter().filter(move |extra| extra.slot == slot).map(|e| e.lines.join("\n"))
    }
}

fn section(name: Name, lines: &[String], open: &str) -> String {
    let key = name.key();
    match lines {
        [] => format!("{key}: {open}"),
        [first, below @ ..] => {
            let head = format!("{key}: {first}").trim_end().to_owned();
            std::iter::once(head).chain(below.iter().cloned()).collect::<Vec<_>>().join("\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_draft_is_all_open() {
        let draft = Draft::default();
        assert!(draft.is_open());
        assert_eq!(
            draft.write(),
            "checkpoint: Phase <N> <Status> - <description>\n\n\
             Phase: <N> - <phase name>\n\
             Status: <Status>\n\
             Session: <what was accomplished this session>\n\n\
             Files Changed:\n\
             - <path> (<what changed>)\n\n\
             Next: <what to do next, with file and line>\n"
        );
    }

    #[test]
    fn a_full_draft_has_nothing_open() {
        let text = |text: &str| Some(text.to_owned());
        let draft = Draft {
            number: text("3"),
            name: text("Tasks API"),
            status: Some(Status::Complete),
            qualifier: "(verified)".to_owned(),
            description: text("CRUD"),
            session: vec![String::new(), "- did it".to_owned()],
            files: Some(Vec::new()),
            next: vec!["Start phase 4".to_owned()],
            extras: vec![Extra { slot: Slot::FilesChanged, lines: vec!["Notes:".to_owned()] }],
            trailers: vec!["Signed-off-by: A".to_owned()],
        };
        assert!(!draft.is_open());
        assert_eq!(
            draft.write(),
            "checkpoint: Phase 3 Complete - CRUD\n\nPhase: 3 - Tasks API\n\
             Status: Complete (verified)\nSession:\n- did it\n\nFiles Changed: None\n\n\
             Notes:\n\nNext: Start phase 4\n\nSigned-off-by: A\n"
        );
    }
}
