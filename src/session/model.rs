//! SESSION.md: read tolerantly, judged purely, written by edits.

use crate::markdown::field::Field;
use crate::markdown::status::PhaseStatus;

use crate::markdown::outline::Outline;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::{Stage, Status};
use crate::text::str::Str;
use crate::text::words::one_line;

/// A SESSION.md as it stands; whatever is missing is absent, never an error.
#[derive(Clone, Debug)]
pub struct Session<'a> {
    /// The whole file.
    pub text: Str<'a>,
    /// The fields above the first phase.
    pub header: Vec<Field<'a>>,
    /// The phases, in the order of the file.
    pub phases: Vec<Phase<'a>>,
    /// How the file writes a status.
    pub dialect: Dialect,
    /// Its headings, fences and front matter.
    pub outline: Outline<'a>,
}

/// How a file writes the status of a phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// `[Complete]`
    #[default]
    Words,
    /// `✅`
    Emoji,
}

impl Dialect {
    /// A status as it stands at the end of a heading.
    pub fn written(self, status: Status) -> String {
        match self {
            Self::Words => format!("[{status}]"),
            Self::Emoji => status.icon().to_owned(),
        }
    }
}

/// One phase: its heading and all below it, up to the next heading of the same or a higher level or the next phase.
#[derive(Clone, Debug)]
pub struct Phase<'a> {
    /// The heading's line, without its ending.
    pub heading: Str<'a>,
    /// `3` of `## Phase 3: Tasks API [In Progress]`.
    pub number: PhaseNumber,
    /// `Tasks API`
    pub name: Str<'a>,
    /// The status at the end of the heading; `None` where there is none that is known.
    pub status: Option<PhaseStatus<'a>>,
    /// Everything below the heading.
    pub body: Str<'a>,
    /// The fields of the body, in order; several on a line are several here.
    pub fields: Vec<Field<'a>>,
    /// The check list items of the body, in order.
    pub tasks: Vec<Task<'a>>,
}

/// `- [x] GET endpoint (commit: abc1234) <-- CURRENT`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task<'a> {
    /// The line that it begins on, without its ending.
    pub line: Str<'a>,
    /// All after the box, on all the lines that it was wrapped onto, without the last ending.
    pub whole: Str<'a>,
    /// The character between the brackets.
    pub mark: Str<'a>,
    /// The text, without note and marker; with the lines that it was wrapped onto.
    pub text: Str<'a>,
    /// `(commit: abc1234)`
    pub note: Option<Note<'a>>,
    /// `<-- CURRENT`
    pub current: Option<Str<'a>>,
    /// Whether it stands in a list of criteria (`Verification Progress`) and not of tasks.
    pub is_criterion: bool,
}

/// The commit a task was done in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// All of it, with the parentheses.
    pub whole: Str<'a>,
    /// The hash, or whatever stands in its place.
    pub hash: Str<'a>,
}

impl Task<'_> {
    /// Whether it is ticked.
    pub fn is_done(&self) -> bool {
        self.mark.eq_ignore_ascii_case("x")
    }

    /// Its text on one line, whatever a formatter made of it.
    pub fn words(&self) -> String {
        one_line(&self.text)
    }
}

impl<'a> Phase<'a> {
    /// The status that its heading names.
    pub fn status(&self) -> Option<Status> {
        self.status.map(|status| status.status)
    }

    /// The first field of this key, in any case.
    pub fn field(&self, key: &str) -> Option<&Field<'a>> {
        field(&self.fields, key)
    }

    /// The tasks not yet ticked, criteria left aside.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Task<'a>> {
        self.tasks.iter().filter(|task| !task.is_done() && !task.is_criterion)
    }
}

impl<'a> Session<'a> {
    /// The header field of this key, in any case.
    pub fn field(&self, key: &str) -> Option<&Field<'a>> {
        field(&self.header, key)
    }

    /// Whether this is a file in the format at all: its header has Current
    /// Phase or Last Checkpoint. Most files of the name are not, and are left alone.
    pub fn is_in_format(&self) -> bool {
        self.field("Current Phase").is_some() || self.field("Last Checkpoint").is_some()
    }

    /// The phase of this number.
    pub fn phase(&self, number: &PhaseNumber) -> Option<&Phase<'a>> {
        self.phases.iter().find(|phase| phase.number == *number)
    }

    /// The stage that Current Stage names, where it is a known one; words
    /// after it in parentheses or after a dash do not count.
    pub fn stage(&self) -> Option<Stage> {
        let value =
            self.field("Current Stage")?.value.as_str().trim_matches(['*', '_', '`', '[', ']']);
        let end =
            value.find(" (").into_iter().chain(value.find(" - ")).chain(value.find(" — ")).min();
        Stage::named(&value[..end.unwrap_or(value.len())])
    }
}

fn field<'f, 'a>(fields: &'f [Field<'a>], key: &str) -> Option<&'f Field<'a>> {
    fields.iter().find(|field| field.is_named(key))
}
