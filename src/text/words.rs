/// Text on one line, without control characters.
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `a`, `a and b`, `a, b and c`
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Lines in backticks, as a list in words.
pub fn quoted(lines: &[String]) -> String {
    listed(&lines.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_on_one_line() {
        assert_eq!(one_line(" a\tb\r\n\u{1b}[1mc\u{a0}d "), "a b [1mc d");
        assert_eq!(one_line("\n"), "");
    }

    #[test]
    fn items_are_joined_as_in_a_sentence() {
        let joined =
            |items: &[&str]| listed(&items.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(joined(&[]), "");
        assert_eq!(joined(&["a"]), "a");
        assert_eq!(joined(&["a", "b"]), "a and b");
        assert_eq!(joined(&["a", "b", "c"]), "a, b and c");
    }
}
