//! Any file that passes the filter of clean-tree mode. git's protocol itself is read by gix.

use crate::session::slot::slot_conversion::to_placeholder;
use crate::session::slot::slot_value::{SlotValue, read_slot, write_slot};

/// Takes the bytes for a file on its way through the filter.
///
/// # Panics
/// Where something that always holds does not.
pub fn filter(bytes: &[u8]) {
    let shown = SlotValue::of("e4f5a6b7c8d9", "2026-11-23").expect("twelve digits and a date");
    there_and_back(bytes, &shown);
    there_and_back(bytes, &SlotValue::constant());
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let converted = to_placeholder(text);
    let is_owned = read_slot(converted.as_bytes()) == Some(SlotValue::constant());
    assert!(is_owned || converted == text, "neither converted nor left alone\n{converted}");
    assert_eq!(to_placeholder(&converted), converted, "converted twice");
    there_and_back(converted.as_bytes(), &shown);
}

/// A smudge, then a clean with what the index's version holds.
fn there_and_back(bytes: &[u8], shown: &SlotValue) {
    let smudged = write_slot(bytes.to_vec(), shown);
    assert_eq!(smudged.len(), bytes.len(), "another size is a modified file");
    let cleaned = match read_slot(bytes) {
        Some(committed) => {
            assert_eq!(read_slot(&smudged).as_ref(), Some(shown), "not found again");
            write_slot(smudged, &committed)
        }
        None => smudged,
    };
    assert_eq!(cleaned, bytes, "clean(smudge(x)) is x");
}
