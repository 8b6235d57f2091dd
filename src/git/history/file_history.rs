//! The versions of one file along a history.

use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;

impl Repo {
    /// The commits of `head`'s first-parent chain, among the newest `most`, that
    /// change this file, each with the text before and after; newest first. What
    /// is not text, or not here, is left out.
    pub fn versions<'a>(
        &'a self,
        head: &CommitInfo,
        path: &'a str,
        most: usize,
    ) -> impl Iterator<Item = (CommitInfo, String, String)> + 'a {
        let entry = |commit: &CommitInfo| self.tree_entry(commit.tree, path).ok().flatten();
        let text = |entry| String::from_utf8(self.blob(Some(entry)).ok()??).ok();
        let mut chain = self.first_parents(head).take(most);
        let mut newer = chain.next().map(|commit| (entry(&commit), commit));
        std::iter::from_fn(move || {
            loop {
                let (after, commit) = newer.take()?;
                let parent = chain.next()?;
                let before = entry(&parent);
                newer = Some((before, parent));
                if before == after {
                    continue;
                }
                if let (Some(before), Some(after)) = (before.and_then(text), after.and_then(text)) {
                    return Some((commit, before, after));
                }
            }
        })
    }
}
