//! `broken-link`: SESSION.md links a file or heading that does not exist.

use std::collections::{HashMap, HashSet};

use crate::finding::{Finding, Level, Rule};
use crate::markdown::outline::Outline;
use crate::markdown::slug::{fold_anchor, slugs};
use crate::session::content::content;
use crate::session::model::Session;
use crate::session::references::{Reference, references};
use crate::snapshot::model::Snapshot;
use crate::terms::status::Status;
use crate::text::str::Str;
use crate::text::words::first_few;

pub static RULE: Rule = Rule {
    name: "broken-link",
    level: Level::Warning,
    fires: "Planning Docs, Spec or a Complete phase's Key Files name a file or anchor that does not exist",
    why: "A session follows these links before it does anything else.",
    how: "Correct the path or the anchor; an anchor is the heading's slug or its `phase-3`.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let mut links = Links { session, known, headings: HashMap::new(), missing: HashSet::new() };
    for (lines, what) in [(documents(session), "documents"), (key_files(session), "files")] {
        let all = lines.into_iter().flat_map(references);
        let broken: Vec<Finding> = all.filter_map(|reference| links.check(reference)).collect();
        // Files that were moved together are one finding; where a help knows better, it stays.
        let (missing, others): (Vec<_>, Vec<_>) =
            broken.into_iter().partition(|finding| finding.help.as_deref() == Some(TAKE_OUT));
        let path = |finding: &Finding| finding.message.trim_end_matches(ABSENT).to_owned();
        let names = first_few(missing.iter().map(path), what);
        found.extend(Finding::merged(missing, || format!("{names} do not exist")));
        found.extend(others);
    }
}

const ABSENT: &str = " does not exist";
const TAKE_OUT: &str = "correct the path, or take the link out";

/// The lines of Planning Docs and Spec.
fn documents<'a>(session: &Session<'a>) -> Vec<Str<'a>> {
    let of_phases = session.phases.iter().flat_map(|phase| &phase.fields);
    let specs = of_phases.filter(|field| field.is_named("Spec"));
    let fields = session.field("Planning Docs").into_iter().chain(specs);
    fields.flat_map(|field| content(session.text, field)).collect()
}

/// The lines of the Key Files of Complete phases: an open phase lists the files that it is about
/// to create.
fn key_files<'a>(session: &Session<'a>) -> Vec<Str<'a>> {
    let fields = session.with_status(Status::Complete).flat_map(|phase| &phase.fields);
    let named = fields.filter(|field| field.is_named("Key Files"));
    named.flat_map(|field| content(session.text, field)).collect()
}

struct Links<'f, 'a> {
    session: &'f Session<'a>,
    known: &'f Snapshot<'f>,
    /// The folded anchors of each file that was read.
    headings: HashMap<String, Option<Vec<String>>>,
    /// The files reported so far, so that twelve links to one missing plan are one finding.
    missing: HashSet<String>,
}

impl Links<'_, '_> {
    fn check(&mut self, reference: Reference<'_>) -> Option<Finding> {
        let path = reference.path.as_str().trim_end_matches('/');
        if !path.is_empty() && !self.exists(path) {
            let is_first = self.missing.insert(path.to_owned());
            return is_first.then(|| self.missing_file(reference, path));
        }
        let anchor = reference.anchor.filter(|anchor| !is_line(anchor))?;
        let wanted = fold_anchor(&anchor);
        let known = self.known;
        let anchors = self.anchors(path)?;
        let is_found = anchors.iter().any(|anchor| names(anchor, &wanted));
        (!is_found).then(|| missing_heading(reference, &wanted, anchors, known))
    }

    fn exists(&self, path: &str) -> bool {
        (self.known.plan.is_some() && self.known.plan_path == path) || self.known.files.exists(path)
    }

    fn missing_file(&self, reference: Reference<'_>, path: &str) -> Finding {
        let name = path.rsplit('/').next().unwrap_or(path);
        let elsewhere = [format!("docs/{name}"), name.to_owned()];
        let found = elsewhere.iter().find(|other| *other != path && self.exists(other));
        let help = match found {
            Some(other) => format!("write `{other}`"),
            None => TAKE_OUT.to_owned(),
        };
        Finding::new(&RULE, format!("`{path}`{ABSENT}"))
            .at(reference.whole.span(), "no such file")
            .help(help)
    }

