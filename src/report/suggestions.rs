//! What to do about files that a commit leaves out, as commands to be pasted.

use crate::terms::changed_paths::Suggestion;
use crate::text::shell::shell_word;

/// More paths than these, or more bytes, nobody wants in one command.
pub const MAX_NAMED: usize = 8;
const MAX_BYTES: usize = 400;

const EXPECTED: &str = "under `expected:` in .git-checkpoint.yaml";

/// The `.gitignore` to which patterns are appended.
#[derive(Clone, Debug)]
pub struct Gitignore {
    /// As a word for a shell.
    pub path: String,
    /// Whether it ends in the middle of a line.
    pub lacks_final_newline: bool,
    /// Whether `git add` takes it.
    pub can_be_added: bool,
}

/// What one suggestion is about.
#[derive(Clone, Copy, Debug)]
pub struct Subjects<'a> {
    /// The paths, as words for a shell.
    pub paths: &'a [String],
    /// The lines for a `.gitignore` that ignore them, each once.
    pub patterns: &'a [Vec<u8>],
    /// The `.gitignore` at the root of the worktree, where it can be written.
    pub gitignore: Option<&'a Gitignore>,
}

/// One sentence on what to do with these paths.
pub fn suggestion(suggestion: Suggestion, subjects: Subjects<'_>) -> String {
    let paths = subjects.paths;
    let Some(first) = paths.first() else { return String::new() };
    let it = if paths.len() == 1 { "it" } else { "them" };
    let all = named(paths).unwrap_or_else(|| "<path>".to_owned());
    match suggestion {
        Suggestion::Add => add("git add", &all, it),
        Suggestion::AddOutsideCone => add("git add --sparse", &all, it),
        Suggestion::Commit => format!(
            "staged, but not among the paths of this commit: `git commit` without paths takes {it}"
        ),
        Suggestion::Resolve => format!("resolve the conflict in {it}, then `git add {all}`"),
        Suggestion::CommitInside => format!(
            "commit the changes inside first (`git -C {first} status` shows them), then `git add {all}`"
        ),
        Suggestion::MakeReadable => {
            format!("not readable: `chmod u+r {all} && git add {all}`, or list {it} {EXPECTED}")
        }
        Suggestion::Ignore => ignore("usually not committed", it, subjects),
        Suggestion::IgnoreRepository => ignore("nested git repository", it, subjects),
    }
}

fn add(command: &str, all: &str, it: &str) -> String {
    match all {
        "<path>" => {
            format!("`{command} <path>` for what belongs here; list {EXPECTED} what does not")
        }
        _ => format!("`{command} {all}`, or list {it} {EXPECTED}"),
    }
}

fn ignore(what: &str, it: &str, subjects: Subjects<'_>) -> String {
    let command = subjects.gitignore.and_then(|file| append(subjects.patterns, file));
    match command {
        Some(command) => format!("{what}; ignore {it}: `{command}`, or list {it} {EXPECTED}"),
        None => format!("{what}; list {it} in a .gitignore, or {EXPECTED}"),
    }
}

/// The command that appends these lines, and stages the file.
fn append(patterns: &[Vec<u8>], file: &Gitignore) -> Option<String> {
    let mut lines: Vec<String> = patterns.iter().map(|pattern| shell_word(pattern)).collect();
    if file.lacks_final_newline {
        lines.insert(0, "''".to_owned());
    }
    let path = &file.path;
    let write = match lines.as_slice() {
        // A shell's echo may take a backslash for more, and a dash for an option.
        [line] if !line.contains(['\\', '$']) && !line.starts_with('-') => {
            format!("echo {line} >>{path}")
        }
        lines => format!("printf '%s\\n' {} >>{path}", named(lines)?),
    };
    Some(if file.can_be_added { format!("{write} && git add {path}") } else { write })
}

fn named(words: &[String]) -> Option<String> {
    let joined = words.join(" ");
    (words.len() <= MAX_NAMED && joined.len() <= MAX_BYTES).then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: Gitignore =
        Gitignore { path: String::new(), lacks_final_newline: false, can_be_added: true };

    fn text(of: Suggestion, paths: &[&str]) -> String {
        let file = Gitignore { path: ".gitignore".to_owned(), ..FILE };
        text_with(of, paths, Some(&file))
    }

    fn text_with(of: Suggestion, paths: &[&str], gitignore: Option<&Gitignore>) -> String {
        let patterns: Vec<Vec<u8>> = paths.iter().map(|path| path.as_bytes().to_vec()).collect();
        let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
        suggestion(of, Subjects { paths: &paths, patterns: &patterns, gitignore })
    }

    #[test]
    fn the_command_names_the_paths_as_long_as_there_are_few() {
        assert_eq!(
            text(Suggestion::Add, &["a", "'b c'"]),
            "`git add a 'b c'`, or list them under `expected:` in .git-checkpoint.yaml"
        );
        assert!(text(Suggestion::Add, &["a"; MAX_NAMED]).contains("a a a"));
        for many in [&["a"; MAX_NAMED + 1][..], &["a".repeat(MAX_BYTES + 1).as_str()]] {
            assert!(text(Suggestion::Add, many).starts_with("`git add <path>` for"));
            assert!(text(Suggestion::CommitInside, many).ends_with("then `git add <path>`"));
        }
    }

    #[test]
    fn what_git_add_would_not_fix_has_another_command() {
        for (of, command) in [
            (Suggestion::AddOutsideCone, "`git add --sparse a`"),
            (Suggestion::Commit, "`git commit` without paths takes it"),
            (Suggestion::Resolve, "resolve the conflict in it, then `git add a`"),
            (Suggestion::CommitInside, "(`git -C a status` shows them), then `git add a`"),
            (Suggestion::MakeReadable, "`chmod u+r a && git add a`"),
            (Suggestion::Ignore, "ignore it: `echo a >>.gitignore && git add .gitignore`, or"),
            (Suggestion::IgnoreRepository, "nested git repository; ignore it: `echo a >>"),
        ] {
            assert!(text(of, &["a"]).contains(command), "{of:?}: {}", text(of, &["a"]));
        }
    }

    #[test]
    fn lines_are_appended_to_whatever_the_file_ends_with() {
        let path = "../.gitignore".to_owned();
        let file = Gitignore { path, lacks_final_newline: true, can_be_added: false };
        let told = text_with(Suggestion::Ignore, &["a", "b\\ c"], Some(&file));
        assert!(told.contains("`printf '%s\\n' '' a 'b\\ c' >>../.gitignore`, or list"), "{told}");
        let told = text_with(Suggestion::Ignore, &["a"], None);
        assert!(
            told.ends_with(
                "; list it in a .gitignore, or under `expected:` in .git-checkpoint.yaml"
            )
        );
    }
}
