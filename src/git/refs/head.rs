//! HEAD: asked for once, however much is told of it.

use crate::git::commit::commit_info::CommitInfo;
use crate::git::refs::known_head::Head;
use crate::git::repository::Repo;

impl Repo {
    /// The commit that HEAD names; `None` on an unborn branch.
    pub fn head(&self) -> anyhow::Result<Option<CommitInfo>> {
        if let Some(known) = &*self.known_head.commit.borrow() {
            return Ok(Some(known.clone()));
        }
        let Some(id) = self.look_at_head(|head| head.id)? else { return Ok(None) };
        let commit = self.commit(&id)?;
        self.known_head.commit.replace(Some(commit.clone()));
        Ok(Some(commit))
    }

    /// The commit that HEAD names now: for whoever has waited, moved HEAD, or lives longer
    /// than a single command of git.
    pub fn reread_head(&self) -> anyhow::Result<Option<CommitInfo>> {
        // To ask git starts a process.
        let tables = self.ref_tables();
        if tables.is_some() && *self.known_head.tables.borrow() == tables {
            return self.head();
        }
        self.known_head.head.replace(None);
        let id = self.look_at_head(|head| head.id)?;
        let is_same = self.known_head.commit.borrow().as_ref().map(|commit| commit.id) == id;
        if !is_same {
            self.known_head.commit.replace(None);
        }
        self.head()
    }

    /// Has HEAD asked for again when it is needed next.
    pub(crate) fn forget_head(&self) {
        self.known_head.head.replace(None);
        self.known_head.commit.replace(None);
        self.known_head.tables.replace(None);
    }

    /// The branch that HEAD is on, born or not; `None` where it is detached.
    pub fn branch(&self) -> Option<String> {
        let name = self.look_at_head(|head| head.branch.clone()).ok()??;
        Some(name.strip_prefix("refs/heads/").unwrap_or(&name).to_owned())
    }

    /// Whether HEAD is on a branch, born or not, rather than detached.
    pub(crate) fn is_on_branch(&self) -> bool {
        self.look_at_head(|head| head.branch.is_some()).unwrap_or(false)
    }

    /// The names that stand for an operation in progress and are not files.
    pub(crate) fn operation_refs(&self) -> Vec<String> {
        if self.refs.are_plain_files() {
            return Vec::new();
        }
        self.look_at_head(|head| head.operations.clone()).unwrap_or_default()
    }

    fn look_at_head<T>(&self, look: impl FnOnce(&Head) -> T) -> anyhow::Result<T> {
        if let Some(known) = &*self.known_head.head.borrow() {
            return Ok(look(known));
        }
        let tables = self.ref_tables();
        let head = self.read_head()?;
        let found = look(&head);
        self.known_head.tables.replace(tables);
        self.known_head.head.replace(Some(head));
        Ok(found)
    }
}
