//! A checkpoint that holds only SESSION.md stands for the commits since the checkpoint before.

use bstr::ByteSlice;

use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;
use crate::terms::changed_paths::Change;

impl Repo {
    /// The changes of a commit on top of `parent`; where that is SESSION.md alone, with what the
    /// commits since the last checkpoint changed.
    pub fn changes_of_session(
        &self,
        own: Vec<Change>,
        session: &str,
        parent: Option<&CommitInfo>,
    ) -> Vec<Change> {
        let is_session_alone = matches!(&*own, [one] if one.path == session.as_bytes().as_bstr());
        let Some(parent) = parent.filter(|_| is_session_alone) else { return own };
        let Some(checkpoint) = self.newest_checkpoint(parent) else { return own };
        // A partial clone may lack the trees; the list is then as long as the commit's own.
        let committed = self.tree_changes(Some(checkpoint.tree), parent.tree).unwrap_or_default();
        let mut changes = own;
        let session = session.as_bytes().as_bstr();
        changes.extend(committed.into_iter().filter(|change| change.path != session));
        changes
    }
}
