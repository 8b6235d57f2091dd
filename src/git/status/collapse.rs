//! Shows directories in the place of untracked files, as `git status` does.

use std::collections::{BTreeMap, BTreeSet};

use bstr::{BStr, BString, ByteSlice};

use crate::git::status::status_command::UntrackedMode;
use crate::terms::changed_paths::{Change, ChangeKind, Suggestion, UncommittedChange};
use crate::terms::paths::generated::GeneratedPaths;

/// A path as git gives it, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusItem {
    pub(crate) change: Change,
    pub(crate) handling: Handling,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handling {
    /// A linked worktree of the repository.
    PassedOver,
    Expected,
    /// Below a directory that tools generate, or such a file; the name ends there.
    Generated {
        end: usize,
    },
    Unexpected(Suggestion),
}

/// Returns what is shown, sorted by path: of a directory that holds nothing tracked itself
/// alone, where all that is in it is handled alike. So a command that names the directory
/// takes nothing else along.
pub(crate) fn collapse(
    mut items: Vec<StatusItem>,
    mode: UntrackedMode,
    holds_tracked: impl Fn(&BStr) -> bool,
) -> Vec<UncommittedChange> {
    mark_generated(&mut items, &holds_tracked);
    let mut collapser = Collapser { items: &items, holds_tracked, is_uniform: BTreeMap::new() };
    let shown = items.iter().filter(|item| item.handling != Handling::PassedOver);
    let shown: BTreeSet<_> = shown.map(|item| collapser.shown_as(item, mode)).collect();
    let shown =
        shown.into_iter().map(|(change, suggestion)| UncommittedChange { change, suggestion });
    shown.collect()
}

/// Of what would be added, finds what tools generate.
fn mark_generated(items: &mut [StatusItem], holds_tracked: &impl Fn(&BStr) -> bool) {
    let is_new = |item: &&mut StatusItem| {
        let is_added = Handling::is_added;
        item.change.kind == ChangeKind::Untracked && is_added(item.handling)
    };
    let paths = items.iter().map(|item| item.change.path.as_bstr());
    let generated = GeneratedPaths::among(paths);
    for item in items.iter_mut().filter(is_new) {
        // The outermost one, unless the project tracks something in it.
        let path = &item.change.path;
        let end = generated.ends(path.as_ref()).into_iter().find(|&end| {
            let directory = path[..end].strip_suffix(b"/");
            directory.is_none_or(|directory| !holds_tracked(directory.as_bstr()))
        });
        item.handling = end.map_or(item.handling, |end| Handling::Generated { end });
    }
}

impl Handling {
    fn is_added(self) -> bool {
        matches!(self, Self::Unexpected(Suggestion::Add | Suggestion::AddOutsideCone))
    }
}

struct Collapser<'i, F> {
    items: &'i [StatusItem],
    holds_tracked: F,
    /// Of each directory asked about, whether it is shown in the place of what it holds.
    is_uniform: BTreeMap<BString, bool>,
}

impl<F: Fn(&BStr) -> bool> Collapser<'_, F> {
    fn shown_as(
        &mut self,
        StatusItem { change, handling }: &StatusItem,
        mode: UntrackedMode,
    ) -> (Change, Option<Suggestion>) {
        let suggestion = match *handling {
            Handling::Unexpected(suggestion) => Some(suggestion),
            Handling::Generated { .. } => Some(Suggestion::Ignore),
            Handling::PassedOver | Handling::Expected => None,
        };
        let end = match *handling {
            Handling::Generated { end } => Some(end),
            _ if mode == UntrackedMode::EachFile || change.kind != ChangeKind::Untracked => None,
            handling => {
                let mut ends = change.path.find_iter(b"/").map(|slash| slash + 1);
                ends.find(|&end| self.stands_for_all(&change.path[..end], handling))
            }
        };
        let path = change.path[..end.unwrap_or(change.path.len())].into();
        (Change { path, kind: change.kind.clone() }, suggestion)
    }

    /// Whether the directory (with `/` at the end) holds nothing tracked, and all in it is
    /// untracked and handled so.
    fn stands_for_all(&mut self, directory: &[u8], handling: Handling) -> bool {
        if let Some(&is_uniform) = self.is_uniform.get(directory.as_bstr()) {
            return is_uniform;
        }
        let first = self.items.partition_point(|item| item.change.path.as_slice() < directory);
        let mut inside = self.items[first..]
            .iter()
            .take_while(|item| item.change.path.starts_with(directory))
            .map(|item| (&item.change, item.handling));
        let is_alike = |(change, other): (&Change, Handling)| {
            change.kind == ChangeKind::Untracked
                && !change.path.ends_with(b"/")
                && other == handling
        };
        let name = directory[..directory.len() - 1].as_bstr();
        let is_uniform = inside.all(is_alike) && !(self.holds_tracked)(name);
        self.is_uniform.insert(directory.into(), is_uniform);
        is_uniform
    }
}
