//! Large texts without what only their inline structure consists of: a parser of Markdown keeps a
//! node of some fifty bytes for each line, bracket and asterisk of a paragraph.

/// The text with `x` over prose that begins no block, and over the line breaks inside it. The
/// blocks are the same, and every offset stays.
pub(crate) fn without_inlines(text: &str) -> String {
    let mut masked = text.as_bytes().to_vec();
    let mut start = 0;
    // Below anything else it might go on with a link's definition, and end it.
    let mut is_prose_possible = true;
    let mut before: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\r', '\n']);
        let end = start + content.len();
        if is_prose_possible && starts_prose(content) {
            before = can_be_masked(content).then(|| {
                masked[before.unwrap_or(start)..end].fill(b'x');
                end
            });
        } else {
            before = None;
            let item = text_of_item(content);
            is_prose_possible = content.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
                || content.starts_with('#')
                || item.is_some();
            let item = item.filter(|text| can_be_masked(text));
            masked[end - item.map_or(0, str::len)..end].fill(b'x');
        }
        start += line.len();
    }
    String::from_utf8(masked).expect("whole lines became ASCII")
}

/// Whether the line goes on below others of its kind in the same block, HTML included.
fn can_be_masked(line: &str) -> bool {
    !line.contains('>')
}

/// What a bullet at the beginning of the line stands before, where that is prose.
fn text_of_item(line: &str) -> Option<&str> {
    let text = ["- ", "* ", "+ "].iter().find_map(|bullet| line.strip_prefix(bullet))?;
    starts_prose(text).then_some(text)
}

/// Whether no block but a paragraph can begin so.
fn starts_prose(line: &str) -> bool {
    let Some(first) = line.chars().next() else { return false };
    match first {
        '*' | '_' | '`' | '~' => {
            let rest = line.trim_start_matches(first);
            let is_fence = matches!(first, '`' | '~') && line.len() - rest.len() > 2;
            rest.starts_with(char::is_alphanumeric) && !is_fence
        }
        '[' => !may_define_link(line),
        '0'..='9' => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            !rest.is_empty() && !rest.starts_with(['.', ')'])
        }
        '#' | '<' | '>' | '-' | '+' | '=' => false,
        _ => !first.is_whitespace(),
    }
}

/// Whether the line may begin with `[label]: target`.
fn may_define_link(line: &str) -> bool {
    /// CommonMark allows a label 999 characters.
    const MAX_LABEL: usize = 4 * 1000;
    match line.find(['\\', ']']) {
        Some(at) if line[at..].starts_with(']') => line[at + 1..].starts_with(':'),
        Some(_) => true,
        None => line.len() <= MAX_LABEL,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// What an outline takes from the events, with their places.
    fn blocks(text: &str) -> Vec<String> {
        let events = Parser::new_ext(text, Options::empty()).into_offset_iter();
        let blocks = events.filter(|(event, _)| match event {
            Event::Start(tag) => matches!(
                tag,
                Tag::Heading { .. }
                    | Tag::CodeBlock(_)
                    | Tag::HtmlBlock
                    | Tag::BlockQuote(_)
                    | Tag::Item
            ),
            Event::End(tag) => matches!(tag, TagEnd::BlockQuote(_) | TagEnd::Item),
            _ => false,
        });
        blocks.map(|(event, range)| format!("{event:?} {range:?}")).collect()
    }

    const LINES: [&str; 46] = [
        "", "", "", "a", "word [a](b) *c* `d`", "**Key**: value", "日本語 ✅", "✅ done",
        "`code` a", "``` `", "```", "```rust", "~~~", "~a", "# A [b]", "## B", "===", "---", "***",
        "*a*", "- a", "- [ ] a `b`", "- - a", "* * a", "+ [a]: b", "- # a", "- ```", "1. a",
        "2. a", "2024 a", "12) a", "> a", "a > b", "a -->", "<!-- a", "<!--", "-->", "<div>",
        "</div> a", "<script>", "[a]: b", "[a]:", "[a] b", "[a\\]: b", "  a", "    a",
    ];

    proptest! {
        #[test]
        fn blocks_are_the_same(
            lines in prop::collection::vec(prop::sample::select(&LINES[..]), 0..12),
            ending in prop::sample::select(vec!["\n", "\r\n"]),
        ) {
            let text = lines.join(ending);
            let masked = without_inlines(&text);
            prop_assert_eq!(masked.len(), text.len());
            prop_assert_eq!(blocks(&masked), blocks(&text), "{:?}\n{:?}", text, masked);
        }
    }

    #[test]
    fn prose_is_one_piece() {
        let text = "# A\n\nOne *b*\n[c](d) e\n\n- [ ] f `g`\nh\ni\n<j> k\nl\n";
        let masked = "# A\n\nxxxxxxxxxxxxxxxx\n\n- xxxxxxxxx\nxxx\n<j> k\nl\n";
        assert_eq!(without_inlines(text), masked);
    }
}
