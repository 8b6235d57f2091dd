//! What is next by the sections of SESSION.md that are not phases: files that are kept as a log have
//! several, and the newest counts.

use std::cmp::Reverse;

use crate::markdown::field;
use crate::markdown::field::{Field, FieldScope};
use crate::markdown::line::label;
use crate::markdown::list::after_bullet;
use crate::markdown::outline::Heading;
use crate::session::content::{content, own_span};
use crate::session::model::Session;
use crate::session::next::announcement::{Announcement, announcement, folded};
use crate::session::next::written_action::{
    ActionHome, WrittenAction, lines_below, open_items, without_placeholders,
};
use crate::text::str::Str;

/// Something that announces what is next, and where.
struct Announced<'a> {
    announcement: Announcement,
    title: Str<'a>,
    at: Str<'a>,
    lines: Vec<Str<'a>>,
    field: Option<Field<'a>>,
}

impl<'a> Session<'a> {
    /// What the sections outside of the phases announce as next; a list of all that is left
    /// only where it is asked for.
    pub(crate) fn announced_in_sections(&self, most: Announcement) -> Option<WrittenAction<'a>> {
        let mut found = self.announced();
        found.retain(|one| one.announcement <= most);
        if found.iter().any(|one| one.has_open_items()) {
            found.retain(Announced::has_open_items);
        }
        found.retain(|one| one.announcement != Announcement::OpenWork || one.has_open_items());
        let rank = |one: &Announced<'a>| {
            let is_list = one.announcement == Announcement::OpenWork;
            // A list of later steps may stand above the action itself.
            let is_named = folded(&one.title).starts_with("next action");
            (is_list, Reverse(self.recency(one.at)), one.announcement, !is_named)
        };
        let best = found.iter().map(rank).min()?;
        let mut best = found.into_iter().filter(|one| rank(one) == best);
        let Announced { announcement, lines, field, .. } = best.next()?;
        let also = best.map(|other| other.at).collect();
        let home = match announcement {
            Announcement::Action => ActionHome::Section,
            Announcement::Handoff | Announcement::OpenWork => ActionHome::Notes,
        };
        Some(WrittenAction { lines, home, field, also })
    }

    /// Headings first, then fields and labels, each in order.
    fn announced(&self) -> Vec<Announced<'a>> {
        let headings = self.outline.headings.iter().filter_map(|heading| {
            let announcement = announcement(&heading.text)?;
            let lines = lines_below(heading);
            let (title, at) = (heading.text, heading.line);
            Some(Announced { announcement, title, at, lines, field: None })
        });
        let mut fields = Vec::new();
        for paragraph in self.outline.paragraphs() {
            let known = fields.len();
            field::paragraph_fields(paragraph, FieldScope::Defined, &mut fields);
            if fields.len() == known {
                fields.extend(plain_fields(paragraph));
            }
        }
        let fields = fields.into_iter().filter_map(|field| {
            let announcement = announcement(&field.key)?;
            let mut lines = without_placeholders(content(self.text, &field));
            // `Next: …` above `TODO: …`
            let is_other = |line: &Str<'a>| {
                plain_field(*line).is_some_and(|other| announces(&other) && other.key != field.key)
            };
            if let Some(at) = lines.iter().position(is_other) {
                lines.truncate(at);
            }
            let (title, at) = (field.key, field.line);
            Some(Announced { announcement, title, at, lines, field: Some(field) })
        });
        let mut found: Vec<Announced<'a>> = headings.chain(fields).collect();
        let is_outside = self.outside_of_phases();
        found.retain(|one| !one.lines.is_empty() && is_outside(one.at.span().start));
        found
    }

    /// Whether an offset is outside of the header and of what the phases say themselves.
    fn outside_of_phases(&self) -> impl Fn(usize) -> bool {
        let header_end = self.header.last().map_or(0, |field| field.line.span().end);
        let end_of_last = self.phases.last().map(|last| own_span(self, last).end);
        move |at: usize| {
            let after = self.phases.partition_point(|phase| phase.body.span().start <= at);
            let end = match after.checked_sub(1) {
                Some(index) if index + 1 == self.phases.len() => end_of_last,
                Some(index) => Some(self.phases[index].body.span().end),
                None => None,
            };
            at >= header_end && end.is_none_or(|end| end <= at)
        }
    }

    /// The date, else the number of the session, in the headings above a line. What is not dated
    /// is about the present.
    fn recency(&self, at: Str<'_>) -> (String, u32) {
        let headings = &self.outline.headings;
        let end = headings.partition_point(|heading| heading.line.span().start <= at.span().start);
        let mut level = u8::MAX;
        let above = headings[..end].iter().rev().filter(|heading| {
            let is_above = heading.level < level;
            level = level.min(heading.level);
            is_above
        });
        let mut dated = above.filter_map(dated);
        dated.next().unwrap_or_else(|| ("9999".to_owned(), u32::MAX))
    }
}

