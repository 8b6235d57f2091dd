//! Writing a checkpoint message.

use crate::message::sections::section::SectionKey;
use crate::message::stored::cleanup::{Cleanup, CleanupMode, CommentPrefix};
use crate::text::str::Str;

/// A message to be written; `<…>` stands for what the author has to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The first line.
    pub subject: String,
    /// What `Phase:` says.
    pub phase: String,
    /// What `Status:` says.
    pub status: String,
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

/// What a draft may leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The phase's number or name.
    Phase,
    /// The status.
    Status,
    /// What the subject says after the dash.
    Description,
    /// `Session:`
    Session,
    /// `Files Changed:`
    Files,
    /// `Next:`
    Next,
}

/// A section of the author's own, kept as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// Where it stands.
    pub slot: DraftSlot,
    /// Its lines, heading and all.
    pub lines: Vec<String>,
}

/// The required section that an extra one stands below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftSlot {
    /// Phase, Status and Session, which stay together.
    Session,
    /// Files Changed.
    FilesChanged,
    /// Next.
    Next,
}

impl DraftSlot {
    /// The slot for what stands below the section `name`.
    pub fn below(name: SectionKey) -> Self {
        match name {
            SectionKey::Phase | SectionKey::Status | SectionKey::Session => DraftSlot::Session,
            SectionKey::FilesChanged => DraftSlot::FilesChanged,
            SectionKey::Next => DraftSlot::Next,
        }
    }
}

pub(crate) const OPEN_ENTRY: &str = "- <path> (<what changed>)";
const OPEN_SESSION: &str = "<what was accomplished this session>";
const OPEN_NEXT: &str = "<what to do next, with file and line>";

impl Draft {
    /// The whole message, with a final newline and `\n` for line endings.
    pub fn write(&self) -> String {
        let mut blocks = vec![self.subject.clone(), self.head()];
        blocks.extend(self.extras_in(DraftSlot::Session));
        blocks.push(self.files_changed());
        blocks.extend(self.extras_in(DraftSlot::FilesChanged));
        blocks.push(section(SectionKey::Next, &self.next, OPEN_NEXT));
        blocks.extend(self.extras_in(DraftSlot::Next));
        if !self.trailers.is_empty() {
            blocks.push(self.trailers.join("\n"));
        }
        blocks.join("\n\n") + "\n"
    }

    /// The whole message as git's own cleanup would leave it.
    pub fn tidy(&self) -> String {
        let cleanup = Cleanup { comment: CommentPrefix::default(), mode: CleanupMode::Whitespace };
        let text = self.write();
        let lines = cleanup.retained(Str::new(&text));
        lines.iter().fold(String::with_capacity(text.len()), |all, line| all + line + "\n")
    }

    /// Whether anything is left for the author to fill in.
    pub fn is_open(&self) -> bool {
        !self.open_parts().is_empty()
    }

    /// What is left for the author to fill in.
    pub fn open_parts(&self) -> Vec<Part> {
        let is_open_line =
            |line: &String| line.starts_with("- <path> (") || line.ends_with(" (<what changed>)");
        let (has_number, has_name) =
            (!self.phase.starts_with("<N> "), !self.phase.ends_with(" <phase name>"));
        let all = [
            (Part::Phase, !has_number || !has_name),
            (Part::Status, self.status.starts_with("<Status>")),
            (Part::Description, self.subject.ends_with(" <description>")),
            (Part::Session, self.session.is_empty()),
            (Part::Files, self.files.as_ref().is_none_or(|lines| lines.iter().any(is_open_line))),
            (Part::Next, self.next.is_empty()),
        ];
        all.into_iter().filter(|(_, is_open)| *is_open).map(|(part, _)| part).collect()
    }

    fn head(&self) -> String {
        let session = section(SectionKey::Session, &self.session, OPEN_SESSION);
        format!("Phase: {}\nStatus: {}\n{session}", self.phase, self.status)
    }

    fn files_changed(&self) -> String {
        let key = SectionKey::FilesChanged.key();
        match &self.files {
            None => format!("{key}:\n{OPEN_ENTRY}"),
            Some(lines) if lines.is_empty() => format!("{key}: None"),
            Some(lines) => format!("{key}:\n{}", lines.join("\n")),
        }
    }

    fn extras_in(&self, slot: DraftSlot) -> impl Iterator<Item = String> {
        self.extras.iter().filter(move |extra| extra.slot == slot).map(|e| e.lines.join("\n"))
    }
}

fn section(name: SectionKey, lines: &[String], open: &str) -> String {
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
    fn a_full_draft_has_nothing_open() {
        let draft = Draft {
            subject: "checkpoint: Phase 3 Complete - CRUD".to_owned(),
            phase: "3 - Tasks API".to_owned(),
            status: "Complete (verified)".to_owned(),
            session: vec![String::new(), "- did it".to_owned()],
            files: Some(Vec::new()),
            next: vec!["Start phase 4".to_owned()],
            extras: vec![Extra { slot: DraftSlot::FilesChanged, lines: vec!["Notes:".to_owned()] }],
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
