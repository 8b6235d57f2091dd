//! Paths from an untrusted file.

/// The path, with `/` between names and without `.`; an error says why it
/// cannot be used, for `the path …`.
///
/// Nothing that leads out of the worktree, and nothing in git's own directory.
pub(crate) fn inside_worktree(path: &str) -> Result<String, &'static str> {
    if path.chars().any(char::is_control) {
        return Err("holds control characters");
    }
    if path.starts_with(['/', '\\']) || has_drive(path) {
        return Err("is absolute; it counts from the top of the worktree");
    }
    // A backslash separates names on Windows, so it may not hide a step there.
    if path.split(['/', '\\']).any(|name| name == "..") {
        return Err("leads upwards with `..`; it counts from the top of the worktree");
    }
    if path.split(['/', '\\']).any(is_git_dir) {
        return Err("leads into git's own directory");
    }
    let names: Vec<&str> = path.split('/').filter(|name| !matches!(*name, "" | ".")).collect();
    if names.is_empty() || path.ends_with('/') {
        return Err("names no file");
    }
    Ok(names.join("/"))
}

/// `C:` in front.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// `.git` under any name that Windows or macOS would take for it.
fn is_git_dir(name: &str) -> bool {
    let plain = name.trim_end_matches(['.', ' ']);
    plain.eq_ignore_ascii_case(".git") || plain.eq_ignore_ascii_case("git~1")
}

#[cfg(test)]
mod tests {
    use crate::config::path::inside_worktree;

    #[test]
    fn a_path_inside_comes_back_in_gits_spelling() {
        assert_eq!(inside_worktree("./docs//SESSION.md").as_deref(), Ok("docs/SESSION.md"));
        assert_eq!(inside_worktree("…/Sitzung 1.md").as_deref(), Ok("…/Sitzung 1.md"));
    }

    #[test]
    fn no_path_leads_out_or_into_the_git_dir() {
        for path in [
            "/etc/passwd", "\\\\host\\x", "C:\\x", "c:x", "..", "a/../b", "a\\..\\b",
            ".git/config", "x/.GIT/y", ".git./x", "git~1/x", "", ".", "./", "docs/", "a\0b",
            "a\x1b[2J",
        ] {
            assert!(inside_worktree(path).is_err(), "{path:?}");
        }
    }
}
