//! The options of `git commit`, read as far as a draft must know them.
//!
//! All of them are passed on as they are; what is read here only tells which
//! changes will be taken and whether an editor is wanted (git-commit(1)).

use std::ffi::OsString;

use crate::command::drafting::Taken;
use crate::git::diff::pending_commit::Scope;

/// What `git commit` is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GitOptions {
    /// `--edit` or `--no-edit`, whichever came last.
    pub(crate) edit: Option<Edit>,
    /// An option that brings a message of its own, as it was typed.
    pub(crate) message: Option<String>,
    selection: Option<Selection>,
    is_unknowable: bool,
    amends: bool,
    paths: Vec<OsString>,
}

/// Whether the editor is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// `--edit`
    Wanted,
    /// `--no-edit`
    Unwanted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selection {
    All,
    Include,
    Only,
}

/// The long options of `git commit`, and whether they take a value.
const LONG: [(&str, bool); 35] = [
    ("ahead-behind", false),
    ("all", false),
    ("allow-empty", false),
    ("allow-empty-message", false),
    ("amend", false),
    ("author", true),
    ("branch", false),
    ("cleanup", true),
    ("date", true),
    ("dry-run", false),
    ("edit", false),
    ("file", true),
    ("fixup", true),
    ("gpg-sign", false),
    ("include", false),
    ("interactive", false),
    ("long", false),
    ("message", true),
    ("no-post-rewrite", false),
    ("no-verify", false),
    ("null", false),
    ("only", false),
    ("patch", false),
    ("pathspec-file-nul", false),
    ("pathspec-from-file", true),
    ("porcelain", false),
    ("quiet", false),
    ("reedit-message", true),
    ("reset-author", false),
    ("reuse-message", true),
    ("short", false),
    ("signoff", false),
    ("squash", true),
    ("template", true),
    ("trailer", true),
];

const OF_MESSAGES: [&str; 7] =
    ["file", "fixup", "message", "reedit-message", "reuse-message", "squash", "template"];

impl GitOptions {
    /// Reads `options`, which may have paths among them, and the `paths` behind `--`.
    pub(crate) fn read(options: &[OsString], paths: &[OsString]) -> Self {
        let mut found = Self::default();
        let mut rest = options.iter();
        while let Some(option) = rest.next() {
            let takes_next = match option.to_str() {
                Some(text) if text.starts_with("--") => found.long(&text[2..]),
                Some(text) if text.len() > 1 && text.starts_with('-') => found.short(&text[1..]),
                _ => {
                    found.paths.push(option.clone());
                    false
                }
            };
            if takes_next {
                rest.next();
            }
        }
        found.paths.extend_from_slice(paths);
        found
    }

    /// Which changes the commit will take.
    pub(crate) fn taken(&self) -> Taken {
        let scope = match self.selection {
            _ if self.is_unknowable => None,
            Some(Selection::Include) => Some(Scope::Include(self.paths.clone())),
            Some(Selection::All) if self.paths.is_empty() => Some(Scope::All),
            None if self.paths.is_empty() => Some(Scope::Index),
            _ => Some(Scope::Only(self.paths.clone())),
        };
        Taken { scope, amends: self.amends }
    }

    /// Whether the next argument is the value of this one.
    fn long(&mut self, option: &str) -> bool {
        let (name, value) = option.split_once('=').map_or((option, None), |(n, v)| (n, Some(v)));
        match known(name) {
            Some((name, takes_value)) => {
                self.set(name, &format!("--{name}"));
                takes_value && value.is_none()
            }
            None => {
                if let Some(name) = name.strip_prefix("no-").and_then(known) {
                    self.unset(name.0);
                }
                false
            }
        }
    }

    /// Several letters may stand together; the value of one follows at once or
    /// as the next argument.
    fn short(&mut self, letters: &str) -> bool {
        for (at, letter) in letters.char_indices() {
            let name = match letter {
                'a' => "all",
                'e' => "edit",
                'i' => "include",
                'o' => "only",
                'p' => "patch",
                'm' => "message",
                'F' => "file",
                'C' => "reuse-message",
                'c' => "reedit-message",
                't' => "template",
                // Their value can only follow at once.
                'S' | 'u' => return false,
                _ => continue,
            };
            self.set(name, &format!("-{letter}"));
            if OF_MESSAGES.contains(&name) {
                return letters.len() == at + letter.len_utf8();
            }
        }
        false
    }

