//! References: read by gix where they are plain files, else by git.

use anyhow::bail;
use bstr::ByteSlice;
use gix::refs::Target;

use crate::git::commit::commit_id::CommitId;
use crate::git::git_cli::{GitCli, GitFailure};
use crate::git::history::amend;
use crate::git::open::plain::PlainRepository;
use crate::git::refs::known_head::Head;
use crate::git::refs::ref_storage::RefStorage;
use crate::git::repository::Repo;

/// What marks an operation, and is a reference where references are not files.
const MARKS: [&str; 3] = ["CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_AUTOSTASH"];

/// How deep git follows symbolic references (`SYMREF_MAXDEPTH` in refs-internal.h).
const MAX_SYMREFS: usize = 5;

impl Repo {
    /// HEAD as it is now.
    pub(crate) fn read_head(&self) -> anyhow::Result<Head> {
        match self.refs {
            RefStorage::Files => self.head_in_files(),
            RefStorage::Program => head_by_git(&self.program).or_else(|error| {
                // A git before 2.45 does not know the option, nor any backend but files.
                let is_old = error.downcast_ref().is_some_and(GitFailure::is_usage);
                if is_old { self.head_in_files() } else { Err(error) }
            }),
        }
    }

    fn head_in_files(&self) -> anyhow::Result<Head> {
        let known = self.handle.as_plain().and_then(PlainRepository::head);
        known.map_or_else(|| head_in_files(self.git()?), Ok)
    }

    /// From where to where HEAD moved last, by its reflog; `None` without one.
    pub(crate) fn last_move(&self) -> Option<(CommitId, CommitId)> {
        match self.refs {
            RefStorage::Files => amend::last_move_in(&self.git_dir().join("logs/HEAD")),
            RefStorage::Program => {
                let ids = self.program.run(&["rev-parse", "HEAD@{0}", "HEAD@{1}"], b"").ok()?;
                let mut ids = ids.to_str().ok()?.lines().map(CommitId::from_hex);
                let (new, old) = (ids.next()??, ids.next()??);
                Some((old, new))
            }
        }
    }
}

fn head_in_files(git: &gix::Repository) -> anyhow::Result<Head> {
    let mut target = git.find_reference("HEAD")?.detach().target;
    let mut head = Head { branch: None, id: None, operations: Vec::new() };
    for _ in 0..MAX_SYMREFS {
        let name = match target {
            // git lets HEAD be nothing but a commit, so there is nothing to peel.
            Target::Object(id) => return Ok(Head { id: Some(CommitId(id)), ..head }),
            Target::Symbolic(name) => name,
        };
        head.branch = Some(name.to_string());
        let Some(reference) = git.try_find_reference(&name)? else { return Ok(head) };
        target = reference.detach().target;
    }
    bail!("HEAD leads over more than {MAX_SYMREFS} symbolic references")
}

/// One start of git for HEAD and the marks together; a second on an unborn branch.
fn head_by_git(git: &GitCli) -> anyhow::Result<Head> {
    let mut found = roots(git)?;
    let head = found.iter().position(|root| root.name == "HEAD").map(|at| found.remove(at));
    let operations = found.into_iter().map(|root| root.name).collect();
    Ok(match head {
        Some(root) => Head { branch: root.branch, id: Some(root.id), operations },
        // What is not born is not listed, and has no commit to be detached at.
        None => Head { branch: Some(unborn_branch(git)?), id: None, operations },
    })
}

fn unborn_branch(git: &GitCli) -> anyhow::Result<String> {
    Ok(git.run(&["symbolic-ref", "HEAD"], b"")?.trim().to_str_lossy().into_owned())
}

/// A reference outside of `refs/`.
struct Root {
    id: CommitId,
    name: String,
    branch: Option<String>,
}

/// HEAD and the marks, as far as they exist. The option is as old as reftable itself (git
/// 2.45), and a branch that is called like one of them is not taken for it.
fn roots(git: &GitCli) -> anyhow::Result<Vec<Root>> {
    const FORMAT: &str = "--format=%(objectname) %(refname) %(symref)";
    let asked = ["for-each-ref", "--include-root-refs", FORMAT, "HEAD"];
    let listed = git.run(&[&asked[..], &MARKS].concat(), b"")?;
    let parsed = listed.lines().filter_map(|line| {
        let line = line.to_str_lossy();
        let mut fields = line.splitn(3, ' ');
        let id = CommitId::from_hex(fields.next()?)?;
        let name = fields.next()?.to_owned();
        let branch = fields.next().filter(|target| !target.is_empty()).map(str::to_owned);
        Some(Root { id, name, branch })
    });
    Ok(parsed.filter(|root| root.name == "HEAD" || MARKS.contains(&root.name.as_str())).collect())
}

