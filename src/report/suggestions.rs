//! What mends a warning of uncommitted files, as commands to be pasted.

use crate::terms::changed_paths::Suggestion;

/// More paths than these, or more bytes, nobody wants in one command.
pub const MOST_NAMED: usize = 8;
const LONGEST: usize = 400;

/// One sentence on what to do with these paths, which are words for a shell;
/// `add` is what adds a file here.
pub fn remedy(remedy: Suggestion, paths: &[String], add: &str) -> String {
    let Some(first) = paths.first() else { return String::new() };
    let it = if paths.len() == 1 { "it" } else { "them" };
    let all = named(paths);
    match (remedy, all) {
        (Suggestion::Add, Some(all)) => {
            format!("`{add} {all}`, or list {it} under `expected:` in .git-checkpoint.yaml")
        }
        (Suggestion::Add, None) => format!(
            "`{add} <path>` for what belongs here; list under `expected:` in .git-checkpoint.yaml what does not"
        ),
        (Suggestion::Commit, _) => format!(
            "staged, but not among the paths of this commit: `git commit` without paths takes {it}"
        ),
        (Suggestion::Resolve, all) => {
            format!(
                "resolve the conflict in {it}, then `{add} {}`",
                all.as_deref().unwrap_or("<path>")
            )
        }
        (Suggestion::CommitInside, all) => format!(
            "commit the changes inside first (`git -C {first} status` shows them), then `{add} {}`",
            all.as_deref().unwrap_or("<path>")
        ),
        (Suggestion::MakeSubmodule, _) => format!(
            "a repository of its own: `git submodule add <url> {first}`, or list {it} under `expected:` in .git-checkpoint.yaml"
        ),
    }
}

fn named(paths: &[String]) -> Option<String> {
    let joined = paths.join(" ");
    (paths.len() <= MOST_NAMED && joined.len() <= LONGEST).then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(of: Suggestion, paths: &[&str]) -> String {
        let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
        remedy(of, &paths, "git add")
    }

    #[test]
    fn the_command_names_the_paths_as_long_as_there_are_few() {
        assert_eq!(
            told(Suggestion::Add, &["a", "'b c'"]),
            "`git add a 'b c'`, or list them under `expected:` in .git-checkpoint.yaml"
        );
        assert!(told(Suggestion::Add, &["a"; MOST_NAMED]).contains("a a a"));
        for many in [&["a"; MOST_NAMED + 1][..], &["a".repeat(LONGEST + 1).as_str()]] {
            assert!(told(Suggestion::Add, many).starts_with("`git add <path>` for"));
            assert!(told(Suggestion::CommitInside, many).ends_with("then `git add <path>`"));
        }
    }

    #[test]
    fn what_git_add_would_not_mend_has_another_command() {
        for (remedy, command) in [
            (Suggestion::Commit, "`git commit` without paths takes it"),
            (Suggestion::Resolve, "resolve the conflict in it, then `git add a`"),
            (Suggestion::CommitInside, "(`git -C a status` shows them), then `git add a`"),
            (Suggestion::MakeSubmodule, "`git submodule add <url> a`, or list it"),
        ] {
            assert!(told(remedy, &["a"]).contains(command), "{remedy:?}");
        }
    }
}
