//! The three ways to keep SESSION.md.

use bstr::ByteSlice;

use crate::terms::paths::generated::ignore_pattern;
use crate::text::shell::shell_word;

/// One line for each way, with the exact commands, below a line that says what they are.
///
/// `path` is the file from the top of the worktree, `shown` from where the reader is.
pub fn ways_to_keep(path: &str, shown: &str) -> Vec<String> {
    let file = shell_word(shown.as_bytes());
    let pattern = ignore_pattern(path.as_bytes().as_bstr());
    let pattern = shell_word(&pattern);
    vec![
        format!("Keep {shown} in one of three ways:"),
        format!(
            "  share it, with a clean tree (for teams and release tools): git add {file} && git checkpoint install --clean-tree"
        ),
        format!(
            "  share it, modified after each commit: git add {file} && git config merge.autoStash true && git config rebase.autoStash true; change branches with `git switch -m`"
        ),
        format!(
            "  keep it to yourself (for two agents on two branches): echo {pattern} >>\"$(git rev-parse --git-path info/exclude)\""
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_has_its_commands() {
        let lines = ways_to_keep("docs/my state.md", "../my state.md");
        assert_eq!(lines.len(), 4);
        assert!(
            lines[1].ends_with("git add '../my state.md' && git checkpoint install --clean-tree"),
            "{}",
            lines[1]
        );
        assert!(lines[3].contains(r"echo '/docs/my\ state.md' >>"), "{}", lines[3]);
    }
}