fn announces(field: &Field<'_>) -> bool {
    announcement(&field.key).is_some()
}

impl Announced<'_> {
    fn has_open_items(&self) -> bool {
        !open_items(&self.lines).is_empty()
    }
}

/// `2026-04-05` or `2026/04/05` in a heading, and the number after `Session`.
fn dated(heading: &Heading<'_>) -> Option<(String, u32)> {
    const DATE: usize = 10;
    let text = heading.text.as_str();
    let is_date = |window: &&[u8]| {
        let mut bytes = window.iter().enumerate();
        bytes.all(|(at, byte)| match at {
            4 | 7 => matches!(byte, b'-' | b'/' | b'.'),
            _ => byte.is_ascii_digit(),
        })
    };
    let date = text.as_bytes().windows(DATE).find(is_date).map(|date| {
        let separated = |byte: &u8| if byte.is_ascii_digit() { char::from(*byte) } else { '-' };
        date.iter().map(separated).collect::<String>()
    });
    let lower = text.to_lowercase();
    let number = lower.split_once("session").and_then(|(_, rest)| {
        let rest = rest.trim_start_matches([' ', '#', '-', '_']);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest[..digits].parse().ok()
    });
    (date.is_some() || number.is_some())
        .then(|| (date.unwrap_or_default(), number.unwrap_or_default()))
}

/// The plain fields of a paragraph, each after a whole sentence: prose is wrapped anywhere.
fn plain_fields<'a>(paragraph: Str<'a>) -> Vec<Field<'a>> {
    let mut is_after_sentence = true;
    let begins = |line: &Str<'a>| {
        let is_first = is_after_sentence;
        is_after_sentence = line.trim_end().ends_with(['.', '!', '?', '。', ')', '`']);
        is_first && !line.trim_start().starts_with(char::is_lowercase)
    };
    paragraph.lines().filter(begins).filter_map(plain_field).collect()
}

