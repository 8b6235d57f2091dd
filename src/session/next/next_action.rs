//! Where SESSION.md says what is next, and which of several places counts.

use crate::markdown::field::Field;
use crate::markdown::outline::Heading;
use crate::session::content::{content, own_span};
use crate::session::model::{Phase, Session};
use crate::session::next::announcement::{Announcement, folded, is_next_action};
use crate::session::next::sections::plain_field;
use crate::session::next::written_action::{
    ActionHome, WrittenAction, lines_below, without_placeholders,
};
use crate::terms::status::Status;
use crate::text::span::Span;

impl<'a> Session<'a> {
    /// The Next Action that counts for a phase: its own, the header's, that of a section, then that
    /// of the open phase nearest to it, and of the phase before it. Placeholders do not count.
    pub fn next_action(&self, phase: &Phase<'a>) -> Option<WrittenAction<'a>> {
        let own = self.in_phase(phase, ActionHome::Phase);
        let header = || self.of_fields(&self.header, ActionHome::Header);
        let near = || {
            let around = self.phases_around(phase).into_iter();
            around.filter_map(|other| {
                self.in_phase(other, ActionHome::OtherPhase(other.number.clone()))
            })
        };
        let sections = || self.announced_in_sections(Announcement::Handoff);
        own.or_else(header).or_else(sections).or_else(|| near().next())
    }

    /// A Next Action that belongs to no phase, for a file whose current phase is not known.
    pub fn next_action_of_file(&self) -> Option<WrittenAction<'a>> {
        let sections = || self.announced_in_sections(Announcement::OpenWork);
        self.of_fields(&self.header, ActionHome::Header).or_else(sections)
    }

    fn in_phase(&self, phase: &Phase<'a>, home: ActionHome) -> Option<WrittenAction<'a>> {
        let own = self.own_text(phase);
        let fields: Vec<Field<'a>> =
            phase.fields.iter().filter(|f| f.line.span().start < own.end).copied().collect();
        let plain = || {
            let below = self.outline.paragraphs_from(own.start);
            let paragraphs = below.take_while(|paragraph| paragraph.span().end <= own.end);
            self.of_fields(&paragraphs.filter_map(plain_field).collect::<Vec<_>>(), home.clone())
        };
        self.of_fields(&fields, home.clone())
            .or_else(|| self.of_headings(home.clone(), own))
            .or_else(plain)
    }

    /// What the phase itself says; after a rule below the last one follows what is about the file.
    fn own_text(&self, phase: &Phase<'a>) -> Span {
        let is_last = self.phases.last().is_some_and(|last| last.heading == phase.heading);
        if is_last { own_span(self, phase) } else { phase.body.span() }
    }

    /// Of the first heading in that part that announces it and has something below.
    fn of_headings(&self, home: ActionHome, part: Span) -> Option<WrittenAction<'a>> {
        let headings = &self.outline.headings;
        let start = |heading: &Heading<'_>| heading.line.span().start;
        let first = headings.partition_point(|heading| start(heading) < part.start);
        let inside = headings[first..].iter().take_while(|heading| start(heading) < part.end);
        let mut named = inside.filter(|heading| is_next_action(&heading.text));
        named.find_map(|heading| {
            let lines = lines_below(heading);
            let home = home.clone();
            let also = Vec::new();
            (!lines.is_empty()).then_some(WrittenAction { lines, home, field: None, also })
        })
    }

