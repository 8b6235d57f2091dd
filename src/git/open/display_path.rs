//! Paths as the user should type them.

use std::env;
use std::path::{Component, Path, PathBuf};

use bstr::{BStr, BString, ByteSlice};

use crate::git::open::discover::is_within_git_dir;
use crate::git::open::real_path::real_path;
use crate::git::repository::Repo;
use crate::text::shell::shell_word;

impl Repo {
    /// What the user typed, as a path from the top of the worktree with `/`
    /// between names; `None` where nothing is there, or it leads outside.
    pub fn path_from_top(&self, typed: &Path) -> Option<String> {
        let top = real_path(self.workdir()).ok()?;
        let target = real_path(typed).ok()?;
        let names = target.strip_prefix(&top).ok()?.components();
        let names: Option<Vec<&str>> = names.map(|name| name.as_os_str().to_str()).collect();
        names.map(|names| names.join("/"))
    }

    /// A path (absolute, or from the top of the worktree) as it is typed where
    /// the user stands, quoted for the shell where it must be.
    pub fn display_path(&self, path: &Path) -> String {
        let typed = self.typed(path);
        let is_option = typed.starts_with(b"-");
        let word = if is_option { [b"./", typed.as_slice()].concat() } else { typed };
        shell_word(&word)
    }

    /// A path of git's from the top of the worktree, as a pathspec that means it
    /// where the user stands, quoted for the shell where it must be.
    pub fn display_pathspec(&self, path: &BStr) -> String {
        let mut typed = self.typed(&gix::path::from_bstr(path).unwrap_or_default());
        if path.ends_with(b"/") && !typed.is_empty() {
            typed.push(b'/');
        }
        // gitglossary(7): of these, git would take other paths besides.
        let magic: &[u8] = match typed.first() {
            None => b".",
            Some(_) if typed.find_byteset(b"*?[\\").is_some() && !takes_paths_literally() => {
                b":(literal)"
            }
            Some(b'-' | b':') => b"./",
            Some(_) => b"",
        };
        shell_word(&[magic, &typed].concat())
    }

    /// A path of git's from the top of the worktree, as the user would type it for any program.
    pub fn display_file(&self, path: &BStr) -> String {
        self.display_path(&gix::path::from_bstr(path).unwrap_or_default())
    }

    /// Where the user is: git starts hooks at the top, and tells in GIT_PREFIX where it was
    /// started itself. Nobody works inside the git dir, where other programs start them.
    fn user_directory(&self, top: &Path) -> Option<PathBuf> {
        let here = env::current_dir().ok()?;
        if is_within_git_dir(self) {
            return Some(top.to_owned());
        }
        let is_top = here == top || real_path(&here).ok()? == real_path(top).ok()?;
        let prefix = env::var_os("GIT_PREFIX").filter(|_| is_top).unwrap_or_default();
        Some(if is_top { clean(&top.join(prefix)) } else { here })
    }

    fn typed(&self, path: &Path) -> Vec<u8> {
        let top = absolute(self.workdir());
        let target = clean(&top.join(path));
        let shown = self.user_directory(&top).and_then(|user| relative(&user, &target, &top));
        match to_git_path(&shown.unwrap_or(target)) {
            Some(typed) => typed.into(),
            None => path.to_string_lossy().into_owned().into(),
        }
    }
}

/// Whether pathspecs have no magic where this was called (git(1), `--literal-pathspecs`).
fn takes_paths_literally() -> bool {
    env::var("GIT_LITERAL_PATHSPECS").is_ok_and(|value| {
        !matches!(value.to_lowercase().as_str(), "" | "0" | "false" | "no" | "off")
    })
}

/// The way from one directory to a path; `None` where it would leave the
/// worktree, and the whole path is clearer.
fn relative(from: &Path, to: &Path, top: &Path) -> Option<PathBuf> {
    if !to.starts_with(top) || !from.starts_with(top) {
        return None;
    }
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let ups = from.components().skip(common).map(|_| Component::ParentDir);
    Some(ups.chain(to.components().skip(common)).collect())
}

fn absolute(path: &Path) -> PathBuf {
    clean(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// Without `.` and, as far as the text tells, without `..`.
fn clean(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut cleaned, component| {
        match component {
            Component::CurDir => {}
            Component::ParentDir => _ = cleaned.pop(),
            other => cleaned.push(other),
        }
        cleaned
    })
}

/// Returns the path as git writes it, with `/` between names; `None` where git could not write it.
pub(crate) fn to_git_path(path: &Path) -> Option<BString> {
    let path = gix::path::into_bstr(path).ok()?;
    Some(gix::path::to_unix_separators_on_windows(path).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(from: &str, to: &str) -> Option<String> {
        let way = relative(Path::new(from), Path::new(to), Path::new("/top"));
        way.map(|way| to_git_path(&way).unwrap().to_string())
    }

    #[test]
    fn paths_start_where_the_user_stands() {
        assert_eq!(way("/top", "/top/.git/X").as_deref(), Some(".git/X"));
        assert_eq!(way("/top/src/a", "/top/.git/X").as_deref(), Some("../../.git/X"));
        assert_eq!(way("/top/src", "/top/src/b").as_deref(), Some("b"));
        assert_eq!(way("/top", "/elsewhere/.git/X"), None);
        assert_eq!(way("/elsewhere", "/top/X"), None);
    }

    #[test]
    fn typed_paths_lead_to_files_of_the_worktree_only() {
        let sandbox = crate::git::testing::Sandbox::new();
        sandbox.write("docs/my plan.md", "");
        let from_top = |path: &Path| sandbox.repo().path_from_top(path);
        let typed = sandbox.path("docs/../docs/my plan.md");
        assert_eq!(from_top(&typed).as_deref(), Some("docs/my plan.md"));
        assert_eq!(from_top(&sandbox.path("none.md")), None);
        assert_eq!(from_top(Path::new("/etc")), None);
    }

    #[test]
    fn outside_the_worktree_the_whole_path_is_shown() {
        let sandbox = crate::git::testing::Sandbox::new();
        let shown = sandbox.repo().display_path(Path::new(".git/X"));
        let path = to_git_path(&sandbox.path(".git/X")).unwrap();
        assert!(!path.contains(&b'\\'));
        assert_eq!(shown, path.to_string());
    }
}
