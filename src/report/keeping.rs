//! The three ways to keep SESSION.md.

use bstr::ByteSlice;

use crate::terms::paths::generated::ignore_pattern;
use crate::text::shell::shell_word;

/// Whether commits hold the file already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionTracking {
    /// No commit does.
    New,
    /// HEAD does.
    Committed,
}

/// One line for each way, with the exact commands, below a line that says what they are.
///
/// `path` is the file from the top of the worktree, `shown` from where the reader is.
pub fn ways_to_keep(path: &str, shown: &str, tracking: SessionTracking) -> Vec<String> {
    let file = shell_word(shown.as_bytes());
    let pattern = ignore_pattern(path.as_bytes().as_bstr());
    let pattern = shell_word(&pattern);
    let (add, commit, forget) = match tracking {
        SessionTracking::New => (format!("git add {file} && "), "", String::new()),
        SessionTracking::Committed => {
            (String::new(), " --commit", format!("git rm -q --cached {file} && "))
        }
    };
    vec![
        format!("Keep {shown} in one of three ways:"),
        format!(
            "  share it, with a clean tree (for teams, and for tools that release from a clean tree): {add}git checkpoint install --clean-tree{commit}"
        ),
        format!(
            "  share it, modified after each commit: {add}git config merge.autoStash true && git config rebase.autoStash true; change branches with `git switch -m`"
        ),
        format!(
            "  keep it to yourself (for two agents on two branches): {forget}echo {pattern} >>\"$(git rev-parse --git-path info/exclude)\""
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_has_its_commands() {
        let lines = ways_to_keep("docs/my state.md", "../my state.md", SessionTracking::New);
        assert_eq!(lines.len(), 4);
        assert!(
            lines[1].ends_with("git add '../my state.md' && git checkpoint install --clean-tree"),
            "{}",
            lines[1]
        );
        assert!(lines[3].contains(r"echo '/docs/my\ state.md' >>"), "{}", lines[3]);
    }
    #[test]
    fn a_committed_file_need_not_be_added_and_must_be_forgotten_first() {
        let lines = ways_to_keep("S.md", "S.md", SessionTracking::Committed);
        assert!(lines[1].ends_with("clean tree): git checkpoint install --clean-tree --commit"));
        assert!(lines[2].contains("commit: git config merge.autoStash"), "{}", lines[2]);
        assert!(lines[3].contains("git rm -q --cached S.md && echo /S.md >>"), "{}", lines[3]);
    }
}
