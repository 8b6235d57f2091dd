/// Whether the character can move the cursor, reorder or hide text, or is none.
pub fn is_hostile(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        _ if c < '\u{7f}' => c < ' ',
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            true
        }
        // Separators of lines and paragraphs; annotations; a byte order mark; invisible tags.
        '\u{2028}'
        | '\u{2029}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => true,
        '\u{fdd0}'..='\u{fdef}' => true,
        _ => c.is_control() || u32::from(c) & 0xfffe == 0xfffe,
    }
}
