//! The rules, one file each: its record, its check with the fix, its tests.
//!
//! Output, configuration, `explain` and the README are made from the tables below; a new rule is a
//! file, its `mod` and its row.

pub mod blank_line;
pub mod broken_link;
pub mod check;
pub mod checkpoint_stale;
pub mod code_block;
pub mod current_marker;
pub mod current_phase;
pub mod empty_section;
pub mod field_before_rule;
pub mod file_entry;
pub mod file_not_in_commit;
pub mod file_not_listed;
pub mod hash_unknown;
pub mod header_field;
pub mod in_progress;
pub mod missing_section;
pub mod near_miss;
pub mod next_action;
pub mod next_location;
pub mod next_path;
pub mod next_vague;
pub mod not_collapsed;
pub mod phase_heading;
pub mod phase_mismatch;
pub mod phase_status;
pub mod phase_unknown;
pub mod plan_copied;
pub mod plan_phase;
pub mod section_order;
pub mod session_length;
pub mod shared;
pub mod shell_leftover;
pub mod stage_unknown;
pub mod status;
pub mod status_mismatch;
pub mod subject;
pub mod subject_length;
pub mod uncommitted;

use crate::finding::{Finding, Rule};
use crate::rules::shared::context::MessageContext;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;

/// A rule and its check.
pub(crate) struct Row<C: 'static> {
    pub rule: &'static Rule,
    pub check: C,
}

pub(crate) type MessageCheck = fn(&MessageContext<'_, '_>, &mut Vec<Finding>);
pub(crate) type SessionCheck = fn(&Session<'_>, &Snapshot<'_>, &mut Vec<Finding>);

macro_rules! rows {
    ($($name:ident)*) => { &[$(Row { rule: &$name::RULE, check: $name::check }),*] };
}

/// The rules on the checkpoint message, in the order of the documentation.
pub(crate) static MESSAGE: &[Row<MessageCheck>] = rows![
    subject
    status
    missing_section
    empty_section
    section_order
    phase_mismatch
    status_mismatch
    blank_line
    file_entry
    file_not_in_commit
    file_not_listed
    next_location
    next_vague
    next_path
    subject_length
    phase_unknown
    phase_status
    shell_leftover
    near_miss
];

/// The rules on SESSION.md.
pub(crate) static SESSION: &[Row<SessionCheck>] = rows![
    session_length
    header_field
    stage_unknown
    phase_heading
    current_phase
    in_progress
    current_marker
    next_action
    not_collapsed
    code_block
    plan_copied
    plan_phase
    broken_link
    hash_unknown
    checkpoint_stale
    field_before_rule
];

/// The rules on the worktree that a commit leaves, which git is asked about.
static WORKTREE: &[&Rule] = &[&uncommitted::RULE];

/// The rules by what they look at: the message, SESSION.md, the worktree.
pub fn groups() -> [Vec<&'static Rule>; 3] {
    [
        MESSAGE.iter().map(|row| row.rule).collect(),
        SESSION.iter().map(|row| row.rule).collect(),
        WORKTREE.to_vec(),
    ]
}

/// Every rule, in the order of the documentation.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    groups().into_iter().flatten()
}

/// The rule of this name.
pub fn named(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// The names of all rules.
pub fn names() -> Vec<&'static str> {
    all().map(|rule| rule.name).collect()
}

#[cfg(test)]
pub(crate) mod tests;
