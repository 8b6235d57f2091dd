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

pub(crate) static NOT_INSTALLED: DoctorCheck = DoctorCheck {
    name: "not-installed",
    what: "nothing runs git-checkpoint as the {} hook",
    fix: INSTALL,
};
pub(crate) static DANGLING_LINK: DoctorCheck = DoctorCheck {
    name: "dangling-link",
    what: "{} is a link to {more}, which does not exist, so git runs nothing there",
    fix: "rm {word} && git checkpoint install",
};
pub(crate) static NOT_EXECUTABLE: DoctorCheck = DoctorCheck {
    name: "not-executable",
    what: "{} is not executable, so git does not run it",
    fix: "chmod +x {word}",
};
pub(crate) static NOT_A_FILE: DoctorCheck = DoctorCheck {
    name: "not-a-file",
    what: "{} is not a file that git could run",
    fix: "mv {word} {word}.old && git checkpoint install",
};
pub(crate) static UNREADABLE: DoctorCheck =
    DoctorCheck { name: "unreadable", what: "{} cannot be read", fix: "chmod u+rwx {word}" };
pub(crate) static OVERWRITTEN: DoctorCheck = DoctorCheck {
    name: "overwritten",
    what: "{} was overwritten: neither git-checkpoint nor {more} runs any more",
    fix: INSTALL,
};
pub(crate) static FOREIGN_HOOK: DoctorCheck =
    DoctorCheck { name: "foreign-hook", what: "{} does not run git-checkpoint", fix: INSTALL };
