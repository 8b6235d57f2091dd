//! A path as a word of a shell command.

use std::path::{Path, PathBuf};

use crate::text::shell::shell_word;

/// A path as a word for a shell; what is in the user's home is there for every
/// user, where others read it too.
pub(crate) fn word(path: &Path) -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.parent().is_some());
    let below = home.as_ref().and_then(|home| path.strip_prefix(home).ok());
    below.map_or_else(|| quoted(path), |below| format!("\"$HOME\"/{}", quoted(below)))
}

/// A path as a word for a shell.
pub(crate) fn quoted(path: &Path) -> String {
    shell_word(path.as_os_str().as_encoded_bytes())
}
