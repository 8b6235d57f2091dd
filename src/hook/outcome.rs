//! What a hook makes of the commit.

/// What a hook makes of the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HookOutcome {
    Pass,
    Refuse,
}
