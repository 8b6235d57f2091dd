//! Warns of what the commit leaves out, and of what is wrong with the
//! SESSION.md in it.

use crate::report::{suggestions, uncommitted};
use crate::rules;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use bstr::BString;

use crate::finding::Level;
use crate::git::status::expected::Expected;
use crate::git::status::suggestion::RootGitignore;
use crate::hook::outcome::HookOutcome;
use crate::hook::session_rules;
use crate::report::suggestions::{Gitignore, Subjects};
use crate::report::terminal::color::{ColorChoice, Style};
use crate::report::terminal::output::Output;
use crate::report::terminal::stream::Stream;
use crate::snapshot::project::Project;
use crate::terms::changed_paths::{Change, Suggestion, UncommittedChange, without_replaced};
use crate::terms::paths::generated::ignore_pattern;
use crate::terms::paths::path_group::{PathGroup, group};

pub(crate) fn run(output: &mut Output) -> Result<HookOutcome> {
    let Some(project) = Project::discover()? else { return Ok(HookOutcome::Pass) };
    let style = project.style(ColorChoice::Auto, Stream::Stderr);
    output.say(&project.config_complaints(style));
    let uncommitted = check_uncommitted(&project, style, output)?;
    let session = session_rules::report_staged(&project, style, output)?;
    Ok(if uncommitted.max(session) == Level::Error {
        HookOutcome::Refuse
    } else {
        HookOutcome::Pass
    })
}

/// Reports the unexpected files that will still differ from the new commit.
fn check_uncommitted(project: &Project, style: Style, output: &mut Output) -> Result<Level> {
    let level = project.config.level(&rules::uncommitted::RULE);
    if level == Level::Off {
        return Ok(level);
    }
    let session = &project.config.session;
    let listed = project.config.expected.iter().map(String::as_str);
    let expected = Expected::new(session, listed).with_target(project.repo.session_target(session));
    let found = project.repo.unexpected_uncommitted(&expected)?;
    let paths: BTreeSet<BString> = found.iter().map(|found| found.change.path.clone()).collect();
    let state = project.repo.state();
    let reported = state.reported();
    // A refusal gives all of it each time: it is what has to be fixed.
    let is_known = level != Level::Error && paths.is_subset(&reported);
    if paths != reported {
        // What cannot be remembered is reported in full again.
        let _ = state.set_reported(&paths);
    }
    if found.is_empty() {
        return Ok(Level::Off);
    }
    output.say(&if is_known {
        again(level, &found, style)
    } else {
        in_full(level, &found, &help(project, &found), style)
    });
    Ok(level)
}

fn again(level: Level, found: &[UncommittedChange], style: Style) -> String {
    let paths: Vec<&[u8]> = found.iter().map(|found| found.change.path.as_slice()).collect();
    uncommitted::uncommitted_again(level, &paths, style)
}

/// What to do about the files, a line for each suggestion.
fn help(project: &Project, found: &[UncommittedChange]) -> Vec<String> {
    let mut by_suggestion: BTreeMap<Suggestion, Vec<&Change>> = BTreeMap::new();
    for UncommittedChange { change, suggestion } in found {
        if let Some(suggestion) = suggestion {
            by_suggestion.entry(*suggestion).or_default().push(change);
        }
    }
    let sentence = |(suggestion, changes): (Suggestion, Vec<&Change>)| {
        let changes = without_replaced(&changes);
        let named = changes.iter().take(suggestions::MAX_NAMED + 1);
        let paths: Vec<String> =
            named.map(|change| shown_path(project, suggestion, change)).collect();
        let patterns: BTreeSet<BString> =
            changes.iter().map(|change| ignore_pattern(change.path.as_ref())).collect();
        let patterns: Vec<Vec<u8>> = patterns.into_iter().map(Vec::from).collect();
        let gitignore = gitignore(project, suggestion);
        let (paths, patterns) = (paths.as_slice(), patterns.as_slice());
        let gitignore = gitignore.as_ref();
        suggestions::suggestion(suggestion, Subjects { paths, patterns, gitignore })
    };
    by_suggestion.into_iter().map(sentence).collect()
}

/// The path as that command takes it.
fn shown_path(project: &Project, suggestion: Suggestion, change: &Change) -> String {
    match suggestion {
        // Not only git reads it.
        Suggestion::CommitInside | Suggestion::MakeReadable => {
            project.repo.display_file(change.path.as_ref())
        }
        _ => project.repo.display_pathspec(change.path.as_ref()),
    }
}

/// The `.gitignore` at the root, where the suggestion is about it.
fn gitignore(project: &Project, suggestion: Suggestion) -> Option<Gitignore> {
    if !matches!(suggestion, Suggestion::Ignore | Suggestion::IgnoreRepository) {
        return None;
    }
    let RootGitignore { lacks_final_newline, can_be_added } = project.repo.root_gitignore()?;
    let path = project.display(".gitignore");
    Some(Gitignore { path, lacks_final_newline, can_be_added })
}

fn in_full(level: Level, found: &[UncommittedChange], help: &[String], style: Style) -> String {
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
            paths: found
                .iter()
                .filter(|found| group(&found.change) == kind)
                .map(|found| found.change.path.as_slice())
                .collect(),
        })
        .collect();
    uncommitted::uncommitted(level, &groups, help, style)
}
