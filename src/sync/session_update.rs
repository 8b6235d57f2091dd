//! SESSION.md read, and replaced where it is ours to write; what became of that.

use anyhow::Result;

use crate::session::model::Session;
use crate::snapshot::project::Project;
use crate::store::session_file::{Refusal, SessionFile};

/// What became of a recording.
#[derive(Debug)]
pub enum RecordOutcome {
    /// SESSION.md stands at the commit now.
    Recorded {
        /// Why it was written into the file itself, where no other could take its place.
        why_in_place: Option<String>,
        /// How many commits before it were recorded with it, since no hook had done so.
        made_up: usize,
    },
    /// It did so already: our hook is called twice, in two ways.
    UpToDate,
    /// The file is not a SESSION.md in the format.
    NotInFormat,
    /// Clean-tree mode, and a SESSION.md that was committed without it: writing
    /// into it would make it modified.
    NotConverted,
    /// It is left alone, and why.
    Skipped(Refusal),
}

impl RecordOutcome {
    pub(crate) fn with_made_up(self, made_up: usize) -> Self {
        match self {
            Self::Recorded { why_in_place, .. } => Self::Recorded { why_in_place, made_up },
            other => other,
        }
    }

    pub(crate) fn or_known(self, is_known: bool) -> Self {
        if is_known && matches!(self, Self::Recorded { .. }) { Self::UpToDate } else { self }
    }
}

/// Does the work on a SESSION.md that is ours to write.
pub(crate) fn with_session(
    project: &Project,
    work: impl FnOnce(&SessionFile) -> Result<()>,
) -> Result<RecordOutcome> {
    let recorded = match project.repo.read_session(&project.config.session) {
        Ok(file) if Session::parse(file.text()).is_in_format() => {
            work(&file)?;
            return Ok(RecordOutcome::Recorded { why_in_place: file.why_in_place(), made_up: 0 });
        }
        Ok(_) => RecordOutcome::NotInFormat,
        Err(Refusal::Absent) => RecordOutcome::Skipped(Refusal::Absent),
        // It may be readable again, and will then be caught up.
        Err(refusal) => return Ok(RecordOutcome::Skipped(refusal)),
    };
    // Nobody will ever ask.
    project.repo.state().clear_postponed()?;
    Ok(recorded)
}

/// Replaces SESSION.md by what `edit` makes of it; what stands there then.
pub(crate) fn write(file: &SessionFile, edit: impl Fn(&str) -> String) -> Result<String> {
    let mut left = String::new();
    file.update(|present| {
        left = edit(present);
        Some(left.clone())
    })?;
    Ok(left)
}
