//! JSON that is harmless for a terminal.

use std::fmt::Write as _;

use serde::Serialize;

use crate::text::hostile::with_hostility;

/// One value on one line, harmless for a terminal.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("strings and numbers always serialize");
    escape_hostile(&text) + "\n"
}

/// JSON lets control characters beyond ASCII through as they are; its reader
/// gets the same string, a terminal does not. Outside of strings there are none.
pub(crate) fn escape_hostile(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for (c, is_hostile) in with_hostility(json) {
        if is_hostile {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(escaped, "\\u{unit:04x}").expect("writing to a String never fails");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}
