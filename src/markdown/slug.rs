//! The anchors that GitHub gives to headings, and how two anchors compare.

use std::collections::HashMap;

use pulldown_cmark::{Event, Options, Parser};

use crate::markdown::outline::Heading;

/// The anchors of these headings as GitHub makes them; what was there before gets `-1`, `-2`.
pub fn slugs(headings: &[Heading<'_>]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    headings
        .iter()
        .map(|heading| {
            let slug = slug(&plain_text(&heading.text));
            let count = seen.entry(slug.clone()).or_default();
            *count += 1;
            if *count == 1 { slug } else { format!("{slug}-{}", *count - 1) }
        })
        .collect()
}

/// The anchor of a heading with this plain text: lower case, spaces as
/// hyphens, without any other punctuation and without emoji.
fn slug(text: &str) -> String {
    let kept = text.trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ => (c.is_alphanumeric() || is_mark(c)).then_some(c),
    });
    kept.collect::<String>().to_lowercase()
}

/// Folds an anchor for comparison: renderers differ in what they leave of
/// emoji and in runs of hyphens; `%20`-style escapes and case do not count.
pub fn fold_anchor(anchor: &str) -> String {
    let mut folded = String::new();
    for c in slug(&percent_decoded(anchor)).chars().filter(|c| !is_invisible(*c)) {
        if c != '-' || !folded.ends_with('-') {
            folded.push(c);
        }
    }
    folded.trim_matches('-').to_owned()
}

/// The text that a reader sees of a line of Markdown.
pub fn plain_text(markdown: &str) -> String {
    // In front of a word nothing is a block: `1. Setup` in a heading is not a list.
    let inline = format!("x {markdown}");
    let mut plain = String::new();
    for event in Parser::new_ext(&inline, Options::empty()) {
        if let Event::Text(text) | Event::Code(text) = event {
            plain.push_str(&text);
        }
    }
    plain.get(2..).unwrap_or_default().to_owned()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Combining marks, which GitHub keeps as parts of words.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x200d | 0x20d0..=0x20ff | 0xfe00..=0xfe0f | 0x93c | 0x94d)
}

fn is_invisible(c: char) -> bool {
    matches!(c as u32, 0x200d | 0xfe00..=0xfe0f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::outline::Outline;
    use crate::text::str::Str;

    #[test]
    fn slugs_are_those_of_github() {
        for (text, anchor) in [
            ("Phase 3: Tasks API", "phase-3-tasks-api"),
            ("CLI Commands - List & Read", "cli-commands---list--read"),
            ("Phase 4.5: `foo_bar`", "phase-45-foo_bar"),
            ("1. **Setup** [docs](x.md)", "1-setup-docs"),
            ("阶段 总结", "阶段-总结"),
            ("Überblick", "überblick"),
        ] {
            assert_eq!(slug(&plain_text(text)), anchor);
        }
    }

    #[test]
    fn the_second_of_a_name_gets_a_number() {
        let outline = Outline::of(Str::new("# A\n## Tasks\n## Tasks\n## Tasks\n"));
        assert_eq!(slugs(&outline.headings), ["a", "tasks", "tasks-1", "tasks-2"]);
    }

    #[test]
    fn folding_forgives_what_renderers_differ_in() {
        assert_eq!(fold_anchor("Phase-1---a--b"), "phase-1-a-b");
        assert_eq!(fold_anchor("phase-1-%E2%9C%85"), "phase-1");
        assert_eq!(fold_anchor("phase-4.5"), "phase-45");
        assert_eq!(fold_anchor("%zz%"), "zz");
    }
}
