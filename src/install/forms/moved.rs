//! Which hooks were moved aside by us, so that one that stopped running is known for such.

use crate::install::hooks::Hook;
use crate::install::hooks_dir::{HooksDir, git};

/// A key of the repository's own configuration, with the names of hooks.
const KEY: &str = "checkpoint.movedHook";

/// The hooks of this repository that `install` moved to `<hook>.local`.
#[derive(Debug)]
pub(crate) struct Moved {
    names: Vec<String>,
}

impl Moved {
    pub(crate) fn read(dir: &HooksDir) -> Self {
        let told = git(&dir.top, &["config", "--local", "--get-all", KEY]).unwrap_or_default();
        Self { names: told.lines().map(str::to_owned).collect() }
    }

    pub(crate) fn contains(&self, hook: &Hook) -> bool {
        self.names.iter().any(|name| name == hook.name)
    }

    /// Remembers one more. Where it cannot be, `install` will only be more careful.
    pub(crate) fn remember(&self, dir: &HooksDir, hook: &Hook) {
        if !self.contains(hook) {
            let _ = git(&dir.top, &["config", "--local", "--add", KEY, hook.name]);
        }
    }

    pub(crate) fn forget(self, dir: &HooksDir) {
        if !self.names.is_empty() {
            let _ = git(&dir.top, &["config", "--local", "--unset-all", KEY]);
        }
    }
}
