//! Rules on the recorded hashes: whether they are commits, and the newest.

use crate::finding::Finding;
use crate::rules::session::check_session::SessionFacts;
use crate::rules::table;
use crate::session::hash::is_template_hash;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes};
use crate::session::{hash, slot};
use crate::terms::project_files::Lookup;
use crate::text::str::Str;

pub(crate) fn check(session: &Session<'_>, facts: &SessionFacts<'_>) -> Vec<Finding> {
    let stale = checkpoint_stale(session, facts);
    // A stale Last Checkpoint is mended by the newer hash, known or not.
    let is_mended = |place: &HashPlace| stale.is_some() && *place == HashPlace::LastCheckpoint;
    let unknown = recorded_hashes(session).into_iter().filter(|recorded| {
        !is_mended(&recorded.place) && facts.history.lookup(&recorded.hash) == Lookup::Missing
    });
    let mut found: Vec<Finding> = unknown
        .map(|recorded| {
            Finding::new(&table::HASH_UNKNOWN, format!("`{}` is no commit here", recorded.hash))
                .at(recorded.hash.span(), "no such commit")
                .help("run `git checkpoint repair`, or take the hash out")
        })
        .collect();
    found.extend(stale);
    found
}

fn checkpoint_stale(session: &Session<'_>, facts: &SessionFacts<'_>) -> Option<Finding> {
    let field = session.field("Last Checkpoint").filter(|field| !field.value.is_empty())?;
    // It says where to look, and is never out of date.
    if slot::constant_in(field.value).is_some() {
        return None;
    }
    let recorded = hash::parse(field.value).map(|found| found.hash);
    let recorded = recorded.filter(|hash| !is_template_hash(hash));
    let newer = facts.history.newer_checkpoint(recorded.map_or("", Str::as_str))?;
    let culprit = recorded.unwrap_or(field.value);
    Some(
        Finding::new(&table::CHECKPOINT_STALE, format!("the newest checkpoint is {newer}"))
            .at(culprit.span(), "an older one, or none")
            .help(format!(
                "run `git checkpoint repair`, or write `**Last Checkpoint**: {newer}` with its date"
            )),
    )
}
