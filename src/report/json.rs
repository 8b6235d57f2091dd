//! JSON that is harmless for a terminal.

use std::fmt::Write as _;

use serde::Serialize;

use crate::text::terminal_unsafe::with_unsafe_marked;

/// One value on one line, harmless for a terminal.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("strings and numbers always serialize");
    escape_unsafe(&text) + "\n"
}

/// JSON lets control characters beyond ASCII through as they are; its reader
/// gets the same string, a terminal does not. Outside of strings there are none.
pub(crate) fn escape_unsafe(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for (c, is_unsafe) in with_unsafe_marked(json) {
        if is_unsafe {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(escaped, "\\u{unit:04x}").expect("writing to a String never fails");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}
