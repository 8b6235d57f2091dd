//! From the bytes of a message file to text, and back.

use std::borrow::Cow;

use crate::message::classify::SCISSORS;

/// The largest message that is read, in bytes: 4 MiB, as for SESSION.md.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// How the bytes of a message are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Valid UTF-8.
    Utf8,
    /// Anything else: git re-codes a message that is not UTF-8 as Latin-1 (commit.c).
    Latin1,
}

/// A message file as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, borrowed where the bytes are UTF-8.
    pub text: Cow<'a, str>,
    /// How it was read, to write a draft back the same way.
    pub encoding: Encoding,
}

/// The message in the beginning of a file, of which at most one byte more than
/// [`MAX_BYTES`] was read: all of it, or what is above the diff of a verbose
/// commit. `None` where the message itself is too large.
pub fn within_limit(bytes: &[u8]) -> Option<&[u8]> {
    if bytes.len() <= MAX_BYTES {
        return Some(bytes);
    }
    let mut end = 0;
    bytes.split_inclusive(|&byte| byte == b'\n').find_map(|line| {
        end += line.len();
        line.trim_ascii_end().ends_with(SCISSORS.as_bytes()).then(|| &bytes[..end])
    })
}

/// Reads the bytes of a message file. Never fails.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), encoding: Encoding::Utf8 },
        Err(_) => {
            let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
            Decoded { text: Cow::Owned(text), encoding: Encoding::Latin1 }
        }
    }
}

/// The bytes of `text` in `encoding`; UTF-8 where Latin-1 has no such characters.
pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    let latin1 = || text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    match encoding {
        Encoding::Utf8 => None,
        Encoding::Latin1 => latin1(),
    }
    .unwrap_or_else(|| text.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_borrowed_and_anything_else_read_as_latin1() {
        assert!(matches!(decode("é\0".as_bytes()).text, Cow::Borrowed("é\0")));
        let decoded = decode(b"caf\xe9");
        assert_eq!((&*decoded.text, decoded.encoding), ("café", Encoding::Latin1));
    }

    #[test]
    fn a_large_file_is_a_message_where_a_diff_makes_it_large() {
        let diff = "x".repeat(MAX_BYTES);
        let message = format!("checkpoint: x\n\n#{SCISSORS}\n");
        assert_eq!(within_limit(message.as_bytes()), Some(message.as_bytes()));
        assert_eq!(within_limit(format!("{message}{diff}").as_bytes()), Some(message.as_bytes()));
        assert_eq!(within_limit(format!("checkpoint: {diff}").as_bytes()), None);
    }

    #[test]
    fn every_message_goes_back_to_its_bytes() {
        for bytes in [&b"caf\xe9 \xff\0"[..], "é – 🎉".as_bytes(), b""] {
            let decoded = decode(bytes);
            assert_eq!(encode(&decoded.text, decoded.encoding), bytes);
        }
        assert_eq!(encode("é–", Encoding::Latin1), "é–".as_bytes());
    }
}