pub(crate) static UNMANAGED: DoctorCheck = DoctorCheck {
    name: "manager",
    what: "{more} manages the {} hook, and does not run git-checkpoint",
    fix: INSTALL,
};
pub(crate) static ORPHAN: DoctorCheck = DoctorCheck {
    name: "orphan",
    what: "{}, a hook that was moved aside, does not run any more",
    fix: INSTALL,
};
pub(crate) static WRONG_PROGRAM: DoctorCheck = DoctorCheck {
    name: "wrong-program",
    what: "{} leads to {more}, which is for another hook",
    fix: "rm {word} && git checkpoint install",
};
pub(crate) static DAMAGED_SHIM: DoctorCheck = DoctorCheck {
    name: "damaged-shim",
    what: "{} holds git-checkpoint's lines, but not as they were written",
    fix: "mv {word} {word}.old && git checkpoint install",
};
pub(crate) static PROGRAM_MISSING: DoctorCheck = DoctorCheck {
    name: "program-missing",
    what: "{} names {more}, which does not exist",
    fix: INSTALL,
};
pub(crate) static PROGRAM_NOT_EXECUTABLE: DoctorCheck = DoctorCheck {
    name: "program-not-executable",
    what: "{} is not executable",
    fix: "chmod +x {word}",
};
pub(crate) static PROGRAM_FAILS: DoctorCheck = DoctorCheck {
    name: "program-fails",
    what: "{} does not start: {more}",
    fix: "{word} --version",
};
pub(crate) static OTHER_VERSION: DoctorCheck = DoctorCheck {
    name: "other-version",
    what: "{} runs {more}, another version or copy of git-checkpoint",
    fix: INSTALL,
};
pub(crate) static HOOKS_FOLDER: DoctorCheck = DoctorCheck {
    name: "hooks-folder",
    what: "{} is not a folder, so git finds no hooks",
    fix: "mv {word} {word}.old && git checkpoint install",
};
pub(crate) static HOOKS_PATH_OFF: DoctorCheck = DoctorCheck {
    name: "hooks-path-off",
    what: "core.hooksPath is {} (set in {more}), so git runs no hook files",
    fix: "{more}",
};
pub(crate) static HOOKS_PATH_MISSING: DoctorCheck = DoctorCheck {
    name: "hooks-path-missing",
    what: "core.hooksPath leads git to {}, which does not exist",
    fix: "{more}",
};
pub(crate) static HOOKS_PATH_ELSEWHERE: DoctorCheck = DoctorCheck {
    name: "hooks-path-elsewhere",
    what: "core.hooksPath leads git to another folder, where {} does not run git-checkpoint",
    fix: "{more}",
};
pub(crate) static GIT_WITHOUT_CONFIGURED_HOOKS: DoctorCheck = DoctorCheck {
    name: "git-too-old",
    what: "the hooks are in the configuration, and {} does not run those",
    fix: "git checkpoint install --files",
};
pub(crate) static HOOK_DISABLED: DoctorCheck = DoctorCheck {
    name: "hook-disabled",
    what: "{} is false, so git does not run that hook",
    fix: "{more}",
};
pub(crate) static COMMAND_MISSING: DoctorCheck = DoctorCheck {
    name: "command-missing",
    what: "{} has an event and no command, which is fatal for every git command that runs a hook",
    fix: "{more}",
};
pub(crate) static EVENT_MISSING: DoctorCheck = DoctorCheck {
    name: "event-missing",
    what: "{} has a command and no event, so git does not run it",
    fix: "{more}",
};
pub(crate) static INCLUDE_MISSING: DoctorCheck = DoctorCheck {
    name: "include-missing",
    what: "include.path names {}, which does not exist",
    fix: INSTALL,
};
pub(crate) static SWITCHED_OFF: DoctorCheck = DoctorCheck {
    name: "switched-off",
    what: "checkpoint.enabled is {}, so the hooks do nothing",
    fix: "{more}",
};
pub(crate) static SWITCHED_OFF_HERE: DoctorCheck = DoctorCheck {
    name: "switched-off-in-environment",
    what: "GIT_CHECKPOINT is {}, so the hooks do nothing",
    fix: "unset GIT_CHECKPOINT",
};
pub(crate) static RUNS_TWICE: DoctorCheck = DoctorCheck {
    name: "runs-twice",
    what: "the {} hook is installed twice: {more}",
    fix: INSTALL,
};
pub(crate) static WORKTREE_OFF: DoctorCheck = DoctorCheck {
    name: "worktree-off",
    what: "in the worktree {} core.hooksPath is {more}, so its hooks are not these",
    fix: "git -C {word} config --worktree --unset-all core.hooksPath",
};
pub(crate) static NOT_ON_PATH: DoctorCheck = DoctorCheck {
    name: "not-on-path",
    what: "{} is not on PATH, so `git checkpoint` is not found",
    fix: "export PATH={word}:\"$PATH\"",
};
pub(crate) static OLDER_GIT_ELSEWHERE: DoctorCheck = DoctorCheck {
    name: "other-git",
    what: "{} is on this machine too, and does not run hooks in the configuration",
    fix: "git checkpoint install --files",
};
pub(crate) static FILTER_MISSING: DoctorCheck = DoctorCheck {
    name: "filter-missing",
    what: "the filter of clean-tree mode names {}, which does not exist",
    fix: "git checkpoint install --clean-tree",
};
pub(crate) static MERGED_BY_LINES: DoctorCheck = DoctorCheck {
    name: "merged-by-lines",
    what: "this repository has no merge driver for {}, so its hashes conflict where branches meet",
    fix: INSTALL,
};
pub(crate) static UNRECORDED: DoctorCheck = DoctorCheck {
    name: "unrecorded",
    what: "{} made while the hooks did not run",
    fix: "git checkpoint repair",
};
pub(crate) static AGENT_ENTRY_OLD: DoctorCheck = DoctorCheck {
    name: "agent-entry-old",
    what: "{} starts git-checkpoint as an older version did, or several times",
    fix: "git checkpoint agent {more} --write",
};
pub(crate) static AGENT_SETTINGS: DoctorCheck = DoctorCheck {
    name: "agent-settings",
    what: "whether the agent is told where the last session stopped is unknown: {more}",
    fix: "${EDITOR:-vi} {word}",
};

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
