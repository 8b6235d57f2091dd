//! What can be wrong with the hooks of a repository: a record per check.

use std::path::Path;

use crate::install::shell_path::quoted;

/// One thing that can be wrong. In `what` and `fix`, `{}` stands for the thing it is
/// about, `{word}` for the same as a word for a shell, and `{more}` for what it leads to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DoctorCheck {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) fix: &'static str,
}

const INSTALL: &str = "git checkpoint install";

const fn check(name: &'static str, what: &'static str, fix: &'static str) -> DoctorCheck {
    DoctorCheck { name, what, fix }
}

pub(crate) static NOT_INSTALLED: DoctorCheck =
    check("not-installed", "nothing runs git-checkpoint as the {} hook", INSTALL);
pub(crate) static DANGLING_LINK: DoctorCheck = check(
    "dangling-link",
    "{} is a link to {more}, which does not exist, so git runs nothing there",
    "rm {word} && git checkpoint install",
);
pub(crate) static NOT_EXECUTABLE: DoctorCheck =
    check("not-executable", "{} is not executable, so git does not run it", "chmod +x {word}");
pub(crate) static NOT_A_FILE: DoctorCheck = check(
    "not-a-file",
    "{} is not a file that git could run",
    "mv {word} {word}.old && git checkpoint install",
);
pub(crate) static UNREADABLE: DoctorCheck =
    check("unreadable", "{} cannot be read", "chmod u+rwx {word}");
pub(crate) static OVERWRITTEN: DoctorCheck = check(
    "overwritten",
    "{} was overwritten: neither git-checkpoint nor {more} runs any more",
    INSTALL,
);
pub(crate) static FOREIGN_HOOK: DoctorCheck =
    check("foreign-hook", "{} does not run git-checkpoint", INSTALL);
pub(crate) static UNMANAGED: DoctorCheck =
    check("manager", "{more} manages the {} hook, and does not run git-checkpoint", INSTALL);
pub(crate) static ORPHAN: DoctorCheck =
    check("orphan", "{}, a hook that was moved aside, does not run any more", INSTALL);
pub(crate) static WRONG_PROGRAM: DoctorCheck = check(
    "wrong-program",
    "{} leads to {more}, which is for another hook",
    "rm {word} && git checkpoint install",
);
pub(crate) static DAMAGED_SHIM: DoctorCheck = check(
    "damaged-shim",
    "{} holds git-checkpoint's lines, but not as they were written",
    "mv {word} {word}.old && git checkpoint install",
);
pub(crate) static PROGRAM_MISSING: DoctorCheck =
    check("program-missing", "{} names {more}, which does not exist", INSTALL);
pub(crate) static PROGRAM_NOT_EXECUTABLE: DoctorCheck =
    check("program-not-executable", "{} is not executable", "chmod +x {word}");
pub(crate) static PROGRAM_FAILS: DoctorCheck =
    check("program-fails", "{} does not start: {more}", "{word} --version");
pub(crate) static OTHER_VERSION: DoctorCheck =
    check("other-version", "{} runs {more}, another version or copy of git-checkpoint", INSTALL);
pub(crate) static HOOKS_FOLDER: DoctorCheck = check(
    "hooks-folder",
    "{} is not a folder, so git finds no hooks",
    "mv {word} {word}.old && git checkpoint install",
);
pub(crate) static HOOKS_PATH_OFF: DoctorCheck = check(
    "hooks-path-off",
    "core.hooksPath is {} (set in {more}), so git runs no hook files",
    "{more}",
);
pub(crate) static HOOKS_PATH_MISSING: DoctorCheck =
    check("hooks-path-missing", "core.hooksPath leads git to {}, which does not exist", "{more}");
pub(crate) static HOOKS_PATH_ELSEWHERE: DoctorCheck = check(
    "hooks-path-elsewhere",
    "core.hooksPath leads git to another folder, where {} does not run git-checkpoint",
    "{more}",
);
pub(crate) static GIT_WITHOUT_CONFIGURED_HOOKS: DoctorCheck = check(
    "git-too-old",
    "the hooks are in the configuration, and {} does not run those",
    "git checkpoint install --files",
);
pub(crate) static HOOK_DISABLED: DoctorCheck =
    check("hook-disabled", "{} is false, so git does not run that hook", "{more}");