#[cfg(test)]
mod with_git {
    use std::ffi::OsStr;

    use super::*;
    use crate::git::operation::Operation;
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
    fn the_branch_is_told_born_and_unborn() {
        let Some(sandbox) = reftable() else { return };
        let branch = || sandbox.repo().branch();
        assert_eq!(branch().as_deref(), Some("main"));
        sandbox.commit("a", "a", "one");
        sandbox.git(&["switch", "-q", "-c", "feature/deep/er"]);
        assert_eq!(branch().as_deref(), Some("feature/deep/er"));
        sandbox.git(&["switch", "-q", "--orphan", "new/one"]);
        assert_eq!(branch().as_deref(), Some("new/one"));
        assert_eq!(sandbox.repo().head().unwrap(), None);
    }

    #[test]
    fn symbolic_references_are_followed_to_the_last() {
        let sandbox = Sandbox::new();
        let told = || {
            let repo = sandbox.repo();
            let head = repo.head().unwrap().map(|head| head.id.to_hex());
            (repo.branch(), repo.is_on_branch(), head)
        };
        sandbox.git(&["symbolic-ref", "refs/heads/main", "refs/heads/deep/trunk"]);
        let trunk = || Some("deep/trunk".to_owned());
        assert_eq!(told(), (trunk(), true, None));
        let hash = sandbox.commit("a", "a", "one");
        assert_eq!(told(), (trunk(), true, Some(hash.clone())));
        sandbox.git(&["pack-refs", "--all"]);
        assert_eq!(told(), (trunk(), true, Some(hash)));
    }

    #[cfg(unix)]
    #[test]
    fn a_head_that_is_a_link_is_on_its_branch() {
        if has_no_reftable() {
            return;
        }
        let sandbox = Sandbox::new();
        let hash = sandbox.commit("a", "a", "one");
        std::fs::remove_file(sandbox.path(".git/HEAD")).unwrap();
        sandbox.link("refs/heads/main", ".git/HEAD");
        let repo = sandbox.repo();
        assert_eq!(repo.head().unwrap().unwrap().id.to_hex(), hash);
        assert_eq!((repo.is_on_branch(), repo.branch().as_deref()), (true, Some("main")));
    }

    #[test]
    fn anything_but_plain_files_is_asked_of_git() {
        let sandbox = Sandbox::new();
        let config = sandbox.read(".git/config");
        let of = |configured: Option<&str>, named: Option<&str>| {
            let format = "[core]\nrepositoryFormatVersion = 1\n[extensions]\nrefStorage = ";
            let extension = configured.map(|backend| format!("{format}{backend}\n"));
            sandbox.write(".git/config", &(config.clone() + &extension.unwrap_or_default()));
            let repo = sandbox.repo();
            RefStorage::of(repo.git().unwrap(), named.map(OsStr::new)).are_plain_files()
        };
        assert!(of(None, None) && of(None, Some("files")));
        for named in ["", "reftable", "files://x", "reftable://x", "Files"] {
            assert!(!of(None, Some(named)), "{named}");
        }
        assert!(of(Some("files"), None));
        for configured in ["reftable", "files://x", "reftable://x", "other"] {
            assert!(!of(Some(configured), None), "{configured}");
        }
    }

    #[test]
    fn head_is_asked_for_once_until_it_is_read_again() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("a", "a", "one");
        let repo = sandbox.repo();
        let told = || repo.head().unwrap().unwrap().id.to_hex();
        assert_eq!(told(), one);
        let two = sandbox.commit("a", "b", "two");
        assert_eq!(told(), one);
        assert_eq!(repo.reread_head().unwrap().unwrap().id.to_hex(), two);
        assert_eq!(told(), two);
    }

    #[test]
    fn head_in_tables_is_read_again_where_they_have_changed() {
        let Some(sandbox) = reftable() else { return };
        sandbox.commit("a", "a", "one");
        let repo = sandbox.repo();
        let told = || repo.reread_head().unwrap().unwrap().id.to_hex();
        assert_eq!(told(), sandbox.head());
        let tables = repo.ref_tables();
        assert!(tables.is_some() || cfg!(not(unix)));
        for number in 0..5 {
            sandbox.git(&["commit", "-q", "--allow-empty", "-m", &number.to_string()]);
            assert_eq!(told(), sandbox.head(), "{number}");
            assert!(cfg!(not(unix)) || repo.ref_tables() != tables);
        }
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
        assert_eq!(told(), sandbox.head());
        assert_eq!(Sandbox::new().repo().ref_tables(), None);
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
