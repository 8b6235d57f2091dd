//! `git checkpoint merge-driver`: started by git where both sides changed SESSION.md
//! (gitattributes(5), "Defining a custom merge driver").
//!
//! It exits with 0 or 1 only after ours was replaced by what the merge made of it, as its last
//! act. However else it ends, the line in the configuration that starts it does the merge as git
//! would.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::git::merge_file::{ConflictMarks, MergedFile};
use crate::git::repository::Repo;
use crate::hook::guard::guarded;
use crate::report::terminal::color::{ColorChoice, Style};
use crate::report::terminal::output::{Output, warn_failure};
use crate::report::terminal::stream::Stream;
use crate::session::merge::agree::agree;
use crate::snapshot::project::is_off_in_environment;
use crate::store::regular_file;
use crate::store::temporary::temporary_in_git_dir;
use crate::sync::chain_order::ChainOrder;
use crate::text::conflict::has_conflict_markers;
use crate::text::limits::MAX_TEXT_BYTES;

/// The command's name, as the configuration of the driver has it.
pub(crate) const MERGE_DRIVER: &str = "merge-driver";

/// Not merged: git's own merge is wanted.
const NOT_MERGED: u8 = 2;

/// What git's line passes on: base, ours, theirs, the size of the markers, and the labels of the
/// three.
struct DriverArgs([OsString; 7]);

/// Does the driver's work, where this program was started for it.
pub(crate) fn asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != MERGE_DRIVER {
        return None;
    }
    let given: Vec<OsString> = arguments.collect();
    let merged = guarded(|| match given.try_into() {
        Ok(given) if !is_off_in_environment() => merge(&DriverArgs(given)),
        _ => Ok(None),
    });
    Some(match merged {
        Ok(Some(true)) => ExitCode::SUCCESS,
        Ok(Some(false)) => ExitCode::FAILURE,
        Ok(None) => ExitCode::from(NOT_MERGED),
        Err(error) => {
            let mut output = Output::new();
            let style = Style::of_process(ColorChoice::Auto, None, Stream::Stderr);
            output.say(&warn_failure(style, &error));
            let _ = output.deliver();
            ExitCode::from(NOT_MERGED)
        }
    })
}

/// Whether the merge is without conflicts; `None` where there is nothing for us to decide.
fn merge(arguments: &DriverArgs) -> Result<Option<bool>> {
    let texts = arguments.files().map(read);
    let [Some(base), Some(ours), Some(theirs)] = texts else { return Ok(None) };
    if has_conflict_markers(&ours) || has_conflict_markers(&theirs) {
        return Ok(None);
    }
    let repo = Repo::discover_for_filter()?;
    if repo.config_bool("checkpoint.enabled") == Some(false) {
        return Ok(None);
    }
    let order = std::cell::LazyCell::new(|| ChainOrder::of(&repo));
    let agreed = agree([&base, &ours, &theirs], &|ours, theirs| order.newer(ours, theirs));
    let merged = merge_lines(&repo, &agreed, arguments)?;
    replace(&repo, Path::new(&arguments.0[1]), &merged.content)?;
    Ok(Some(merged.is_clean))
}

impl DriverArgs {
    /// Base, ours and theirs.
    fn files(&self) -> [&Path; 3] {
        let [base, ours, theirs, ..] = &self.0;
        [base, ours, theirs].map(Path::new)
    }

    fn marks(&self) -> ConflictMarks<'_> {
        let [.., size, base, ours, theirs] = &self.0;
        ConflictMarks { size, labels: [base, ours, theirs].map(OsString::as_os_str) }
    }
}

/// A version that can be read as text.
fn read(path: &Path) -> Option<String> {
    let bytes = regular_file::read_up_to(path, MAX_TEXT_BYTES).ok()?;
    String::from_utf8(bytes).ok().filter(|text| text.len() as u64 <= MAX_TEXT_BYTES)
}

fn merge_lines(repo: &Repo, texts: &[String; 3], arguments: &DriverArgs) -> Result<MergedFile> {
    let state = repo.state();
    let [base, ours, theirs] = texts.each_ref().map(|text| state.scratch(text.as_bytes()));
    let (base, ours, theirs) = (base?, ours?, theirs?);
    repo.merge_file([&base, &ours, &theirs], arguments.marks())
}

/// Puts the result in the place of ours, all of it or nothing.
fn replace(repo: &Repo, ours: &Path, content: &[u8]) -> io::Result<()> {
    let new = repo.state().scratch(content)?;
    if fs::rename(&new, ours).is_ok() {
        return Ok(());
    }
    // The git dir may be on another file system.
    let beside = ours.parent().filter(|folder| *folder != OsStr::new(""));
    let mut new = temporary_in_git_dir().tempfile_in(beside.unwrap_or(Path::new(".")))?;
    io::Write::write_all(&mut new, content)?;
    new.persist(ours).map_err(|failed| failed.error)?;
    Ok(())
}
