//! Taking ours out of a hooks folder, under whatever name another installer gave it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::install::forms::hook_file::{Present, renamed_files, with_suffix};
use crate::install::forms::moved::Moved;
use crate::install::forms::script::read_bytes;
use crate::install::forms::shim::{LOCAL_SUFFIXES, ShimFile};
use crate::install::forms::write::{io_context, write_script};
use crate::install::hook_change::HookChange;
use crate::install::hooks::Hook;
use crate::install::hooks_dir::HooksDir;
use crate::install::programs::our_programs::MARKER;

/// Takes ours out of the place of `hook`, and puts back what was there before.
pub(crate) fn uninstall(dir: &HooksDir, hook: &Hook, moved: &Moved) -> Result<HookChange> {
    let file = dir.path.join(hook.name);
    let mut outcome = HookChange::Absent;
    for file in std::iter::once(file.clone()).chain(renamed_files(dir, hook)) {
        match take_out(dir, hook, &file)? {
            HookChange::Absent => {}
            done => outcome = done,
        }
    }
    if is_damaged(&file) {
        let text = format!(
            "{} was changed since it was installed: take the git-checkpoint lines out by hand",
            file.display()
        );
        return Ok(HookChange::Refused(text, None));
    }
    restore_orphan(&file, hook, moved, outcome)
}

/// Takes ours out of this one file.
fn take_out(dir: &HooksDir, hook: &Hook, file: &Path) -> Result<HookChange> {
    match Present::at(file, hook) {
        Present::Program => {
            fs::remove_file(file).with_context(|| io_context("remove", file))?;
            Ok(HookChange::Removed)
        }
        Present::Shim(shim) => take_lines_out(dir, hook, file, &shim),
        _ => Ok(HookChange::Absent),
    }
}

fn take_lines_out(dir: &HooksDir, hook: &Hook, file: &Path, shim: &ShimFile) -> Result<HookChange> {
    let local = LOCAL_SUFFIXES.map(|suffix| with_suffix(&dir.path.join(hook.name), suffix));
    // The one that came later stood here last.
    let local = local.iter().rev().find(|local| fs::symlink_metadata(local).is_ok());
    match (shim.foreign_lines(), local) {
        (None, None) => {
            fs::remove_file(file).with_context(|| io_context("remove", file))?;
            Ok(HookChange::Removed)
        }
        (None, Some(local)) => {
            fs::rename(local, file).with_context(|| io_context("move back", local))?;
            Ok(HookChange::Restored)
        }
        (Some(rest), None) => {
            write_script(file, &rest)?;
            Ok(HookChange::Trimmed(file.to_owned()))
        }
        // Two hooks cannot stand in one place; what is left runs the other.
        (Some(_), Some(_)) => {
            write_script(file, &shim.text(hook, None))?;
            Ok(HookChange::Trimmed(file.to_owned()))
        }
    }
}

/// Whether our lines are there, but not as a whole.
fn is_damaged(file: &Path) -> bool {
    use bstr::ByteSlice;
    read_bytes(file).is_some_and(|script| script.contains_str(MARKER))
}

/// Puts a hook back that was moved aside and whose shim is gone.
fn restore_orphan(
    file: &Path,
    hook: &Hook,
    moved: &Moved,
    outcome: HookChange,
) -> Result<HookChange> {
    let local = with_suffix(file, LOCAL_SUFFIXES[0]);
    let is_orphan = moved.contains(hook) && fs::symlink_metadata(&local).is_ok();
    if !is_orphan || matches!(outcome, HookChange::Trimmed(_)) {
        return Ok(outcome);
    }
    if fs::symlink_metadata(file).is_err() {
        fs::rename(&local, file).with_context(|| io_context("move back", &local))?;
        return Ok(HookChange::Restored);
    }
    Ok(HookChange::KeptAside(local))
}
