//! Words as a shell takes them.

use bstr::ByteSlice;

use crate::text::terminal_unsafe::{has_unsafe, with_unsafe_marked};

/// One word for a shell, on one line: bare where it can be, else in quotes,
/// and with escapes (`$'a\nb'`) where it holds what no line should.
pub fn shell_word(word: &[u8]) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,@%:=".contains(c);
    match word.to_str() {
        Ok(text) if has_unsafe(text) || text.contains(['\n', '\t']) => escaped(word),
        Ok(text) if !text.is_empty() && text.chars().all(is_plain) && !text.starts_with('=') => {
            text.to_owned()
        }
        Ok(text) => format!("'{}'", text.replace('\'', r"'\''")),
        Err(_) => escaped(word),
    }
}

fn escaped(word: &[u8]) -> String {
    let octal = |byte: &u8| format!("\\{byte:03o}");
    let mut quoted = String::from("$'");
    for chunk in word.utf8_chunks() {
        for (c, is_unsafe) in with_unsafe_marked(chunk.valid()) {
            match c {
                '\'' | '\\' => quoted.extend(['\\', c]),
                '\n' => quoted.push_str("\\n"),
                _ if !is_unsafe && c != '\t' => quoted.push(c),
                _ => quoted.extend(c.encode_utf8(&mut [0; 4]).as_bytes().iter().map(octal)),
            }
        }
        quoted.extend(chunk.invalid().iter().map(octal));
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_not_take_them_as_they_are() {
        let cases: [(&[u8], &str); 8] = [
            (b"src/a-b_1.ts", "src/a-b_1.ts"),
            ("\u{e4}/\u{6f22}.md".as_bytes(), "\u{e4}/\u{6f22}.md"),
            (b"app/(auth)/my page.tsx", "'app/(auth)/my page.tsx'"),
            (b"it's", r"'it'\''s'"),
            (b"=x", "'=x'"),
            (b"", "''"),
            (b"it's\n\\", r"$'it\'s\n\\'"),
            (b"\x1b\xff", r"$'\033\377'"),
        ];
        for (word, quoted) in cases {
            assert_eq!(shell_word(word), quoted);
        }
    }

    proptest! {
        #[test]
        fn nothing_unsafe_survives(word in any::<Vec<u8>>()) {
            prop_assert!(!has_unsafe(&shell_word(&word)) && !shell_word(&word).contains('\n'));
        }
    }
}
