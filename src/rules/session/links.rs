//! Whether the files and headings that SESSION.md links are there.

use std::collections::{HashMap, HashSet};

use crate::finding::Finding;
use crate::markdown::field::Field;
use crate::markdown::outline::Outline;
use crate::markdown::slug::{fold_anchor, slugs};
use crate::rules::session::check_session::SessionFacts;
use crate::rules::table;
use crate::session::content::content;
use crate::session::model::Session;
use crate::session::references::{Reference, references};
use crate::terms::place::speaks_of_creating;
use crate::terms::status::Status;
use crate::text::str::Str;

pub(crate) fn check(session: &Session<'_>, facts: &SessionFacts<'_>) -> Vec<Finding> {
    let mut links = Links { session, facts, headings: HashMap::new(), missing: HashSet::new() };
    linking_lines(session).into_iter().flat_map(|line| links.judge(line)).collect()
}

/// The lines of Planning Docs, Spec and Key Files. Files that a line says are
/// to be created are left out, and those of phases that have not begun.
fn linking_lines<'a>(session: &Session<'a>) -> Vec<Str<'a>> {
    let lines = |field: &Field<'a>| content(session.text, field);
    let docs = session.field("Planning Docs").map(lines).unwrap_or_default();
    let mut all = docs;
    for phase in &session.phases {
        for field in &phase.fields {
            let is_files = field.is_named("Key Files");
            if is_files && phase.status() != Some(Status::Pending) {
                let there = lines(field).into_iter().filter(|line| !speaks_of_creating(line));
                all.extend(there);
            } else if field.is_named("Spec") {
                all.extend(lines(field));
            }
        }
    }
    all
}

struct Links<'f, 'a> {
    session: &'f Session<'a>,
    facts: &'f SessionFacts<'f>,
    /// The folded anchors of each file that was looked into.
    headings: HashMap<String, Option<Vec<String>>>,
    /// What was complained of, so that twelve links to one missing plan are one finding.
    missing: HashSet<String>,
}

impl Links<'_, '_> {
    fn judge(&mut self, line: Str<'_>) -> Vec<Finding> {
        references(line).into_iter().filter_map(|reference| self.finding(reference)).collect()
    }

    fn finding(&mut self, reference: Reference<'_>) -> Option<Finding> {
        let path = reference.path.as_str().trim_end_matches('/');
        if !path.is_empty() && !self.is_there(path) {
            let is_first = self.missing.insert(path.to_owned());
            return is_first.then(|| self.missing_file(reference, path));
        }
        let anchor = reference.anchor.filter(|anchor| !is_line(anchor))?;
        let wanted = fold_anchor(&anchor);
        let facts = self.facts;
        let anchors = self.anchors(path)?;
        let is_known = anchors.iter().any(|known| names(known, &wanted));
        (!is_known).then(|| missing_heading(reference, &wanted, anchors, facts))
    }

    fn is_there(&self, path: &str) -> bool {
        self.facts.plan.is_some_and(|(plan, _)| plan == path) || self.facts.tree.exists(path)
    }

    fn missing_file(&self, reference: Reference<'_>, path: &str) -> Finding {
        let name = path.rsplit('/').next().unwrap_or(path);
        let elsewhere = [format!("docs/{name}"), name.to_owned()];
        let found = elsewhere.iter().find(|other| *other != path && self.is_there(other));
        let help = match found {
            Some(other) => format!("write `{other}`"),
            None => "correct the path, or take the link out".to_owned(),
        };
        Finding::new(&table::BROKEN_LINK, format!("`{path}` is not there"))
            .at(reference.whole.span(), "no such file")
            .help(help)
    }

    /// The anchors of a file; `None` where it cannot be read or is no Markdown.
    fn anchors(&mut self, path: &str) -> Option<&Vec<String>> {
        if !self.headings.contains_key(path) {
            let anchors = self.text_of(path).map(|text| anchors_of(&text));
            self.headings.insert(path.to_owned(), anchors);
        }
        self.headings.get(path)?.as_ref()
    }

    fn text_of(&self, path: &str) -> Option<String> {
        if path.is_empty() {
            return Some(self.session.text.to_string());
        }
        if let Some((_, plan)) = self.facts.plan.filter(|(plan, _)| *plan == path) {
            return Some(plan.text.to_string());
        }
        let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
        let is_markdown = matches!(extension.as_deref(), Some("md" | "markdown" | "mdx"));
        if is_markdown { self.facts.tree.read(path) } else { None }
    }
}

/// Headings, and anchors set by hand: `<a id="x">`, `<a name="x">`, `{#x}`.
fn anchors_of(text: &str) -> Vec<String> {
    let outline = Outline::of(Str::new(text));
    let mut anchors: Vec<String> =
        slugs(&outline.headings).iter().map(|slug| fold_anchor(slug)).collect();
    for (opening, close) in [("id=\"", '"'), ("name=\"", '"'), ("{#", '}')] {
        let behind = text.split(opening).skip(1);
        anchors.extend(behind.filter_map(|rest| Some(fold_anchor(rest.split_once(close)?.0))));
    }
    anchors
}

/// The full anchor, or `phase-3` for the heading `Phase 3: …`.
fn names(known: &str, wanted: &str) -> bool {
    let is_short = wanted.strip_prefix("phase-").is_some_and(|number| !number.contains('-'));
    known == wanted
        || (is_short && known.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('-')))
}

/// `#L12`, `#L12-L20`
fn is_line(anchor: &str) -> bool {
    anchor.strip_prefix('L').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn missing_heading(
    reference: Reference<'_>,
    wanted: &str,
    anchors: &[String],
    facts: &SessionFacts<'_>,
) -> Finding {
    let path = reference.path.as_str().trim_end_matches('/');
    let file = if path.is_empty() { facts.path } else { path };
    let mut parts = wanted.splitn(3, '-');
    let phase = parts.next().zip(parts.next()).map(|(word, number)| format!("{word}-{number}"));
    let similar = phase.and_then(|phase| anchors.iter().find(|known| names(known, &phase)));
    let help = match similar {
        Some(known) => format!("write `{path}#{known}`"),
        None => "correct the anchor: a heading's slug, or `phase-3` for `Phase 3: …`".to_owned(),
    };
    Finding::new(&table::BROKEN_LINK, format!("`{file}` has no heading `#{wanted}`"))
        .at(reference.whole.span(), "no such heading")
        .help(help)
}
