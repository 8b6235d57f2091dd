//! From the bytes of a message file to text, and back.

use std::borrow::Cow;

/// How the bytes of a message are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Valid UTF-8.
    Utf8,
    /// Anything else: git re-codes a message that is no UTF-8 as Latin-1 (commit.c).
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
    fn every_message_goes_back_to_its_bytes() {
        for bytes in [&b"caf\xe9 \xff\0"[..], "é – 🎉".as_bytes(), b""] {
            let decoded = decode(bytes);
            assert_eq!(encode(&decoded.text, decoded.encoding), bytes);
        }
        assert_eq!(encode("é–", Encoding::Latin1), "é–".as_bytes());
    }
}
