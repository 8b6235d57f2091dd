//! Keys that do not begin a line: `Phase: 3 - Tasks API | Status: Complete`.

use crate::message::sections::section::SectionKey;
use crate::text::str::Str;

/// A key that does not begin its line.
#[derive(Clone, Copy, Debug)]
pub struct JoinedKey<'a> {
    /// The key.
    pub key: SectionKey,
    /// What stands before it in the place of a line break.
    pub gap: Str<'a>,
    /// Whether the line is the subject, below which a line is left empty.
    pub is_below_subject: bool,
}

/// The lines, cut before each key of `sought` within them; `None` where there is not one.
pub(crate) fn split<'a>(
    lines: &[Str<'a>],
    sought: &[SectionKey],
) -> Option<(Vec<Str<'a>>, Vec<JoinedKey<'a>>)> {
    let (mut parts, mut found) = (Vec::new(), Vec::<JoinedKey<'a>>::new());
    for (index, &line) in lines.iter().enumerate() {
        let mut rest = line;
        while let Some((key, before, gap, after)) = first_key(rest, sought, &found) {
            let is_below_subject = index == 0 && rest.span() == line.span();
            found.push(JoinedKey { key, gap, is_below_subject });
            parts.push(before);
            if is_below_subject {
                parts.push(after.slice(0..0));
            }
            rest = after;
        }
        parts.push(rest);
    }
    (!found.is_empty()).then_some((parts, found))
}

type KeyParts<'a> = (SectionKey, Str<'a>, Str<'a>, Str<'a>);

/// The first such key within a line that was not found yet: what stands before it, the gap, and
/// the line from the key on.
fn first_key<'a>(
    line: Str<'a>,
    sought: &[SectionKey],
    found: &[JoinedKey<'_>],
) -> Option<KeyParts<'a>> {
    let is_new = |key: &&SectionKey| found.iter().all(|joined| joined.key != **key);
    let named = |colon: usize| {
        let key = sought.iter().filter(is_new).find(|key| line[..colon].ends_with(key.key()))?;
        let (before, after) = line.split_at(colon - key.key().len());
        let is_space = |c: char| c.is_whitespace() || c.is_control();
        let is_gap = |c: char| is_space(c) || "|;,/·•–—-".contains(c);
        let is_apart = before.trim_end_matches(|c| "|;,/·•–—-".contains(c)).ends_with(is_space)
            || before.ends_with(['|', ';', ')']);
        let is_key = is_apart && after[key.key().len() + 1..].chars().next().is_none_or(is_space);
        let text = before.slice_ref(before.as_str().trim_end_matches(is_gap));
        let gap = before.split_at(text.len()).1;
        (is_key && !text.trim().is_empty()).then_some((*key, text, gap, after))
    };
    line.match_indices(':').find_map(|(colon, _)| named(colon))
}

#[cfg(test)]
mod tests {
    use crate::message::parse::Message;

    fn keys(text: &str) -> Vec<&'static str> {
        let message = Message::parse(text);
        message.joined_keys.iter().map(|joined| joined.key.key()).collect()
    }

    const HEAD: &str = "checkpoint: Phase 3 Paused - Tasks";

    #[test]
    fn keys_within_a_line_are_sections() {
        for body in [
            "\n\nPhase: 3 - Tasks Status: Paused Session: did it\n",
            "\n\nPhase: 3 - Tasks | Status: Paused | Session: did it\n",
            "\n\nPhase: 3 - Tasks, Status: Paused; Session: did it\n",
        ] {
            let text = format!("{HEAD}{body}");
            assert_eq!(keys(&text), ["Status", "Session"], "{text}");
            let message = Message::parse(&text);
            let said: Vec<&str> = message.sections.iter().map(|s| s.value.as_str()).collect();
            assert_eq!(said, ["3 - Tasks", "Paused", "did it"], "{text}");
        }
        let all = format!("{HEAD} Phase: 3 - Tasks Status: Paused Session: did it");
        assert_eq!(keys(&all), ["Phase", "Status", "Session"]);
        let message = Message::parse(&all);
        assert_eq!(message.subject.line.as_str(), HEAD);
        assert!(message.crowding.is_none());
    }

    #[test]
    fn a_key_that_has_its_own_line_is_no_other() {
        for body in [
            "\n\nPhase: 3 - Tasks\nStatus: Paused\nSession: Show the Status: line\n",
            "\n\nPhase: 3 - Tasks\nSession: The LastStatus: line, and Status:x\n",
        ] {
            assert_eq!(keys(&format!("{HEAD}{body}")), [""; 0], "{body}");
        }
    }
}
