//! Which messages are ours to judge; asked of every commit, so it has to be cheap.

/// What a first line makes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// Not a checkpoint, nor close to one.
    Other,
    /// Almost the format, so that a reader takes it for a checkpoint and the tools do not.
    NearMiss,
    /// It begins with `checkpoint:`.
    Checkpoint,
}

/// What begins a checkpoint.
pub(crate) const PREFIX: &str = "checkpoint:";

/// What `subject`, the first line of a message, makes of it.
///
/// A near miss needs the format's own `Phase <number>` after something like
/// the word: other tools write `Checkpoint: <hash>` and mean other things.
pub fn classify(subject: &str) -> MessageKind {
    if subject.starts_with(PREFIX) {
        MessageKind::Checkpoint
    } else if is_near_miss(subject) {
        MessageKind::NearMiss
    } else {
        MessageKind::Other
    }
}

/// Whether any line of a message file could be the first line of a checkpoint
/// or of a near miss, once comment lines are left out.
///
/// Needs no configuration, so a hook can end here before it opens the repository.
pub fn might_be_checkpoint(bytes: &[u8]) -> bool {
    bytes
        .split(|&byte| byte == b'\n')
        .take_while(|line| !line.trim_ascii_end().ends_with(SCISSORS.as_bytes()))
        .any(|line| classify(beginning(line)) != MessageKind::Other)
}

/// What follows the comment string in the line above a verbose commit's diff (wt-status.c).
pub(crate) const SCISSORS: &str = " ------------------------ >8 ------------------------";

/// A subject's first bytes: tags in front, the word, and the phase.
const MAX_LOOKED_AT: usize = 128;

/// As much of a line as [`classify`] looks at: up to the first byte that is not UTF-8.
fn beginning(line: &[u8]) -> &str {
    let line = &line[..line.len().min(MAX_LOOKED_AT)];
    match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&line[..error.valid_up_to()]).unwrap_or_default(),
    }
}

fn is_near_miss(subject: &str) -> bool {
    let subject = without_lead(without_tags(without_lead(subject)));
    let Some(at) = phase_word(subject) else { return false };
    let (head, tail) = (&subject[..at], &subject[at + PHASE.len()..]);
    let word = head.trim_end_matches(|c: char| !c.is_alphanumeric());
    word.len() < head.len() && is_like_the_word(word) && begins_with_number(tail)
}

/// Without what tools and habits put in front of a subject: `[ABC-1]`, `ABC-1:`, `#12`, `:memo:`, an
/// emoji, `chore(api):`, `WIP:`. Prose is kept, and `fixup!`.
pub(crate) fn without_tags(subject: &str) -> &str {
    const MAX_TAGS: usize = 4;
    let mut rest = subject;
    for _ in 0..MAX_TAGS {
        let Some(next) = after_tag(rest) else { break };
        rest = next.trim_start();
    }
    rest
}

