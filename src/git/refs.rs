//! References, where gix can read them and where it cannot.

use bstr::ByteSlice;

use crate::git::commit::CommitId;
use crate::git::git_cli::Program;
use crate::git::history::amend;
use crate::git::repository::Repo;

/// What marks an operation, and is a reference where references are no files.
const MARKS: [&str; 3] = ["CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_AUTOSTASH"];

/// How a repository keeps its references.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refs {
    /// As files: gix reads them.
    Files,
    /// As reftable (gitformat-reftable), also what would be a file in the git
    /// dir otherwise: HEAD is a stub, the reflog and CHERRY_PICK_HEAD are not there.
    Program,
}

impl Refs {
    /// How that repository keeps them.
    pub(crate) fn of(git: &gix::Repository) -> Self {
        let format = git.config_snapshot().string("extensions.refStorage");
        let is_reftable = format.is_some_and(|format| format.starts_with(b"reftable"));
        if is_reftable { Self::Program } else { Self::Files }
    }
}

impl Repo {
    /// The commit of HEAD; `None` on an unborn branch.
    pub(crate) fn head_id(&self) -> anyhow::Result<Option<CommitId>> {
        match self.refs {
            Refs::Files => {
                // git lets HEAD be nothing but a commit, so there is nothing to peel.
                Ok(self.git.head()?.id().map(|id| CommitId(id.detach())))
            }
            Refs::Program => Ok(root(&self.program, "HEAD")?.map(|head| head.id)),
        }
    }

    /// Whether HEAD is on a branch, born or not, rather than detached.
    pub(crate) fn is_on_branch(&self) -> bool {
        match self.refs {
            Refs::Files => self.git_file("HEAD").starts_with("ref: "),
            // What is not born is not listed, and has no commit to be detached at.
            Refs::Program => root(&self.program, "HEAD")
                .is_ok_and(|head| head.is_none_or(|head| head.is_symbolic)),
        }
    }

    /// The names that stand for an operation under way and are no files.
    pub(crate) fn operation_refs(&self) -> Vec<String> {
        match self.refs {
            Refs::Files => Vec::new(),
            Refs::Program => {
                let found = roots(&self.program, &MARKS).unwrap_or_default();
                found.into_iter().map(|root| root.name).collect()
            }
        }
    }

    /// From where to where HEAD moved last, by its reflog; `None` without one.
    pub(crate) fn last_move(&self) -> Option<(CommitId, CommitId)> {
        match self.refs {
            Refs::Files => amend::last_move_in(&self.git_dir().join("logs/HEAD")),
            Refs::Program => {
                let ids = self.program.ask(&["rev-parse", "HEAD@{0}", "HEAD@{1}"]).ok()?;
                let mut ids = ids.to_str().ok()?.lines().map(CommitId::from_hex);
                let (new, old) = (ids.next()??, ids.next()??);
                Some((old, new))
            }
        }
    }
}

/// A reference outside of `refs/`.
struct Root {
    id: CommitId,
    name: String,
    is_symbolic: bool,
}

fn root(git: &Program, name: &str) -> anyhow::Result<Option<Root>> {
    Ok(roots(git, &[name])?.into_iter().next())
}

/// Those of the names that exist. The option is as old as reftable itself (git
/// 2.45), and a branch that is called like one of them is not taken for it.
fn roots(git: &Program, names: &[&str]) -> anyhow::Result<Vec<Root>> {
    const FORMAT: &str = "--format=%(objectname) %(refname) %(symref)";
    let asked = ["for-each-ref", "--include-root-refs", FORMAT];
    let listed = git.ask(&[&asked[..], names].concat())?;
    let parsed = listed.lines().filter_map(|line| {
        let mut fields = line.to_str().ok()?.split(' ');
        let id = CommitId::from_hex(fields.next()?)?;
        let name = fields.next()?.to_owned();
        Some(Root { id, name, is_symbolic: !fields.next()?.is_empty() })
    });
    Ok(parsed.filter(|root| names.contains(&root.name.as_str())).collect())
}

#[cfg(test)]
mod tests {
    use crate::git::in_progress::Operation;
    use crate::git::testing::{Sandbox, has_no_reftable};

    fn reftable() -> Option<Sandbox> {
        if has_no_reftable() {
            return None;
        }
        let sandbox = Sandbox::empty();
        sandbox.git(&["init", "-q", "-b", "main", "--ref-format=reftable"]);
        Some(sandbox)
    }

    #[test]
    fn head_is_read_on_a_branch_detached_and_unborn() {
        let Some(sandbox) = reftable() else { return };
        assert_eq!(sandbox.repo().head().unwrap(), None);
        assert!(sandbox.repo().is_on_branch());
        let hash = sandbox.commit("a", "a", "one");
        assert_eq!(sandbox.repo().head().unwrap().unwrap().id.to_hex(), hash);
        assert!(sandbox.repo().is_on_branch());
        sandbox.git(&["checkout", "-q", "--detach"]);
        assert_eq!(sandbox.repo().head().unwrap().unwrap().id.to_hex(), hash);
        assert!(!sandbox.repo().is_on_branch());
    }

    #[test]
    fn an_amend_is_told_by_the_reflog() {
        let Some(sandbox) = reftable() else { return };
        let replaced = || {
            let repo = sandbox.repo();
            let head = repo.head().unwrap().unwrap();
            repo.replaced_by_amend(&head).map(|id| id.to_hex())
        };
        let first = sandbox.commit("a", "a", "one");
        assert_eq!(replaced(), None);
        sandbox.git(&["commit", "-q", "--amend", "-m", "better"]);
        assert_eq!(replaced(), Some(first));
        sandbox.commit("a", "b", "two");
        assert_eq!(replaced(), None);
    }

    #[test]
    fn operations_that_are_references_are_told_and_branches_of_their_name_are_not() {
        let Some(sandbox) = reftable() else { return };
        sandbox.commit("a", "base", "base");
        sandbox.git(&["branch", "REVERT_HEAD"]);
        assert_eq!(sandbox.repo().operation(), None);
        sandbox.git(&["checkout", "-q", "-b", "side"]);
        sandbox.commit("a", "side", "side");
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.commit("a", "main", "main");
        for (arguments, operation) in [
            (&["cherry-pick", "side"][..], Operation::CherryPick),
            (&["revert", "--no-edit", "side"], Operation::Revert),
            (&["merge", "side"], Operation::Merge),
            (&["rebase", "side"], Operation::Rebase),
        ] {
            sandbox.may_git(arguments);
            assert_eq!(sandbox.repo().operation(), Some(operation), "{arguments:?}");
            sandbox.git(&[arguments[0], "--abort"]);
        }
        assert_eq!(sandbox.repo().operation(), None);
    }

    #[test]
    fn a_linked_worktree_has_its_own_head() {
        let Some(sandbox) = reftable() else { return };
        sandbox.commit("a", "a", "one");
        sandbox.git(&["worktree", "add", "-q", "linked"]);
        sandbox.git(&["-C", "linked", "commit", "-q", "--allow-empty", "-m", "two"]);
        let head = sandbox.git(&["-C", "linked", "rev-parse", "HEAD"]);
        let repo = crate::git::repository::Repo::discover_at(&sandbox.path("linked")).unwrap();
        assert_eq!(repo.head().unwrap().unwrap().id.to_hex(), head.trim());
    }
}
