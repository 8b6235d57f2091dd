//! What a reader looks up in SESSION.md: known issues, planning documents.

use crate::session::content::content;
use crate::session::model::{Phase, Session};
use crate::session::next::announcement::folded;
use crate::session::next::written_action::{paragraphs, without_placeholders};
use crate::session::references;
use crate::text::str::Str;

/// A document that SESSION.md sends its reader to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentReference<'a> {
    /// The path from the top of the worktree; empty for a heading of SESSION.md itself.
    pub path: Str<'a>,
    /// What follows `#`.
    pub anchor: Option<Str<'a>>,
}

impl<'a> Session<'a> {
    /// The lines of Known Issues, Current Issue and Blockers: of the phase, of
    /// the header, and below headings of that name; `None` is none.
    pub fn known_issues(&self, phase: Option<&Phase<'a>>) -> Vec<Str<'a>> {
        without_placeholders(self.said_under(phase, is_known_issue).concat())
    }

    /// The documents named in Planning Docs and in the phase's Spec, each once.
    pub fn documents(&self, phase: Option<&Phase<'a>>) -> Vec<DocumentReference<'a>> {
        let spec = phase.and_then(|phase| phase.field("Spec"));
        let fields = spec.into_iter().chain(self.field("Planning Docs"));
        let lines = fields.flat_map(|field| content(self.text, field));
        let mut found: Vec<DocumentReference<'a>> = Vec::new();
        let named = lines.flat_map(references::references);
        for (path, anchor) in named.map(|reference| (reference.path, reference.anchor)) {
            // The section is named already: the whole file says no more.
            let is_known = found.iter().any(|known| {
                *known.path == *path
                    && (anchor.is_none() || known.anchor.as_deref() == anchor.as_deref())
            });
            if !is_known {
                found.push(DocumentReference { path, anchor });
            }
        }
        found
    }

    /// What stands under such a key: in fields of the phase, then of the
    /// header, then below headings.
    fn said_under(&self, phase: Option<&Phase<'a>>, is_key: fn(&str) -> bool) -> Vec<Vec<Str<'a>>> {
        let of_phase = phase.into_iter().flat_map(|phase| &phase.fields);
        let fields = of_phase.chain(&self.header).filter(|field| is_key(&field.key));
        let headings = self.outline.headings.iter().filter(|heading| is_key(&heading.text));
        fields
            .map(|field| content(self.text, field))
            .chain(headings.map(|heading| paragraphs(heading.rest)))
            .collect()
    }
}

pub(crate) fn is_known_issue(key: &str) -> bool {
    let names = [
        "known issues", "known issue", "current issue", "current issues", "blockers", "blocker",
        "blocked by",
    ];
    names.contains(&folded(key).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
**Current Phase**: Phase 3
**Planning Docs**: `docs/PLAN.md`, [Design](docs/DESIGN.md)

## Phase 3: API [In Progress]

**Spec**: `docs/PLAN.md#phase-3`
**Next Action**: Implement it
in src/a.rs:3
**Known Issues**: None

**Blockers**:
- waits for a key

## Known Issues

The list is slow.
- [TBD]

---
more
";

    fn strings(lines: Vec<Str<'_>>) -> Vec<&str> {
        lines.into_iter().map(Str::as_str).collect()
    }

    #[test]
    fn issues_are_gathered_and_none_is_none() {
        let session = Session::parse(FILE);
        let issues = strings(session.known_issues(session.current()));
        assert_eq!(issues, ["- waits for a key", "The list is slow."]);
        assert_eq!(strings(session.known_issues(None)), ["The list is slow."]);
    }

    #[test]
    fn documents_are_named_once_the_section_first() {
        let session = Session::parse(FILE);
        let named = session.documents(session.current()).into_iter();
        let named: Vec<_> =
            named.map(|doc| (doc.path.as_str(), doc.anchor.map(Str::as_str))).collect();
        assert_eq!(named, [("docs/PLAN.md", Some("phase-3")), ("docs/DESIGN.md", None)]);
    }
}
