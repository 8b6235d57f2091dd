//! What a commit changed, as something that can be compared.

use bstr::BString;
use gix::ObjectId;
use gix::object::tree::diff::ChangeDetached;

use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;

/// The paths that a commit changed, each with its content before and after.
///
/// Coarser than `git patch-id`, which compares lines: the same change on top
/// of another version of the file is another patch. So equal patches are truly
/// equal, and what is not found is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch(Vec<(BString, Option<ObjectId>, Option<ObjectId>)>);

impl Repo {
    /// What the commit changed against its first parent; `None` where it
    /// changed nothing, which any other such commit would equal.
    pub fn patch(&self, commit: &CommitInfo) -> anyhow::Result<Option<Patch>> {
        let parent = commit.parents.first().map(|parent| self.commit(parent)).transpose()?;
        let git = self.git()?;
        let old = parent.map(|parent| git.find_tree(parent.tree)).transpose()?;
        let new = git.find_tree(commit.tree)?;
        let mut options = gix::diff::Options::default();
        options.track_path().track_rewrites(None);
        let changes = git.diff_tree_to_tree(old.as_ref(), &new, options)?;
        let mut sides: Vec<_> = changes.into_iter().filter_map(sides).collect();
        sides.sort();
        Ok((!sides.is_empty()).then_some(Patch(sides)))
    }
}

/// Path, old and new content; trees are told by what is in them.
fn sides(change: ChangeDetached) -> Option<(BString, Option<ObjectId>, Option<ObjectId>)> {
    use ChangeDetached as Found;
    Some(match change {
        Found::Addition { location, entry_mode, id, .. } if !entry_mode.is_tree() => {
            (location, None, Some(id))
        }
        Found::Deletion { location, entry_mode, id, .. } if !entry_mode.is_tree() => {
            (location, Some(id), None)
        }
        Found::Modification { location, entry_mode, previous_id, id, .. }
            if !entry_mode.is_tree() =>
        {
            (location, Some(previous_id), Some(id))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod with_git {
    use crate::git::testing::Sandbox;

    #[test]
    fn the_same_change_elsewhere_is_the_same_patch() {
        let sandbox = Sandbox::new();
        sandbox.commit("base", "0", "base");
        sandbox.commit("d/a", "1", "one");
        sandbox.git(&["branch", "one"]);
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
        sandbox.commit("other", "1", "other");
        sandbox.git(&["branch", "other"]);
        sandbox.git(&["cherry-pick", "--allow-empty", "one"]);
        sandbox.git(&["branch", "picked"]);
        let patch = |name: &str| {
            let repo = sandbox.repo();
            let hash = sandbox.git(&["rev-parse", name]);
            let id = crate::git::commit::commit_id::CommitId::from_hex(hash.trim()).unwrap();
            repo.patch(&repo.commit(&id).unwrap()).unwrap()
        };
        assert!(patch("one").is_some());
        assert_eq!(patch("one"), patch("picked"));
        assert_ne!(patch("one"), patch("other"));
        sandbox.git(&["commit", "-q", "--allow-empty", "-m", "nothing"]);
        assert_eq!(patch("HEAD"), None);
    }
}