    fn of_fields(&self, fields: &[Field<'a>], home: ActionHome) -> Option<WrittenAction<'a>> {
        let mut named: Vec<&Field<'a>> = fields.iter().filter(|f| is_next_action(&f.key)).collect();
        // A list of later steps may stand above the action itself.
        named.sort_by_key(|field| !folded(&field.key).starts_with("next action"));
        named.into_iter().find_map(|field| {
            let lines = without_placeholders(content(self.text, field));
            let (home, field, also) = (home.clone(), Some(*field), Vec::new());
            (!lines.is_empty()).then_some(WrittenAction { lines, home, field, also })
        })
    }

    /// The open phases, those after this one first; then the one before it, which often names
    /// what comes after it.
    fn phases_around<'s>(&'s self, phase: &Phase<'a>) -> Vec<&'s Phase<'a>> {
        let at = self.phases.iter().position(|other| other.heading == phase.heading).unwrap_or(0);
        let (before, after) = self.phases.split_at(at);
        let is_open = |other: &&Phase<'_>| other.status() != Some(Status::Complete);
        let after = after.iter().skip(1).filter(is_open);
        after.chain(before.iter().rev().filter(is_open)).chain(before.last()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::phase_number::PhaseNumber;

    fn found(text: &str) -> Option<(Vec<String>, ActionHome)> {
        let session = Session::parse(text);
        let phase = session.phase_at_work()?;
        session.next_action(phase).map(|action| (action.open_items(), action.home))
    }

    const HEAD: &str = "**Current Phase**: Phase 2\n";

    fn other(number: &str) -> ActionHome {
        ActionHome::OtherPhase(PhaseNumber::parse(number).unwrap())
    }

    #[test]
    fn it_is_found_wherever_it_is_written() {
        for (text, home) in [
            ("## Phase 2: B 🔄\n**Next Action**: Do it\n", ActionHome::Phase),
            ("## Phase 2: B 🔄\n### Next Actions:\n\n1. Do it\n", ActionHome::Phase),
            ("**Next Action**: Do it\n## Phase 2: B 🔄\n", ActionHome::Header),
            ("## Next Action\n\nDo it\n\n## Phase 2: B 🔄\n", ActionHome::Section),
            ("## Next 3 steps\n\nDo it\n\n## Phase 2: B 🔄\n", ActionHome::Section),
            (
                "## Next Tasks\n\n### High priority\n\n- [ ] Do it\n\n### Low\n\n- [ ] b\n\n## Phase 2: B 🔄\n",
                ActionHome::Section,
            ),
            (
                "## Next Tasks\n\n### 1. Do it\nas said\n\n### 2. More\n\n## Phase 2: B 🔄\n",
                ActionHome::Section,
            ),
            ("## Next Steps (in order)\n\nDo it\n\n## Phase 2: B 🔄\n", ActionHome::Section),
            ("## Phase 2: B 🔄\n\n## 🎯 Next Steps\n- Do it\n---\nmore\n", ActionHome::Section),
            ("## Phase 2: B 🔄\n\n## State\n\n**Next Action**:\nDo it\n", ActionHome::Section),
            (
                "## Phase 2: B 🔄\nx\n\n## Phase 3: C ⏸️\n\n---\n\n**Next Action**: Do it\n",
                ActionHome::Section,
            ),
            ("## Phase 2: B 🔄\n## Phase 3: C ⏸️\n**Next Action**: Do it\n", other("3")),
            ("## Phase 1: A ✅\n**Next Action**: Do it\n## Phase 2: B 🔄\n", other("1")),
        ] {
            let text = format!("{HEAD}\n{text}");
            assert_eq!(found(&text), Some((vec!["Do it".to_owned()], home)), "{text}");
        }
    }

    #[test]
    fn an_old_phase_says_nothing_about_this_one() {
        let text = format!(
            "{HEAD}\n## Phase 0: Z ✅\n**Next Action**: Do it\n## Phase 1: A ✅\n## Phase 2: B 🔄\n"
        );
        assert_eq!(found(&text), None);
        assert_eq!(found(&format!("{HEAD}\n## Phase 2: B 🔄\n**Next Action**: TBD\n")), None);
    }

    #[test]
    fn what_is_done_is_not_next() {
        let open = |list: &str| {
            let text = format!("{HEAD}\n## Phase 2: B 🔄\n**Next Action**:\n{list}\n");
            found(&text).map(|(items, _)| items)
        };
        let two = Some(vec!["b and c".to_owned()]);
        for first in [
            "1. ✅ a",
            "1. [x] a",
            "- ~~a~~",
            "- ~~a~~ (moved)",
            "- a ✅",
            "- **Done:** a",
            "- a (done)",
            "- **a** ✅ (yesterday)",
            "- a ✅ 完了",
        ] {
            assert_eq!(open(&format!("{first}\n2. b\n   and c")), two, "{first}");
        }
        assert_eq!(open("Two are left:\n- [ ] b and c"), two);
        assert_eq!(open("- [x] a"), Some(Vec::new()));
    }
}
