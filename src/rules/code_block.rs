//! `code-block`: code is copied into SESSION.md.

use crate::finding::{Finding, Level, Rule};
use crate::markdown::outline::Fence;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;

pub static RULE: Rule = Rule {
    name: "code-block",
    level: Level::Warning,
    fires: "code is copied into SESSION.md",
    why: "Copied code goes stale and costs context; the file has the current text.",
    how: "Name the file and line instead.",
};

/// A snippet of so few lines says what to look for rather than copying it.
const MAX_LINES: usize = 5;

/// Fences of text, logs and shell commands, which are not copies of a file.
const NOT_CODE: [&str; 19] = [
    "", "text", "txt", "plain", "plaintext", "md", "markdown", "log", "output", "sh", "bash",
    "zsh", "fish", "shell", "shell-session", "console", "terminal", "powershell", "cmd",
];

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let path = known.session_path;
    let is_code = |fence: &&Fence<'_>| {
        let language = fence.language.to_ascii_lowercase();
        fence.code_lines() > MAX_LINES && !NOT_CODE.contains(&language.as_str())
    };
    let blocks: Vec<&Fence<'_>> = session.outline.fences.iter().filter(is_code).collect();
    let finding = |fence: &&Fence<'_>| {
        let (lines, language) = (fence.code_lines(), fence.language);
        Finding::new(&RULE, format!("{lines} lines of {language} are copied into {path}"))
            .at(fence.opening.trim_end().span(), "the block begins here")
            .help("name the file and line instead: `src/routes/tasks.ts:47`")
    };
    found.extend(Finding::merged(blocks.iter().map(finding).collect(), || {
        let lines: usize = blocks.iter().map(|fence| fence.code_lines()).sum();
        format!("{lines} lines of code in {} blocks are copied into {path}", blocks.len())
    }));
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn code_is_not_copied() {
        let code = "1\n2\n3\n4\n5\n6\n";
        assert_eq!(
            changed("## Phase 3", &format!("```rust\n{code}```\n\n## Phase 3")),
            ["code-block"]
        );
        assert_eq!(changed("## Phase 3", &format!("```bash\n{code}```\n\n## Phase 3")), NONE);
        assert_eq!(changed("## Phase 3", "```rust\n1\n2\n3\n4\n5\n```\n\n## Phase 3"), NONE);
    }
}
