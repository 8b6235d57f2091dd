//! What a shell should have taken for itself: the `EOF` of a here-document, a closing quote or
//! parenthesis, and the `\n\n` before a footer.

use crate::message::trailer::is_trailer;
use crate::text::str::Str;

const LITERAL: &str = "\\n";

/// What is left over in a message.
#[derive(Clone, Debug, Default)]
pub struct ShellLeftovers<'a> {
    /// The literal `\n` between a line and the footer that was meant to stand below it.
    pub literals: Vec<Str<'a>>,
    /// Lines at the end that only a shell reads.
    pub marks: Vec<Str<'a>>,
}

/// Takes the lines off the end that only a shell reads.
pub(crate) fn take_marks<'a>(lines: &mut &[Str<'a>], found: &mut ShellLeftovers<'a>) {
    while let Some(at) = lines.iter().rposition(|line| !line.trim().is_empty()) {
        if !is_mark(&lines[at], &lines[..at]) {
            return;
        }
        found.marks.insert(0, lines[at].trim());
        *lines = &lines[..at];
    }
}

/// The parts of a line to whose end a footer was glued, and the literals between them.
pub(crate) fn split_footer(line: Str<'_>) -> Option<(Vec<Str<'_>>, Vec<Str<'_>>)> {
    let parts: Vec<_> = line.as_str().split(LITERAL).map(|part| line.slice_ref(part)).collect();
    let first = parts.iter().position(|part| is_trailer(part)).filter(|at| *at > 0)?;
    let is_footer = parts[first..].iter().all(|part| part.trim().is_empty() || is_trailer(part));
    // Before it there may be text with a literal of its own.
    let text_ends = parts[..first].iter().rposition(|part| !part.trim().is_empty())?;
    if !is_footer {
        return None;
    }
    let end = parts[text_ends].span().end - line.span().start;
    let text = line.slice(0..end);
    let literals = line.slice(end..line.len());
    let literals =
        literals.as_str().matches(LITERAL).map(|literal| line.slice_ref(literal)).collect();
    let footer = parts[text_ends + 1..].iter().copied();
    Some((std::iter::once(text).chain(footer).collect(), literals))
}

/// `EOF`, `)`, `)"`. A parenthesis counts below `Next`, which ends the message, and where that
/// has not opened it; what an entry above forgot to close is that entry's defect.
fn is_mark(line: &str, above: &[Str<'_>]) -> bool {
    let line = line.trim();
    let word = line.trim_matches(['"', '\'', ')', ';']);
    if matches!(word, "EOF" | "EOT" | "EOM") {
        return true;
    }
    if !word.is_empty() || !(1..=3).contains(&line.len()) {
        return false;
    }
    let is_next =
        |line: &Str<'_>| line.trim_start_matches(['*', '#', '-', ' ']).starts_with("Next");
    let Some(next) = above.iter().rposition(is_next) else { return false };
    let count = |mark| above[next..].iter().map(|line| line.matches(mark).count()).sum::<usize>();
    count('(') <= count(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Vec<&str> {
        let lines: Vec<Str<'_>> = Str::new(text).lines().collect();
        let mut found = ShellLeftovers::default();
        take_marks(&mut lines.as_slice(), &mut found);
        found.marks.into_iter().map(Str::as_str).collect()
    }

    #[test]
    fn the_end_of_a_here_document_is_no_text() {
        assert_eq!(marks("Next: x\nEOF\n"), ["EOF"]);
        assert_eq!(marks("Next: x\nEOF\n)\"\n"), ["EOF", ")\""]);
        assert_eq!(marks("Next: x (y)\n\n)"), [")"]);
        assert_eq!(marks("- a (b\n\n**Next:** x\n)"), [")"]);
        let text = ["Next: x", "Next: read to the EOF", "Next: (x\n)", "Next: (x\n\ny\n)"];
        for text in text.into_iter().chain(["Next: \"", "EOFs", "- a (b\n)"]) {
            assert!(marks(text).is_empty(), "{text}");
        }
    }

    fn split(line: &str) -> Option<Vec<&str>> {
        let (parts, literals) = split_footer(Str::new(line))?;
        assert!(!literals.is_empty() && literals.iter().all(|literal| literal.as_str() == "\\n"));
        Some(parts.into_iter().map(Str::as_str).collect())
    }

    #[test]
    fn a_footer_that_was_glued_on_is_cut_off() {
        let signed = "Co-authored-by: A <a@b.c>";
        assert_eq!(split(&format!("Next: x\\n\\n{signed}")), Some(vec!["Next: x", "", signed]));
        let both = format!("Next: split at \\n or x\\n\\nGenerated with T\\n\\n{signed}");
        let parts = vec!["Next: split at \\n or x", "", "Generated with T", "", signed];
        assert_eq!(split(&both), Some(parts));
        for line in ["Next: x", "Next: split at \\n", "Next: see \\nCo-authored-by: A\\n twice"] {
            assert_eq!(split(line), None, "{line}");
        }
    }
}
