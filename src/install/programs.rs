use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::install::hooks::{HOOKS, Hook};

/// Text that every program of ours carries, so that a copy is known for ours
/// whatever its version.
pub const MARKER: &str = "git-checkpoint hook program";

/// The installed programs, side by side in one folder.
#[derive(Debug)]
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// The programs beside the one that is running.
    ///
    /// # Errors
    /// When one of them is missing there.
    pub fn beside_this_one() -> Result<Self> {
        let this = std::env::current_exe().context("cannot find out where this program stands")?;
        let folder = this.parent().context("this program stands in no folder")?.to_owned();
        let programs = Self::in_folder(folder);
        match HOOKS.iter().find(|hook| !programs.path(hook).is_file()) {
            Some(hook) => bail!(
                "{} is missing: run install.sh again, it puts all programs in one folder",
                programs.path(hook).display()
            ),
            None => Ok(programs),
        }
    }

    /// Where the companion stands.
    pub fn companion(&self) -> PathBuf {
        self.folder.join(format!("git-checkpoint{}", std::env::consts::EXE_SUFFIX))
    }

    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the program of this hook stands.
    pub fn path(&self, hook: &Hook) -> PathBuf {
        self.folder.join(format!("{}{}", hook.program, std::env::consts::EXE_SUFFIX))
    }
}

/// Whether `file` is a program of ours, or a link to one: by the name it leads
/// to, else by the marker inside.
pub(crate) fn is_program(file: &Path, hook: &Hook) -> bool {
    if let Ok(target) = std::fs::read_link(file) {
        return target.file_stem().is_some_and(|name| name == hook.program);
    }
    const LARGEST: u64 = 256 << 20;
    let is_sane = file.metadata().is_ok_and(|meta| meta.is_file() && meta.len() < LARGEST);
    is_sane
        && std::fs::read(file)
            .is_ok_and(|bytes| is_native(&bytes) && contains(&bytes, MARKER.as_bytes()))
}

/// A compiled program and no script (a shim carries the marker too).
fn is_native(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"#")
}

pub(crate) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    use bstr::ByteSlice;
    bytes.contains_str(needle)
}