    /// The anchors of a file; `None` where it is not readable Markdown.
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
        if let Some(plan) = self.known.plan.filter(|_| self.known.plan_path == path) {
            return Some(plan.text.to_string());
        }
        let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
        let is_markdown = matches!(extension.as_deref(), Some("md" | "markdown" | "mdx"));
        if is_markdown { self.known.files.read(path) } else { None }
    }
}

/// Headings, and anchors set by hand: `<a id="x">`, `<a name="x">`, `{#x}`.
fn anchors_of(text: &str) -> Vec<String> {
    let outline = Outline::of(Str::new(text));
    let mut anchors: Vec<String> =
        slugs(&outline.headings).iter().map(|slug| fold_anchor(slug)).collect();
    for (opening, close) in [("id=\"", '"'), ("name=\"", '"'), ("{#", '}')] {
        let rests = text.split(opening).skip(1);
        anchors.extend(rests.filter_map(|rest| Some(fold_anchor(rest.split_once(close)?.0))));
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
    known: &Snapshot<'_>,
) -> Finding {
    let path = reference.path.as_str().trim_end_matches('/');
    let file = if path.is_empty() { known.session_path } else { path };
    let mut parts = wanted.splitn(3, '-');
    let phase = parts.next().zip(parts.next()).map(|(word, number)| format!("{word}-{number}"));
    let similar = phase.and_then(|phase| anchors.iter().find(|anchor| names(anchor, &phase)));
    let help = match similar {
        Some(anchor) => format!("write `{path}#{anchor}`"),
        None => "correct the anchor: a heading's slug, or `phase-3` for `Phase 3: …`".to_owned(),
    };
    Finding::new(&RULE, format!("`{file}` has no heading `#{wanted}`"))
        .at(reference.whole.span(), "no such heading")
        .help(help)
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn links_lead_to_files_and_headings() {
        let spec = "IMPLEMENTATION_PHASES.md#phase-2`";
        assert_eq!(changed(spec, "IMPLEMENTATION_PHASES.md#phase-2-tasks-api`"), NONE);
        assert_eq!(changed(spec, "IMPLEMENTATION_PHASES.md#phase-3-ui-`"), NONE);
        assert_eq!(changed(spec, "IMPLEMENTATION_PHASES.md#phase-22`"), ["broken-link"]);
        assert_eq!(changed(spec, "PHASES.md#phase-2`"), ["broken-link"]);
        assert_eq!(
            changed(
                "Docs**: `docs/IMPLEMENTATION_PHASES.md`",
                "Docs**: [the plan](IMPLEMENTATION_PHASES.md), https://x.y/z.md"
            ),
            ["broken-link"]
        );
    }

    #[test]
    fn only_the_files_of_a_complete_phase_must_be_there() {
        assert_eq!(changed("`src/ui.ts`", "`src/later.ts`"), NONE);
        assert_eq!(changed("Files**: `src/routes.ts`", "Files**: `src/later.ts`"), NONE);
        let files = |list: &str| changed("**Summary**: all set up\n", list);
        assert_eq!(files("**Key Files**: `src/gone.ts`\n"), ["broken-link"]);
        assert_eq!(files("**Key Files**:\n- `src/ui.ts`\n- `src/routes.ts`\n"), NONE);
    }

    #[test]
    fn missing_files_of_one_kind_are_one_finding() {
        let text = GOOD
            .replace("**Planning Docs**: ", "**Planning Docs**: `A.md`, `docs/B.md`, ")
            .replace("**Summary**: all set up\n", "**Key Files**: `src/c.ts`, `src/d.ts`\n");
        let findings = findings_of(&text, None, &files(), None);
        assert_eq!(rules_of(&findings), ["broken-link", "broken-link"]);
        assert_eq!(findings[0].message, "`A.md` and `docs/B.md` do not exist");
        assert_eq!(findings[1].message, "`src/c.ts` and `src/d.ts` do not exist");
    }

    #[test]
    fn links_to_one_missing_file_are_one_finding() {
        let text = GOOD.replace(
            "**Key Files**: `src/ui.ts`",
            "**Spec**: `docs/X.md#a`\n**Spec**: `docs/X.md#b`",
        );
        assert_eq!(rules_of(&findings_of(&text, None, &files(), None)), ["broken-link"]);
    }
}
