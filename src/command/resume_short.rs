//! `git checkpoint resume --short`: one line for a prompt, from SESSION.md alone.

use std::path::Path;

use crate::command::outcome::CommandOutcome;
use crate::config::model::{Config, FILE_NAME};
use crate::git::open::worktree::plain_worktree;
use crate::git::tree_files::WorktreeFiles;
use crate::report::resume::short_line;
use crate::report::terminal::output::Output;
use crate::rules;
use crate::session::model::Session;
use crate::snapshot::project::Project;
use crate::terms::tree_and_history::Tree;
use crate::text::conflict::has_conflict_markers;

/// Prints the line; nothing where there is no SESSION.md that can be read.
pub(crate) fn run(output: &mut Output) -> CommandOutcome {
    let text = match plain_worktree() {
        Some(top) => session_in(&top),
        None => Project::open().ok().and_then(|project| {
            let file = project.repo.read_session(&project.config.session).ok()?;
            Some(file.text().to_owned())
        }),
    };
    output.print(&text.map_or_else(String::new, |text| short_line(&Session::parse(&text))));
    CommandOutcome::Fine
}

/// SESSION.md below the top of a worktree: for a prompt no repository is opened.
fn session_in(top: &Path) -> Option<String> {
    let files = WorktreeFiles::at(top);
    let session = files.read(FILE_NAME).map_or_else(
        || Config::default().session,
        |yaml| Config::read(&yaml, &rules::names()).0.session,
    );
    files.read(&session).filter(|text| !has_conflict_markers(text))
}
