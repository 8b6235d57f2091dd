//! Words for sentences: lists, quotations, one line.

/// Text on one line, without control characters.
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `a`, `a and b`, `a, b and c`
pub fn listed(items: &[String]) -> String {
    joined_by("and", items)
}

/// The first few of them, each once, and how many more there are of `what`.
pub fn first_few(items: impl IntoIterator<Item = String>, what: &str) -> String {
    const MAX_NAMED: usize = 3;
    let mut names: Vec<String> = Vec::new();
    for item in items {
        if !names.contains(&item) {
            names.push(item);
        }
    }
    // A single one is named as briefly as it is counted.
    if names.len() > MAX_NAMED + 1 {
        let more = names.len() - MAX_NAMED;
        names.truncate(MAX_NAMED);
        names.push(format!("{more} more {what}"));
    }
    listed(&names)
}

/// `a`, `a or b`, `a, b or c`
pub fn alternatives(items: &[String]) -> String {
    joined_by("or", items)
}

fn joined_by(conjunction: &str, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

/// Lines in backticks, as a list in words.
pub fn quoted(lines: &[String]) -> String {
    listed(&lines.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>())
}

/// Whether a character belongs to a script that is written without spaces: Chinese, Japanese, Thai.
pub fn is_written_without_spaces(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{0e00}'..='\u{0e7f}')
}

/// The names in a table that has several on a line.
pub fn names_in<'t>(table: &'t [&'t str]) -> impl Iterator<Item = &'t str> {
    table.iter().flat_map(|line| line.split(' '))
}

/// Whether a table has this name.
pub fn is_in(table: &[&str], name: &str) -> bool {
    names_in(table).any(|known| known == name)
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
