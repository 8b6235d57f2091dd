//! Documentation that tests compare with what is true, and write again under `UPDATE_DOCS=1`.
//!
//! Shared by the suite and by the unit tests that have our own records.

use std::fs;
use std::path::{Path, PathBuf};

/// The top of the sources.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Compares a file with what it should be, or writes it.
pub fn compare(name: &str, expected: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(root().join(name), expected).unwrap();
    }
    snapbox::assert_data_eq!(read(name), snapbox::Data::text(expected.to_owned()).raw());
}

/// The text with everything between two markers replaced.
pub fn between(text: &str, start: &str, end: &str, new: &str) -> String {
    let (before, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start:?}"));
    let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("no {end:?}"));
    format!("{before}{start}{new}{end}{after}")
}

/// The text of a file of the sources.
pub fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}
