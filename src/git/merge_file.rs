//! git's own three-way merge of lines (git-merge-file(1)).

use std::ffi::{OsStr, OsString};
use std::path::Path;

use anyhow::{Context, bail};

use crate::git::repository::Repo;

/// What git made of three files.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MergedFile {
    /// The lines, with markers around what conflicts.
    pub(crate) content: Vec<u8>,
    /// Whether nothing conflicts.
    pub(crate) is_clean: bool,
}

/// How conflicts are marked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConflictMarks<'a> {
    /// The length of a marker.
    pub(crate) size: &'a OsStr,
    /// What base, ours and theirs are called.
    pub(crate) labels: [&'a OsStr; 3],
}

impl Repo {
    /// Merges base, ours and theirs, in the conflict style that is configured.
    pub(crate) fn merge_file(
        &self,
        [base, ours, theirs]: [&Path; 3],
        marks: ConflictMarks<'_>,
    ) -> anyhow::Result<MergedFile> {
        /// As many conflicts as git counts; what is above is an error.
        const MAX_CONFLICTS: i32 = 127;
        let [base_label, our_label, their_label] = marks.labels;
        let mut size = OsString::from("--marker-size=");
        size.push(marks.size);
        let arguments = [
            "merge-file".as_ref(),
            "-p".as_ref(),
            "-q".as_ref(),
            size.as_os_str(),
            "-L".as_ref(),
            our_label,
            "-L".as_ref(),
            base_label,
            "-L".as_ref(),
            their_label,
            ours.as_os_str(),
            base.as_os_str(),
            theirs.as_os_str(),
        ];
        let output = self.program.output(&arguments, b"")?;
        let conflicts = output.status.code().context("git merge-file was killed")?;
        if conflicts > MAX_CONFLICTS {
            bail!("git merge-file: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(MergedFile { content: output.stdout, is_clean: conflicts == 0 })
    }
}
