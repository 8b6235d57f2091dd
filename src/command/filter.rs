//! `git checkpoint filter-process`, `filter-clean`, `filter-smudge`: started by
//! git, for each file whose attributes say so.
//!
//! A failure of ours never stands in git's way: the content passes as it is.

use std::cell::LazyCell;
use std::ffi::OsString;
use std::io::Write;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use anyhow::Result;

use crate::clean_tree::shown;
use crate::git::filter::{FilterDirection, FilterRequest, serve};
use crate::git::repository::Repo;
use crate::install::git_settings::filter::{GREETED, SAY_GREETED};
use crate::session::slot::slot_value::{read_slot, write_slot};
use crate::store::atomic_replace::contents;
use crate::text::limits::MAX_TEXT_BYTES;

/// Does the filter's work, where this program was started for it.
pub(crate) fn asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let filter = arguments.next()?;
    let done = match filter.to_str()? {
        "filter-process" => process(arguments.next().is_some_and(|word| word == SAY_GREETED)),
        "filter-clean" => one(FilterDirection::Clean, path(arguments.next())),
        "filter-smudge" => one(FilterDirection::Smudge, path(arguments.next())),
        _ => return None,
    };
    // git itself says what it makes of a filter that failed.
    Some(if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn path(argument: Option<OsString>) -> String {
    argument.unwrap_or_default().to_string_lossy().into_owned()
}

fn process(says_greeted: bool) -> Result<()> {
    let repo: Opened = LazyCell::new(Repo::discover_for_filter);
    let greeted = || {
        if says_greeted {
            let _ = writeln!(std::io::stderr(), "{GREETED}");
        }
    };
    serve(greeted, |passing| filtered(&repo, passing))
}

fn one(way: FilterDirection, path: String) -> Result<()> {
    let mut input = std::io::stdin().lock();
    let mut out = std::io::stdout().lock();
    let content = contents(&mut input)?;
    if content.len() as u64 > MAX_TEXT_BYTES {
        // Never more of it in memory: it passes as it comes.
        out.write_all(&content)?;
        std::io::copy(&mut input, &mut out)?;
        return Ok(out.flush()?);
    }
    let repo: Opened = LazyCell::new(Repo::discover_for_filter);
    let filtered = filtered(&repo, FilterRequest { way, path, commit: None, content });
    out.write_all(&filtered)?;
    Ok(out.flush()?)
}

/// The repository, opened only where a file holds what concerns us.
type Opened = LazyCell<Result<Repo>>;

fn filtered(repo: &Opened, passing: FilterRequest) -> Vec<u8> {
    panic::set_hook(Box::new(|_| {}));
    let value = panic::catch_unwind(AssertUnwindSafe(|| {
        read_slot(&passing.content)?;
        shown::value_of(repo.as_ref().ok()?, &passing).ok()?
    }));
    match value.ok().flatten() {
        Some(value) => write_slot(passing.content, &value),
        None => passing.content,
    }
}
