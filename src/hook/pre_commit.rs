//! Warns of what the commit leaves behind, and of what is wrong with the
//! SESSION.md in it.

use crate::report::suggestions;
use crate::report::uncommitted;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use bstr::BString;

use crate::finding::Level;
use crate::git::status::expected::Expected;
use crate::hook::run::HookOutcome;
use crate::hook::session_rules;
use crate::hook::session_rules::SessionScope;
use crate::report::color::{ColorChoice, Style};
use crate::report::output::{Output, Stream};
use crate::rules::table;
use crate::snapshot::project::Project;
use crate::terms::changed_paths::{Change, PathGroup, Suggestion, group, without_replaced};

pub(crate) fn run(output: &mut Output) -> Result<HookOutcome> {
    let Some(project) = Project::discover()? else { return Ok(HookOutcome::Pass) };
    let style = project.style(ColorChoice::Auto, Stream::Stderr);
    output.say(&project.config_complaints(style));
    let left = check_left_behind(&project, style, output)?;
    let session = session_rules::report(&project, SessionScope::StagedOnly, style, output)?;
    Ok(if left.max(session) == Level::Error { HookOutcome::Refuse } else { HookOutcome::Pass })
}

/// Reports the unexpected files that will still differ from the new commit.
fn check_left_behind(project: &Project, style: Style, output: &mut Output) -> Result<Level> {
    let level = project.config.level(&table::UNCOMMITTED);
    if level == Level::Off {
        return Ok(level);
    }
    let session = &project.config.session;
    let listed = project.config.expected.iter().map(String::as_str);
    let expected = Expected::new(session, listed).with_target(project.repo.session_target(session));
    let changes = project.repo.unexpected(&expected)?;
    let paths: BTreeSet<BString> = changes.iter().map(|change| change.path.clone()).collect();
    let state = project.repo.state();
    let reported = state.reported();
    // A refusal says all of it each time: it is what has to be mended.
    let is_known = level != Level::Error && paths.is_subset(&reported);
    if paths != reported {
        // What cannot be remembered is reported in full again.
        let _ = state.set_reported(&paths);
    }
    if changes.is_empty() {
        return Ok(Level::Off);
    }
    output.say(&if is_known {
        again(level, &changes, style)
    } else {
        in_full(level, &changes, &help(project, &changes), style)
    });
    Ok(level)
}

fn again(level: Level, changes: &[Change], style: Style) -> String {
    let paths: Vec<&[u8]> = changes.iter().map(|change| change.path.as_slice()).collect();
    uncommitted::uncommitted_again(level, &paths, style)
}

/// What to do about the changes, a line for each kind of remedy.
fn help(project: &Project, changes: &[Change]) -> Vec<String> {
    let repo = &project.repo;
    let is_sparse = repo.config_bool("core.sparseCheckout") == Some(true);
    let add = if is_sparse { "git add --sparse" } else { "git add" };
    let mut by_remedy: BTreeMap<Suggestion, Vec<&Change>> = BTreeMap::new();
    for (remedy, change) in repo.remedies(changes).into_iter().zip(changes) {
        by_remedy.entry(remedy).or_default().push(change);
    }
    let sentence = |(remedy, changes): (Suggestion, Vec<&Change>)| {
        let named = without_replaced(&changes).into_iter().take(suggestions::MOST_NAMED + 1);
        let paths: Vec<String> =
            named.map(|change| repo.display_pathspec(change.path.as_ref())).collect();
        suggestions::remedy(remedy, &paths, add)
    };
    by_remedy.into_iter().map(sentence).collect()
}

fn in_full(level: Level, changes: &[Change], help: &[String], style: Style) -> String {
    const TITLES: [(PathGroup, &str); 5] = [
        (PathGroup::Source, "source files"),
        (PathGroup::Config, "config files"),
        (PathGroup::PlanningDocs, "planning docs"),
        (PathGroup::Untracked, "untracked files"),
        (PathGroup::Other, "other"),
    ];
    let groups: Vec<uncommitted::UncommittedGroup<'_>> = TITLES
        .into_iter()
        .map(|(kind, title)| uncommitted::UncommittedGroup {
            title,
            paths: changes
                .iter()
                .filter(|change| group(change) == kind)
                .map(|change| change.path.as_slice())
                .collect(),
        })
        .collect();
    uncommitted::uncommitted(level, &groups, help, style)
}
