//! The paragraph for a file of standing instructions: AGENTS.md, CLAUDE.md.

use crate::text::edit::{Edit, apply};
use crate::text::span::Span;

const BEGIN: &str = "<!-- git-checkpoint -->";
const END: &str = "<!-- /git-checkpoint -->";

/// Returns the paragraph, between the marks by which it is found again.
pub fn paragraph(session: &str) -> String {
    format!(
        "\
{BEGIN}
## Sessions and checkpoints

git-checkpoint keeps the state of the work in {session}, so that the next session can go on.

- At the start: `git checkpoint resume` says which task is next.
- A task is done: `git checkpoint done`, `git add` new files by name, then
  `git checkpoint commit -a --summary 'a few words' --session 'what was done'`.
- A message is refused: the output ends with the command that commits it; repeat `-a`.
- All tasks of a phase are done: `git checkpoint stage verification`, `git checkpoint done` for each
  criterion that holds, `git checkpoint phase complete`, and the commit that it prints.
- The hooks write the hashes: never edit them by hand. A {session} that they leave modified goes into
  the next commit.
{END}"
    )
}

/// Returns the text with the paragraph, once: at the end where it has none.
///
/// # Errors
/// The line of a mark that has no partner.
pub fn with_paragraph(text: &str, paragraph: &str) -> Result<String, usize> {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let written = paragraph.replace('\n', line_end);
    let found = find_all(text)?;
    let Some((first, others)) = found.split_first() else {
        return Ok(match text {
            "" => format!("{written}{line_end}"),
            _ if text.ends_with('\n') => format!("{text}{line_end}{written}{line_end}"),
            // What had no line end has none afterwards, so that it can be as it was.
            _ => format!("{text}{line_end}{line_end}{written}"),
        });
    };
    let mut edits: Vec<Edit> = others.iter().map(|span| taken_out(text, *span)).collect();
    edits.push(Edit::replace(*first, written));
    Ok(apply(text, &edits))
}

/// Returns the text without the paragraph.
///
/// # Errors
/// The line of a mark that has no partner.
pub fn without_paragraph(text: &str) -> Result<String, usize> {
    let edits: Vec<Edit> = find_all(text)?.into_iter().map(|span| taken_out(text, span)).collect();
    Ok(apply(text, &edits))
}

fn find_all(text: &str) -> Result<Vec<Span>, usize> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(begin) = text[from..].find(BEGIN).map(|at| from + at) {
        let line = || text[..begin].matches('\n').count() + 1;
        let end = text[begin..].find(END).map(|at| begin + at + END.len()).ok_or_else(line)?;
        if text[begin + BEGIN.len()..end].contains(BEGIN) {
            return Err(line());
        }
        found.push(Span { start: begin, end });
        from = end;
    }
    Ok(found)
}

/// Takes out what [`with_paragraph`] put in: the paragraph and the line ends around it.
fn taken_out(text: &str, span: Span) -> Edit {
    let ends = |text: &str| match text {
        _ if text.ends_with("\r\n") => 2,
        _ if text.ends_with('\n') => 1,
        _ => 0,
    };
    let before = &text[..span.start];
    let one = span.start - ends(before);
    let after = &text[span.end..];
    let end = match after {
        _ if after.starts_with("\r\n") => span.end + 2,
        _ if after.starts_with('\n') => span.end + 1,
        _ => span.end,
    };
    let start = if end > span.end { one } else { one - ends(&text[..one]) };
    Edit::replace(Span { start, end }, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_paragraph_is_there_once_and_goes_without_a_trace() {
        let paragraph = paragraph("SESSION.md");
        for text in ["", "\n", "a", "a\n", "a\n\n", "# T\r\n\r\nx\r\n", "a\r\nb", "\n\n\n"] {
            let with = with_paragraph(text, &paragraph).unwrap();
            assert!(with.contains(BEGIN) && with.starts_with(text), "{with:?}");
            assert_eq!(with_paragraph(&with, &paragraph).unwrap(), with);
            assert_eq!(without_paragraph(&with).unwrap(), text);
            assert_eq!(without_paragraph(text).unwrap(), text);
        }
    }

    #[test]
    fn an_old_one_is_replaced_where_it_is_and_a_second_one_goes() {
        let old = format!("a\n\n{BEGIN}\nold\n{END}\n\nb\n\n{BEGIN}\nold\n{END}\n");
        assert_eq!(with_paragraph(&old, "new").unwrap(), "a\n\nnew\n\nb\n");
    }

    #[test]
    fn a_mark_without_its_partner_is_an_error() {
        for text in [format!("a\n{BEGIN}\nb"), format!("\n{BEGIN}\n{BEGIN}\n{END}")] {
            assert_eq!(with_paragraph(&text, "new"), Err(2));
            assert_eq!(without_paragraph(&text), Err(2));
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "([a\n <!-]|\r\n){0,12}") {
            let with = with_paragraph(&text, &paragraph("SESSION.md")).unwrap();
            prop_assert_eq!(without_paragraph(&with).unwrap(), text);
        }
    }
}
