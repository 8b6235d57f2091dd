//! Template text that was left as it was.

/// Whether `text`, as a whole, stands for something still to be written:
/// `[What was accomplished]`, `<what was done>`, `TBD`.
///
/// `Added the <Button> component` is content.
pub fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 9] = ["tbd", "todo", "fixme", "xxx", "tba", "...", "…", "???", "-"];
    let text = text.trim();
    is_bracketed(text, '[', ']')
        || is_bracketed(text, '<', '>')
        || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn is_bracketed(text: &str, open: char, close: char) -> bool {
    text.strip_prefix(open)
        .and_then(|rest| rest.strip_suffix(close))
        .is_some_and(|inner| !inner.contains([open, close]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_text_is_a_placeholder_and_content_is_not() {
        for text in ["[What was accomplished]", "<what was done>", "TBD", " todo ", "...", "<>"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["Added the <Button> component", "<A> and <B>", "[a](b)", "None", "", "todos"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