pub(crate) static COMMAND_MISSING: DoctorCheck = check(
    "command-missing",
    "{} has an event and no command, which is fatal for every git command that runs a hook",
    "{more}",
);
pub(crate) static EVENT_MISSING: DoctorCheck =
    check("event-missing", "{} has a command and no event, so git does not run it", "{more}");
pub(crate) static INCLUDE_MISSING: DoctorCheck =
    check("include-missing", "include.path names {}, which does not exist", INSTALL);
pub(crate) static SWITCHED_OFF: DoctorCheck =
    check("switched-off", "checkpoint.enabled is {}, so the hooks do nothing", "{more}");
pub(crate) static SWITCHED_OFF_HERE: DoctorCheck = check(
    "switched-off-in-environment",
    "GIT_CHECKPOINT is {}, so the hooks do nothing",
    "unset GIT_CHECKPOINT",
);
pub(crate) static RUNS_TWICE: DoctorCheck =
    check("runs-twice", "the {} hook is installed twice: {more}", INSTALL);
pub(crate) static WORKTREE_OFF: DoctorCheck = check(
    "worktree-off",
    "in the worktree {} core.hooksPath is {more}, so its hooks are not these",
    "git -C {word} config --worktree --unset-all core.hooksPath",
);
pub(crate) static NOT_ON_PATH: DoctorCheck = check(
    "not-on-path",
    "{} is not on PATH, so `git checkpoint` is not found",
    "export PATH={word}:\"$PATH\"",
);
pub(crate) static OLDER_GIT_ELSEWHERE: DoctorCheck = check(
    "other-git",
    "{} is on this machine too, and does not run hooks in the configuration",
    "git checkpoint install --files",
);
pub(crate) static FILTER_MISSING: DoctorCheck = check(
    "filter-missing",
    "the filter of clean-tree mode names {}, which does not exist",
    "git checkpoint install --clean-tree",
);
pub(crate) static MERGED_BY_LINES: DoctorCheck = check(
    "merged-by-lines",
    "this repository has no merge driver for {}, so its hashes conflict where branches meet",
    INSTALL,
);
pub(crate) static UNRECORDED: DoctorCheck =
    check("unrecorded", "{} made while the hooks did not run", "git checkpoint repair");
pub(crate) static AGENT_ENTRY_OLD: DoctorCheck = check(
    "agent-entry-old",
    "{} starts git-checkpoint as an older version did, or several times",
    "git checkpoint agent {more} --write",
);
pub(crate) static AGENT_SETTINGS: DoctorCheck = check(
    "agent-settings",
    "whether the agent is told where the last session stopped is unknown: {more}",
    "${EDITOR:-vi} {word}",
);

/// Something that is wrong here, and what fixes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) check: &'static DoctorCheck,
    pub(crate) what: String,
    pub(crate) fix: String,
    /// Whether it keeps a hook from running.
    pub(crate) stops: bool,
}

impl DoctorCheck {
    pub(crate) fn about(&'static self, subject: &str) -> Problem {
        self.about_both(subject, "")
    }

    pub(crate) fn at(&'static self, file: &Path) -> Problem {
        self.about_both(&file.to_string_lossy(), "")
    }

    pub(crate) fn at_both(&'static self, file: &Path, other: &Path) -> Problem {
        self.about_both(&file.to_string_lossy(), &other.to_string_lossy())
    }

    pub(crate) fn about_both(&'static self, subject: &str, more: &str) -> Problem {
        let fill = |text: &str| {
            let text = text.replace("{word}", &quoted(Path::new(subject)));
            text.replace("{}", subject).replace("{more}", more)
        };
        Problem { check: self, what: fill(self.what), fix: fill(self.fix), stops: true }
    }
}

impl Problem {
    /// The same, where the fix is another command than the record's.
    pub(crate) fn fixed_by(self, fix: String) -> Self {
        Self { fix, ..self }
    }

    /// Whether another program than ours is named.
    pub(crate) fn names_another_program(&self) -> bool {
        self.check == &PROGRAM_MISSING || self.check == &OTHER_VERSION
    }

    /// The same, where hooks run in spite of it.
    pub(crate) fn only_warns(self) -> Self {
        Self { stops: false, ..self }
    }
}