/// `Next steps:` above a list, `Next: build it`: without bold.
pub(crate) fn plain_field(paragraph: Str<'_>) -> Option<Field<'_>> {
    let line = paragraph.lines().next()?;
    let trimmed = line.trim();
    if let Some(key) = label(line) {
        let value = trimmed.slice(trimmed.len()..trimmed.len());
        return Some(Field { key, value, line });
    }
    let text = after_bullet(trimmed).unwrap_or(trimmed).trim();
    let (key, rest) = text.split_at(text.find([':', '：'])?);
    let value = rest.slice_ref(rest.as_str().trim_start_matches([':', '：'])).trim();
    key.starts_with(char::is_alphabetic).then_some(Field { key, value, line })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(Vec<String>, usize)> {
        let session = Session::parse(text);
        let action = session.next_action_of_file()?;
        let also = action.also.len();
        Some((action.open_items(), also))
    }

    fn items(text: &str) -> Option<Vec<String>> {
        found(text).map(|(items, _)| items)
    }

    const DO_IT: [&str; 1] = ["Do it"];

    #[test]
    fn what_is_next_is_announced_by_headings_fields_and_labels() {
        for text in [
            "# Notes\n\n## 2026-04-05\n\n### Next session backlog\n1. Do it\n",
            "# Notes\n\n## Where to pick up\n\n### Immediate: the plan\n\n1. Do it\n",
            "# Notes\n\n## TODO\n\n1. **Set up** ✅ done\n   - [x] a\n2. Do it\n",
            "# Notes\n\n**Next steps**\n\n- Do it\n",
            "# Notes\n\nNext steps:\n- [x] a\n- [ ] Do it\n",
            "# Notes\n\nNext: Do it\n",
            "# Notes\n\n- Next: Do it\n",
            "# Notes\n\n## 2026-03-03\nDid the importer.\nNext: Do it\nTODO: more\n",
            "# Notes\n\n## Next: Do it\n",
            "# Notes\n\n## 10. First prompt for the next session\n\nPaste:\n\n```\nDo it\n```\n\n## 11\n",
            "# Notes\n\n## Next\n\n> from the plan\n\n1. Do it\n",
            "# 笔记\n\n下一步：Do it\n",
            "# Poznámky\n\n## Kde pokračovat příště\n1. Do it\n",
        ] {
            assert_eq!(items(text).as_deref(), Some(&DO_IT.map(String::from)[..]), "{text}");
        }
    }

    #[test]
    fn what_is_done_or_no_announcement_is_not_next() {
        for text in [
            "# Notes\n\n## TODO\n\n- [x] a\n",
            "# Notes\n\n## Tareas pendientes\n\n✅ todas completadas\n",
            "# Notes\n\n## Context for next session\n\n- a\n",
            "# Notes\n\n## Active task\n\n(none)\n",
            "# Notes\n\nThis is next: nothing.\n",
            "# Notes\n\nIt was broken four ways, each hiding the\nnext: an empty folder.\n",
            "# Notes\n\nIt hides the\nNext: an empty folder.\n",
        ] {
            assert_eq!(items(text), None, "{text}");
        }
    }

    #[test]
    fn the_newest_of_a_log_counts() {
        let log = |a: &str, b: &str| {
            format!(
                "# Log\n\n## {a}\n\n### Next steps\n\n- Old\n\n## {b}\n\n### Next steps\n- Do it\n"
            )
        };
        for (a, b) in [
            ("2026-04-05", "2026-04-06 - day two"),
            ("Session 9", "Session 10 (evening)"),
            ("2026-04-05, session 1", "2026-04-05, session 2"),
            ("2026-04-05", "State"),
        ] {
            assert_eq!(found(&log(a, b)), Some((vec!["Do it".to_owned()], 0)), "{a}");
            let turned = log(b, a).replace("Old", "Do it, first");
            assert_eq!(found(&turned), Some((vec!["Do it, first".to_owned()], 0)), "{a}");
        }
        assert_eq!(found(&log("A", "B")), Some((vec!["Old".to_owned()], 1)));
    }

    #[test]
    fn a_list_of_all_that_is_left_comes_last() {
        let text = "# Log\n\n## TODO\n\n- Old\n\n## 2026-04-05\n\n### Where to pick up\n\nDo it\n";
        assert_eq!(found(text), Some((vec!["Do it".to_owned()], 0)));
    }

    #[test]
    fn beside_a_phase_only_what_is_announced_as_next_counts() {
        let of_phase = |section: &str| {
            let text = format!(
                "**Current Phase**: Phase 1\n\n## Phase 1: A 🔄\n\n- [ ] a\n\n---\n\n{section}"
            );
            let session = Session::parse(&text);
            let phase = session.phase_at_work().unwrap();
            session.next_action(phase).map(|action| (action.open_items(), action.home))
        };
        assert_eq!(of_phase("## Backlog\n\n- b\n"), None);
        let notes = Some((vec!["b".to_owned()], ActionHome::Notes));
        assert_eq!(of_phase("## Where to pick up\n\n- b\n"), notes);
    }
}
