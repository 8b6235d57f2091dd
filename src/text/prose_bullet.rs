//! Bullets and numbers as people type them in prose, `•` among them; items of Markdown are
//! `markdown/list.rs`.

/// The length of a bullet or number and the spaces after it.
pub(crate) fn prose_bullet(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => line.strip_prefix(['-', '*', '•', '+'])?,
        1..=3 => line[digits..].strip_prefix(['.', ')'])?,
        _ => return None,
    };
    let text = rest.trim_start();
    (text.len() < rest.len()).then(|| line.len() - text.len())
}
