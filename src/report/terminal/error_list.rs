//! What a command refuses to do.

use crate::finding::Level;
use crate::report::terminal::color::Style;
use crate::report::terminal::sanitize::sanitize_line;

/// What is in the way, what it consists of, and the way out.
pub fn refusal(what: &str, items: &[&str], help: &str, style: Style) -> String {
    const MAX_ITEMS: usize = 10;
    let tag = style.level(Level::Error, Level::Error.name());
    let mut text = format!("{} {tag}: {}\n", style.strong("git-checkpoint:"), sanitize_line(what));
    for item in items.iter().take(MAX_ITEMS) {
        text.push_str(&format!("  - {}\n", sanitize_line(item)));
    }
    if items.len() > MAX_ITEMS {
        text.push_str(&format!("  and {} more\n", items.len() - MAX_ITEMS));
    }
    text.push_str(&format!("{}: {}\n", style.help("help"), sanitize_line(help)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_what_is_in_the_way_and_the_way_out() {
        let text = refusal("phase 3 has 1 open task", &["a\x1b"], "tick it", Style::PLAIN);
        let expected = "git-checkpoint: error: phase 3 has 1 open task\n  - a␛\nhelp: tick it\n";
        assert_eq!(text, expected);
        let many = refusal("x", &["a"; 12], "y", Style::PLAIN);
        assert!(many.contains("  and 2 more\n"));
    }
}
