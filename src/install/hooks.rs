//! The hooks that we serve.

/// A hook that git runs, and the program that does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Git's name of the hook: `commit-msg`.
    pub name: &'static str,
    /// Our program: `checkpoint-commit-msg`.
    pub program: &'static str,
    /// Whether a failure of an earlier hook stops here, because it stops the commit anyway.
    pub is_gate: bool,
    /// Whether git tells it something on standard input, which can be read but once.
    pub reads_input: bool,
    /// Whether git passes it an argument.
    pub has_argument: bool,
}

/// The hooks we serve.
pub static HOOKS: [Hook; 4] = [
    Hook::new("pre-commit", "checkpoint-pre-commit").gate(),
    Hook::new("commit-msg", "checkpoint-commit-msg").gate().with_argument(),
    Hook::new("post-commit", "checkpoint-post-commit"),
    Hook::new("post-rewrite", "checkpoint-post-rewrite").reading_input().with_argument(),
];

impl Hook {
    const fn new(name: &'static str, program: &'static str) -> Self {
        Self { name, program, is_gate: false, reads_input: false, has_argument: false }
    }

    const fn gate(self) -> Self {
        Self { is_gate: true, ..self }
    }

    const fn reading_input(self) -> Self {
        Self { reads_input: true, ..self }
    }

    const fn with_argument(self) -> Self {
        Self { has_argument: true, ..self }
    }
}
