//! Which files pass a filter on their way into the repository, so that bytes tell nothing.

use std::collections::BTreeSet;
use std::env;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bstr::{BStr, BString, ByteSlice};
use gix::attrs::Source;
use gix::index::State;
use gix::worktree::stack::state::attributes;

use crate::git::repository::Repo;
use crate::store::regular_file;

/// The attributes that put a filter in the way (gitattributes(5)).
const FILTERS: [&str; 2] = ["filter", "working-tree-encoding"];

impl Repo {
    /// Of these entries those whose content passes a filter.
    pub(crate) fn filtered(&self, index: &State, entries: &[usize]) -> Vec<usize> {
        // gix reads attributes from the worktree alone.
        let is_from_tree =
            env::var_os("GIT_ATTR_SOURCE").is_some() || self.config_string("attr.tree").is_some();
        if !is_from_tree && self.has_no_filter(index, entries) {
            return Vec::new();
        }
        let attributes = self.git().and_then(|git| {
            Ok(git.attributes_only(index, attributes::Source::WorktreeThenIdMapping)?)
        });
        let Some(mut attributes) = attributes.ok().filter(|_| !is_from_tree) else {
            return entries.to_owned();
        };
        let mut outcome = attributes.selected_attribute_matches(FILTERS);
        let mut is_filtered = |&entry: &usize| {
            let path = index.entries()[entry].path(index);
            let Ok(platform) = attributes.at_entry(path, None) else { return true };
            platform.matching_attributes(&mut outcome);
            let mut matches = outcome.iter_selected();
            matches.any(|found| {
                let state = found.assignment.state;
                !state.is_unspecified() && !state.is_unset()
            })
        };
        entries.iter().copied().filter(|entry| is_filtered(entry)).collect()
    }

    /// Whether no file of attributes that may apply to these entries names a filter, which
    /// spares opening the repository for its attributes.
    fn has_no_filter(&self, index: &State, entries: &[usize]) -> bool {
        let paths = entries.iter().map(|&entry| index.entries()[entry].path(index));
        let directories: BTreeSet<&BStr> = paths.flat_map(directories_above).collect();
        let everywhere = [Source::System, Source::Git]
            .into_iter()
            .filter_map(|source| source.storage_location(&mut |name| env::var_os(name)))
            .chain([self.handle.common_dir().join("info/attributes")]);
        self.config_string("core.attributesFile").is_none()
            && everywhere.into_iter().all(|file| names_no_filter(&file) == Some(true))
            && directories.into_iter().all(|directory| self.names_no_filter_in(index, directory))
    }

    fn names_no_filter_in(&self, index: &State, directory: &BStr) -> bool {
        let path: BString = [directory.as_bytes(), b".gitattributes"].concat().into();
        let file = gix::path::from_bstr(path.as_bstr()).map(|file| self.workdir().join(file));
        // git takes one that is missing from the index.
        let is_missing = |file: &PathBuf| file.symlink_metadata().is_err();
        file.is_ok_and(|file| match is_missing(&file) {
            true => index.entry_by_path(path.as_bstr()).is_none(),
            false => names_no_filter(&file) == Some(true),
        })
    }
}

/// Whether that file of attributes names no filter, also where there is none; `None` where it
/// cannot be read.
fn names_no_filter(file: &Path) -> Option<bool> {
    /// Larger ones are left to gix.
    const MAX_BYTES: u64 = 64 * 1024;
    match regular_file::read_linked(file, MAX_BYTES) {
        Ok(text) => Some(!FILTERS.iter().any(|filter| text.contains_str(filter))),
        Err(error) => (error.kind() == ErrorKind::NotFound).then_some(true),
    }
}

/// The directories above a path, each with `/` at its end, but the top's, which is empty.
fn directories_above(path: &BStr) -> impl Iterator<Item = &BStr> {
    let below_top = path.find_iter("/").map(|slash| path[..=slash].as_bstr());
    std::iter::once(BStr::new("")).chain(below_top)
}
