//! What `repair` found, for people and programs.

use serde::Serialize;

use crate::git::commit::commit_info::CommitInfo;
use crate::report::findings::snippet_line::Lines;
use crate::report::json::escape_unsafe;
use crate::report::terminal::sanitize::sanitize;
use crate::session::record::recorded::HashPlace;
use crate::sync::verify::verdict::{Evidence, HashVerdict, VerifiedHash};

/// The hashes of one SESSION.md, judged.
#[derive(Clone, Copy)]
pub struct Repair<'a> {
    /// Its path as the user would write it.
    pub name: &'a str,
    /// The text that was judged.
    pub text: &'a str,
    /// The verdicts, in the order of the file.
    pub judged: &'a [VerifiedHash<'a>],
    /// Whether nothing was written.
    pub dry_run: bool,
    /// A commit's hash as git abbreviates it here.
    pub abbreviate: &'a dyn Fn(&CommitInfo) -> String,
}

/// One line for each hash that is not right, and one that sums up.
pub fn repair_text(repair: &Repair<'_>) -> String {
    let lines = Lines::new(repair.text);
    let mut said = String::new();
    for judged in repair.judged.iter().filter(|judged| judged.verdict != HashVerdict::Right) {
        let line = lines.position(judged.text.span().start).line;
        let (place, text) = (place_in_words(&judged.place), judged.text.as_str());
        let verdict = in_words(repair, &judged.verdict);
        said += &sanitize(&format!("{}:{line}: {place}: `{text}` {verdict}\n", repair.name));
    }
    said + &sum(repair)
}

/// One JSON object on one line: `version`, `path`, `dry_run`, `hashes`.
pub fn repair_json(repair: &Repair<'_>) -> String {
    let lines = Lines::new(repair.text);
    let report = RepairJson {
        version: 1,
        path: repair.name,
        dry_run: repair.dry_run,
        hashes: repair.judged.iter().map(|judged| RepairEntry::new(&lines, judged)).collect(),
    };
    let text = serde_json::to_string(&report).expect("strings and numbers always serialize");
    escape_unsafe(&text)
}

/// The JSON object; its field names are a public interface.
#[derive(Serialize)]
struct RepairJson<'a> {
    version: u32,
    path: &'a str,
    dry_run: bool,
    hashes: Vec<RepairEntry<'a>>,
}

#[derive(Serialize)]
struct RepairEntry<'a> {
    line: usize,
    place: &'static str,
    phase: Option<String>,
    recorded: &'a str,
    verdict: &'static str,
    commit: Option<String>,
    evidence: Option<&'static str>,
    candidates: Vec<String>,
}

impl<'a> RepairEntry<'a> {
    fn new(lines: &Lines<'_>, judged: &'a VerifiedHash<'a>) -> Self {
        let (place, phase) = match &judged.place {
            HashPlace::LastCheckpoint => ("last-checkpoint", None),
            HashPlace::LastCommit => ("last-commit", None),
            HashPlace::Phase(number) => ("phase", Some(number.to_string())),
            HashPlace::Task => ("task", None),
        };
        let full = |commit: &CommitInfo| commit.id.to_hex();
        let candidates = match &judged.verdict {
            HashVerdict::Ambiguous { candidates } | HashVerdict::Elsewhere { candidates } => {
                candidates.iter().map(full).collect()
            }
            _ => Vec::new(),
        };
        Self {
            line: lines.position(judged.text.span().start).line,
            place,
            phase,
            recorded: judged.text.as_str(),
            verdict: name(&judged.verdict),
            commit: judged.verdict.target().map(full),
            evidence: evidence(&judged.verdict),
            candidates,
        }
    }
}

fn name(verdict: &HashVerdict) -> &'static str {
    match verdict {
        HashVerdict::Right => "right",
        HashVerdict::Rewritten { .. } => "rewritten",
        HashVerdict::Outdated { .. } => "outdated",
        HashVerdict::NoneLeft => "none-left",
        HashVerdict::Ambiguous { .. } => "ambiguous",
        HashVerdict::Elsewhere { .. } => "elsewhere",
        HashVerdict::Unknown => "unknown",
        HashVerdict::Placeholder { .. } => "placeholder",
    }
}

fn evidence(verdict: &HashVerdict) -> Option<&'static str> {
    let HashVerdict::Rewritten { by, .. } = verdict else { return None };
    Some(match by {
        Evidence::RewriteMap => "rewrite-map",
        Evidence::SubjectAndDate => "subject-and-date",
        Evidence::Patch => "patch",
        Evidence::Squash => "squash",
    })
}

fn place_in_words(place: &HashPlace) -> String {
    match place {
        HashPlace::LastCheckpoint => "Last Checkpoint".to_owned(),
        HashPlace::LastCommit => "Last Commit".to_owned(),
        HashPlace::Phase(number) => format!("Checkpoint of phase {number}"),
        HashPlace::Task => "task".to_owned(),
    }
}

fn in_words(repair: &Repair<'_>, verdict: &HashVerdict) -> String {
    let named = |commit: &CommitInfo| (repair.abbreviate)(commit);
    let reason = match verdict {
        HashVerdict::Rewritten { by: Evidence::RewriteMap, .. } => "was rewritten",
        HashVerdict::Rewritten { by: Evidence::SubjectAndDate, .. } => {
            "was rewritten (same subject and author date)"
        }
        HashVerdict::Rewritten { by: Evidence::Patch, .. } => "was rewritten (same changes)",
        HashVerdict::Rewritten { by: Evidence::Squash, .. } => "was squashed (same files)",
        HashVerdict::Right | HashVerdict::Outdated { .. } => "is out of date",
        HashVerdict::NoneLeft => "is not a checkpoint, and the branch has none",
        HashVerdict::Ambiguous { .. } => "is ambiguous",
        HashVerdict::Elsewhere { .. } => "is a commit, but not of this branch's history",
        HashVerdict::Unknown => "is not a commit in this repository",
        HashVerdict::Placeholder { .. } => "is still a placeholder",
    };
    let instead = verdict.target().map(|to| format!(", now `{}`", named(to)));
    let candidates = match verdict {
        HashVerdict::Ambiguous { candidates } | HashVerdict::Elsewhere { candidates }
            if !candidates.is_empty() =>
        {
            let each = candidates.iter().map(|one| format!("`{}` {}", named(one), one.subject()));
            format!(": {}", each.collect::<Vec<_>>().join("; "))
        }
        _ => String::new(),
    };
    format!("{reason}{}{candidates}", instead.unwrap_or_default())
}

fn sum(repair: &Repair<'_>) -> String {
    let count = |is: &dyn Fn(&HashVerdict) -> bool| {
        repair.judged.iter().filter(|judged| is(&judged.verdict)).count()
    };
    let right = count(&|verdict| *verdict == HashVerdict::Right);
    let fixed = count(&HashVerdict::is_fixable);
    let what = if repair.dry_run { "could be fixed" } else { "fixed" };
    let left = repair.judged.len() - right - fixed;
    format!("{}: {right} ok, {fixed} {what}, {left} unresolved", sanitize(repair.name))
}
