//! What an agent writes to the standard input of a hook at the start of a session.

use serde_json::{Map, Value};

/// Returns the object at the start of the bytes; `None` where it is not complete, or none.
pub fn complete_object(bytes: &[u8]) -> Option<Map<String, Value>> {
    // An object ends in a brace: what comes in many pieces is not parsed at each of them.
    let text = bytes.trim_ascii();
    if !text.ends_with(b"}") {
        return None;
    }
    match serde_json::from_slice(text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_object_counts() {
        let names = |text: &str| complete_object(text.as_bytes()).map(|object| object.len());
        assert_eq!(names("{\"a\": 1, \"b\": {}}\n"), Some(2));
        assert_eq!(names("\u{feff}{}"), Some(0));
        for text in ["", " ", "{", "{\"a\": {}", "{\"a\": \"}", "[]", "null", "}", "{}{}"] {
            assert_eq!(names(text), None, "{text}");
        }
        assert_eq!(names(&format!("{}{}", "{\"a\":".repeat(100_000), "}")), None);
    }
}