    fn set(&mut self, name: &str, typed: &str) {
        match name {
            "all" => self.selection = Some(Selection::All),
            "include" => self.selection = Some(Selection::Include),
            "only" => self.selection = Some(Selection::Only),
            "patch" | "interactive" | "pathspec-from-file" => self.is_unknowable = true,
            "amend" => self.amends = true,
            "edit" => self.edit = Some(Edit::Wanted),
            _ if OF_MESSAGES.contains(&name) => self.message = Some(typed.to_owned()),
            _ => {}
        }
    }

    fn unset(&mut self, name: &str) {
        match name {
            "all" | "include" | "only" => self.selection = None,
            "patch" | "interactive" => self.is_unknowable = false,
            "amend" => self.amends = false,
            "edit" => self.edit = Some(Edit::Unwanted),
            _ => {}
        }
    }
}

/// The option of this name or of this unambiguous beginning.
fn known(name: &str) -> Option<(&'static str, bool)> {
    let exact = LONG.into_iter().find(|(known, _)| *known == name);
    exact.or_else(|| {
        let mut like = LONG.into_iter().filter(|(known, _)| known.starts_with(name));
        let only = like.next()?;
        like.next().is_none().then_some(only)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> GitOptions {
        let (options, paths) = line.split_once(" -- ").unwrap_or((line, ""));
        let words = |text: &str| text.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        GitOptions::read(&words(options), &words(paths))
    }

    fn scope(line: &str) -> Option<Scope> {
        read(line).taken().scope
    }

    fn paths(line: &str) -> Vec<OsString> {
        line.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn what_is_taken_is_told_by_options_and_paths() {
        assert_eq!(scope(""), Some(Scope::Index));
        assert_eq!(scope("-s -n -q -v --no-gpg-sign"), Some(Scope::Index));
        for all in ["-a", "--all", "-sa", "-qan", "--no-all -a"] {
            assert_eq!(scope(all), Some(Scope::All), "{all}");
        }
        assert_eq!(scope("-a --no-all"), Some(Scope::Index));
        assert_eq!(scope("a b"), Some(Scope::Only(paths("a b"))));
        assert_eq!(scope("-s a -- -b"), Some(Scope::Only(paths("a -b"))));
        assert_eq!(scope("-i -- a"), Some(Scope::Include(paths("a"))));
        assert_eq!(scope("--amend --only"), Some(Scope::Only(Vec::new())));
        assert_eq!(scope("-p"), None);
        assert_eq!(scope("--pathspec-from-file list"), None);
    }

    #[test]
    fn values_are_no_paths() {
        for line in ["--author me", "--author=me", "--date now -q", "--trailer a:b", "--auth me"] {
            assert_eq!(scope(line), Some(Scope::Index), "{line}");
        }
        assert_eq!(scope("-Skey"), Some(Scope::Index));
        assert_eq!(scope("-S key"), Some(Scope::Only(paths("key"))));
        assert_eq!(scope("-uno -a"), Some(Scope::All));
    }

    #[test]
    fn a_message_of_its_own_is_seen() {
        for (line, option) in [
            ("-m x", "-m"),
            ("-amx", "-m"),
            ("--message=x", "--message"),
            ("-C HEAD", "-C"),
            ("--fixup HEAD", "--fixup"),
            ("-t file", "-t"),
        ] {
            assert_eq!(read(line).message.as_deref(), Some(option), "{line}");
            assert_eq!(read(line).paths, paths(""), "{line}");
        }
        assert_eq!(read("-a --author -m").message, None);
    }

    #[test]
    fn the_last_word_on_the_editor_counts() {
        assert_eq!(read("-e").edit, Some(Edit::Wanted));
        assert_eq!(read("--edit --no-edit").edit, Some(Edit::Unwanted));
        assert_eq!(read("--no-verify").edit, None);
        assert!(read("--amend").taken().amends && !read("--amend --no-amend").taken().amends);
    }
}