fn after_tag(text: &str) -> Option<&str> {
    let closing = text.chars().next().and_then(|open| match open {
        '[' => Some(']'),
        '(' => Some(')'),
        ':' => Some(':'),
        _ => None,
    });
    if let Some(closing) = closing {
        let (tag, rest) = text[1..].split_once(closing)?;
        let is_code = !tag.is_empty() && !tag.contains(char::is_whitespace);
        return is_code.then(|| rest.trim_start_matches(':'));
    }
    let (word, rest) = text.split_once(' ')?;
    let name = word.trim_end_matches(':');
    let is_symbol = !name.contains(|c: char| c.is_alphanumeric() || c.is_ascii());
    let is_number = name.strip_prefix('#').is_some_and(is_digits);
    let is_ticket = name.split_once('-').is_some_and(|(key, number)| {
        key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && is_digits(number)
    });
    let is_type = word.ends_with(':') && !is_like_the_word(name) && is_commit_type(name);
    (is_symbol || is_number || is_ticket || is_type).then_some(rest)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `chore`, `feat(api)!`: a word and perhaps a scope.
fn is_commit_type(name: &str) -> bool {
    let name = name.trim_end_matches('!');
    let (word, scope) = name.split_once('(').unwrap_or((name, ")"));
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && scope.ends_with(')')
}

/// Without space and byte order mark in front.
pub(crate) fn without_lead(subject: &str) -> &str {
    subject.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

const PHASE: &str = "phase";
const WORD: &str = "checkpoint";

/// Where `Phase` begins, in any case, if close enough to the start for a near miss.
pub(crate) fn phase_word(subject: &str) -> Option<usize> {
    let near = &subject.as_bytes()[..subject.len().min(WORD.len() + 12)];
    near.windows(PHASE.len()).position(|window| window.eq_ignore_ascii_case(PHASE.as_bytes()))
}

fn is_like_the_word(word: &str) -> bool {
    let is_possible = (WORD.len() - 2..=WORD.len() + 2).contains(&word.chars().count());
    is_possible && strsim::osa_distance(&word.to_lowercase(), WORD) <= 2
}

fn begins_with_number(text: &str) -> bool {
    text.trim_start_matches([' ', '\t', '#']).starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_begins_with_the_prefix_in_lower_case() {
        assert_eq!(classify("checkpoint: Phase 3 Complete - Tasks API"), MessageKind::Checkpoint);
        assert_eq!(classify("checkpoint: save"), MessageKind::Checkpoint);
        assert_eq!(classify("checkpoint:"), MessageKind::Checkpoint);
    }

    #[test]
    fn near_misses_are_almost_the_format() {
        for subject in [
            "Checkpoint: Phase 3 Complete - x",
            "CHECKPOINT: PHASE 3",
            "checkpont: Phase 3 Complete - x",
            "checkpoint - Phase 3",
            "checkpoint – Phase 3",
            "checkpoint Phase 12 Complete",
            "check-point: Phase 3",
            "  checkpoint: Phase 3",
            "\u{feff}checkpoint: Phase 3",
            "Checkpoints: phase3",
            "[ABC-1] checkpoint: Phase 3 Complete - x",
            "[ABC-1]: checkpoint: Phase 3 Complete - x",
            "(web) Checkpoint: Phase 3 Complete - x",
            "ABC-12 checkpoint: Phase 3",
            "ABC-12: checkpoint: Phase 3",
            "#12 checkpoint: Phase 3",
            "chore: checkpoint: Phase 3",
            "feat(api)!: checkpoint - Phase 3",
            "WIP: checkpoint: Phase 3",
            ":memo: checkpoint: Phase 3",
            "📝 checkpoint: Phase 3",
            "⏸️ [web-team] chore(shop): checkpoint: Phase 3",
        ] {
            assert_eq!(classify(subject), MessageKind::NearMiss, "{subject}");
        }
    }

    #[test]
    fn other_subjects_are_none_of_our_business() {
        for subject in [
            "",
            "Checkpoint: ed51f6581660",
            "Checkpoint before follow-up message",
            "Checkpoint before Phase 3",
            "Checkpoint - yaml data",
            "Checkpoint",
            "Checkpoint: Phase out the old API",
            "Merge branch 'phase 3'",
            "Revert \"checkpoint: Phase 3 Complete - x\"",
            "fixup! checkpoint: Phase 3 Complete - x",
            "Phase 3: start",
            "feat(checkpoint): Phase 3",
            "pinpoint: Phase 3",
            "fixup! [ABC-1] checkpoint: Phase 3 Complete - x",
            "docs: explain checkpoint: Phase 3",
            "[see the note] checkpoint: Phase 3",
            "chore: checkpoint: save",
            "Describe checkpoint: Phase 3",
            "ch\u{1F389}\u{1F389}\u{1F389}\u{1F389}\u{1F389}phas\u{e9}",
        ] {
            assert_eq!(classify(subject), MessageKind::Other, "{subject}");
        }
    }

    #[test]
    fn the_gate_sees_subjects_below_comments_and_nothing_below_the_scissors() {
        assert!(might_be_checkpoint(b"# a comment\n\ncheckpoint: x\n"));
        assert!(might_be_checkpoint(b"Checkpoint: Phase 3 caf\xe9"));
        assert!(!might_be_checkpoint(b"Fix \xff\0 things\n\nthe checkpoint: prefix"));
        let diff = format!("Fix\n#{SCISSORS}\ncheckpoint: x\n");
        assert!(!might_be_checkpoint(diff.as_bytes()));
    }
}
