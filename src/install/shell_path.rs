//! A path as a word of a shell command.

use std::path::{Path, PathBuf};

use crate::git::open::display_path::to_git_path;
use crate::text::shell::shell_word;

/// A path as a word for a shell; what is in the user's home is there for every
/// user, where others read it too.
pub(crate) fn word(path: &Path) -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.parent().is_some());
    let below = home.as_ref().and_then(|home| path.strip_prefix(home).ok());
    below.map_or_else(|| quoted(path), |below| format!("\"$HOME\"/{}", quoted(below)))
}

/// A path as a word for a shell, with `/` between names on every system.
pub(crate) fn quoted(path: &Path) -> String {
    let written = to_git_path(path);
    shell_word(written.as_deref().map_or(path.as_os_str().as_encoded_bytes(), |path| path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_the_path_as_the_system_does() {
        let path: PathBuf = ["a b", "c"].into_iter().collect();
        assert_eq!(quoted(&path), "'a b/c'");
    }

    #[cfg(windows)]
    #[test]
    fn a_path_with_a_drive_needs_no_quotes() {
        assert_eq!(
            quoted(Path::new(r"C:\Users\a\.cargo\bin\x.exe")),
            "C:/Users/a/.cargo/bin/x.exe"
        );
    }
}
