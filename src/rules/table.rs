//! Every rule, once: its name, weight and reason.
//!
//! Output, configuration, `explain` and the README's table are made from these records.

use crate::finding::Level;

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleTarget {
    /// The checkpoint message.
    Message,
    /// SESSION.md.
    Session,
    /// The worktree that a commit leaves behind.
    Worktree,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, as in output and configuration.
    pub name: &'static str,
    /// Its default level.
    pub level: Level,
    /// What it looks at.
    pub subject: RuleTarget,
    /// When it fires, in a few words.
    pub fires: &'static str,
    /// Why it exists.
    pub why: &'static str,
    /// How to satisfy it.
    pub remedy: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// The rule of this name.
pub fn named(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}

/// Declares the rules and the list of all of them, so that none can be missing there.
macro_rules! rules {
    ($($id:ident $name:literal $level:ident $subject:ident
        fires $fires:literal why $why:literal remedy $remedy:literal)*) => {
        $(
            #[doc = concat!("`", $name, "`: ", $fires, ".")]
            pub static $id: Rule = Rule {
                name: $name,
                level: Level::$level,
                subject: RuleTarget::$subject,
                fires: $fires,
                why: $why,
                remedy: $remedy,
            };
        )*
        /// Every rule, in the order of the documentation.
        pub static ALL: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
    SUBJECT "subject" Error Message
        fires "the first line is not `checkpoint: Phase <N> <Status> - <description>`"
        why "The subject is what `git log --oneline` and `git checkpoint log` show; with one form, a session finds its place by reading one line."
        remedy "Write `checkpoint: Phase 3 In Progress - Endpoints implemented`: a number such as 3, 3.1 or 4a, a status, blank, hyphen, blank, a few words."
    STATUS "status" Error Message
        fires "the status is none of Complete, In Progress, Paused, Blocked"
        why "Four statuses say what the next session has to do: go to the next phase, go on, decide, or wait."
        remedy "Use one of Complete, In Progress, Paused, Blocked. In the body a qualifier may follow: `In Progress (Verification stage)`."
    MISSING_SECTION "missing-section" Error Message
        fires "`Phase:`, `Status:`, `Session:`, `Files Changed:` or `Next:` is absent"
        why "A checkpoint is a handoff: what was done, where, and what comes next. Leave one out and the next session has to guess."
        remedy "Add the section. `git checkpoint draft` prints a message with all of them."
    EMPTY_SECTION "empty-section" Error Message
        fires "a section has no content, or nothing but a placeholder"
        why "A heading without content, or template text left as it was, tells the next session nothing."
        remedy "Write what is true for this commit; `Files Changed: None` is fine for a commit that changes nothing."
    SECTION_ORDER "section-order" Error Message
        fires "sections stand in another order, or one is there twice"
        why "The same order everywhere lets people and programs read a checkpoint without searching."
        remedy "Keep the order Phase, Status, Session, Files Changed, Next. Other sections may stand between them."
    PHASE_MISMATCH "phase-mismatch" Error Message
        fires "the numbers in the subject and in `Phase:` differ, or `Phase:` is not `<N> - <Name>`"
        why "Two numbers for one checkpoint: one of them sends the next session to the wrong phase."
        remedy "Write the same number in both places, and the phase's name behind it: `Phase: 3 - Tasks API`."
    STATUS_MISMATCH "status-mismatch" Error Message
        fires "the statuses in the subject and in `Status:` differ"
        why "A phase that is Complete in one place and In Progress in the other will be redone or forgotten."
        remedy "Write the same status in both places."
    BLANK_LINE "blank-line" Error Message
        fires "the line under the subject is not blank"
        why "Git takes everything up to the first blank line for the subject."
        remedy "Leave the second line empty."
    FILE_ENTRY "file-entry" Error Message
        fires "an entry of `Files Changed:` is not `- path (what changed)`"
        why "One form per entry lets the list be compared with what the commit really changes."
        remedy "Write `- src/routes/tasks.ts (GET and POST endpoints)`, one per line; `None` if nothing changed."
    FILE_NOT_IN_COMMIT "file-not-in-commit" Warning Message
        fires "a listed path is not among what this commit changes"
        why "Usually a file that was forgotten on `git add`, or a typing error."
        remedy "Stage the file, correct the path, or take it off the list. Directories and patterns such as `src/**/*.ts` are fine."
    FILE_NOT_LISTED "file-not-listed" Off Message
        fires "a changed file is not listed"
        why "The list is meant for the significant files; projects that want it complete can raise this rule."
        remedy "Add the file to `Files Changed:`, or a directory or pattern that holds it."
    NEXT_LOCATION "next-location" Warning Message
        fires "`Next:` of a phase that is not Complete names no `path:line`"
        why "The next session starts with an empty context. A file and a line put it on the spot."
        remedy "Name the place: `Implement PATCH in src/routes/tasks.ts:47`. A file still to be created needs no line."
    NEXT_VAGUE "next-vague" Warning Message
        fires "`Next:` says nothing a stranger could start on"
        why "`Continue API work` means something only to whoever wrote it, and that context will be gone."
        remedy "Say what to do and where: `Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47`."
    NEXT_PATH "next-path" Warning Message
        fires "a `path:line` in `Next:` is not there"
        why "A place that does not exist sends the next session searching."
        remedy "Correct the path or the line, or say that the file is to be created."
    SUBJECT_LENGTH "subject-length" Warning Message
        fires "the subject is wider than 72 columns"
        why "Longer subjects are cut off in `git log`, in mails and on web pages."
        remedy "Shorten the description; details belong under `Session:`."
    PHASE_UNKNOWN "phase-unknown" Warning Message
        fires "neither SESSION.md nor the plan has this phase, or its name differs there"
        why "A checkpoint of a phase that is written down nowhere cannot be found again."
        remedy "Use the number and name that SESSION.md has, or add the phase there."
    PHASE_STATUS "phase-status" Warning Message
        fires "the message and SESSION.md disagree on the phase's status, or it is Complete with open tasks"
        why "SESSION.md and the checkpoint are read together; where they disagree, one of them is out of date."
        remedy "Update the phase's heading and tasks in SESSION.md, or the status in the message."
    NEAR_MISS "near-miss" Warning Message
        fires "the subject is almost a checkpoint's, so it is not taken for one"
        why "`Checkpoint: Phase 3 …` looks right to a reader, but is no checkpoint to the tools: nothing is checked or recorded."
        remedy "Begin with `checkpoint: Phase <N>`, in lower case; or reword the subject if no checkpoint is meant."
    SESSION_LENGTH "session-length" Warning Session
        fires "SESSION.md is over 200 lines"
        why "Every session begins by reading it; past 200 lines it costs context instead of saving it."
        remedy "Collapse completed phases to date, checkpoint and summary, and link to the plan."
    HEADER_FIELD "header-field" Warning Session
        fires "Current Phase, Current Stage, Last Checkpoint or Planning Docs is absent or empty"
        why "The four header fields are what a resuming session reads first."
        remedy "Add the field above the first phase: `**Current Stage**: Implementation`."
    STAGE_UNKNOWN "stage-unknown" Warning Session
        fires "the stage is none of Implementation, Verification, Debugging"
        why "The stage tells what kind of work comes next: writing, testing against the criteria, or mending."
        remedy "Use Implementation, Verification or Debugging."
    PHASE_HEADING "phase-heading" Warning Session
        fires "a phase heading without a known status"
        why "The status in the heading is how progress is seen at a glance, by people and by programs."
        remedy "End the heading with `[Pending]`, `[In Progress]`, `[Complete]` or `[Blocked]`, or with ⏸️ 🔄 ✅ 🚫."
    CURRENT_PHASE "current-phase" Warning Session
        fires "Current Phase names no phase, a Pending one, or one that was Complete before"
        why "It is the first thing a session looks up; a wrong number starts it on the wrong work."
        remedy "Name the phase that is In Progress: `**Current Phase**: Phase 3`."
    IN_PROGRESS "in-progress" Warning Session
        fires "more than one phase is In Progress, or none while some are Pending"
        why "One phase at a time is what makes `where did we stop` a question with one answer."
        remedy "Mark one phase In Progress; set others to Pending, Blocked or Complete."
    NEXT_ACTION "next-action" Warning Session
        fires "the current phase has no Next Action, or one that nobody could start on"
        why "It is the sentence the next session begins with."
        remedy "Write `**Next Action**: Implement PATCH in src/routes/tasks.ts:47`: what to do, file and line."
    NOT_COLLAPSED "not-collapsed" Warning Session
        fires "a phase that was Complete before is still written out, or has open tasks"
        why "Details of finished work are in git and in the plan; here they hide what is still to do."
        remedy "Keep two or three lines: completion date, checkpoint and summary."
    CODE_BLOCK "code-block" Warning Session
        fires "code is copied into SESSION.md"
        why "Copied code goes stale and costs context; the file has the current text."
        remedy "Name the file and line instead."
    PLAN_COPIED "plan-copied" Warning Session
        fires "five or more consecutive lines of the plan stand in SESSION.md too"
        why "Two copies drift apart, and it is never clear which one counts."
        remedy "Link the section: `docs/IMPLEMENTATION_PHASES.md#phase-3`."
    BROKEN_LINK "broken-link" Warning Session
        fires "Planning Docs, Spec or Key Files name a file or anchor that is not there"
        why "A session follows these links before it does anything else."
        remedy "Correct the path or the anchor; an anchor is the heading's slug or its `phase-3`."
    HASH_UNKNOWN "hash-unknown" Warning Session
        fires "a recorded hash is no commit of this repository"
        why "The hash is there to go back to; one that names nothing was lost in a rewrite or typed by hand."
        remedy "Run `git checkpoint repair`, or take the hash out."
    CHECKPOINT_STALE "checkpoint-stale" Warning Session
        fires "Last Checkpoint is not the newest checkpoint on HEAD's first-parent chain"
        why "A session that starts from an old checkpoint does work again that is already done."
        remedy "Run `git checkpoint repair`, or write the hash that is named."
    FIELD_BEFORE_RULE "field-before-rule" Warning Session
        fires "a field stands directly above `---`"
        why "Markdown takes text above `---` for a heading, so the field is shown as one."
        remedy "Put a blank line between them."
    UNCOMMITTED "uncommitted" Warning Worktree
        fires "files that are not expected to stay uncommitted are left out of the commit"
        why "What is not committed at a checkpoint is not there for the next session, or for anybody else."
        remedy "Add the files to the commit, ignore them in .gitignore, or list them under `expected:` in .git-checkpoint.yaml."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for rule in ALL {
            assert!(std::ptr::eq(named(rule.name).unwrap(), *rule), "{}", rule.name);
        }
        assert_eq!(named("no-such-rule"), None);
    }
}
