//! HEAD and its branch, read from their files where they are the plainest.

use std::io;
use std::path::Path;

use bstr::ByteSlice;
use gix::hash::Kind::Sha1;
use gix::refs::FullName;

use crate::git::commit::commit_id::CommitId;
use crate::git::refs::known_head::Head;
use crate::store::regular_file;

/// Whether packed references may hold replacements of objects (git-replace(1)).
pub(crate) fn has_packed_replacements(git_dir: &Path) -> bool {
    /// Of a larger file gix searches the sorted lines.
    const MAX_BYTES: u64 = 64 * 1024;
    match regular_file::read_up_to(&git_dir.join("packed-refs"), MAX_BYTES) {
        Ok(packed) => packed.len() as u64 > MAX_BYTES || packed.contains_str(" refs/replace/"),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// HEAD where it is an id, or a branch that has a file of its own or is yet to be born.
pub(crate) fn head(git_dir: &Path) -> Option<Head> {
    let told = |branch, id| Some(Head { branch, id, operations: Vec::new() });
    let name = match reference(&git_dir.join("HEAD")).ok()?? {
        RefTarget::Id(id) => return told(None, Some(id)),
        RefTarget::Symbolic(name) => name,
    };
    let branch = Some(name.as_bstr().to_string());
    let is_packed = || git_dir.join("packed-refs").symlink_metadata().is_ok();
    match reference(&git_dir.join(gix::path::from_bstr(name.as_bstr()).ok()?)) {
        Ok(Some(RefTarget::Id(id))) => told(branch, Some(id)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !is_packed() => told(branch, None),
        _ => None,
    }
}

/// What the file of a reference says.
enum RefTarget {
    Symbolic(FullName),
    Id(CommitId),
}

/// The reference of that file; `None` where it is malformed.
fn reference(file: &Path) -> io::Result<Option<RefTarget>> {
    /// A path can hardly be longer.
    const MAX_BYTES: u64 = 4 * 1024;
    let content = regular_file::read_up_to(file, MAX_BYTES)?;
    let content = content.trim_ascii_end();
    Ok(match content.strip_prefix(b"ref:") {
        Some(name) => {
            FullName::try_from(name.trim_ascii_start().as_bstr()).ok().map(RefTarget::Symbolic)
        }
        None => {
            let hash = content.to_str().ok().filter(|hash| hash.len() == Sha1.len_in_hex());
            hash.and_then(CommitId::from_hex).map(RefTarget::Id)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    const HASH: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    #[test]
    fn head_is_told_where_it_stands_in_files() {
        let sandbox = Sandbox::new();
        let told = || {
            let head = head(&sandbox.path(".git"))?;
            Some((head.branch, head.id.map(|id| id.to_hex())))
        };
        let main = || Some("refs/heads/main".to_owned());
        assert_eq!(told(), Some((main(), None)));
        sandbox.write(".git/refs/heads/main", &format!("{HASH}\n"));
        assert_eq!(told(), Some((main(), Some(HASH.to_owned()))));
        sandbox.write(".git/HEAD", HASH);
        assert_eq!(told(), Some((None, Some(HASH.to_owned()))));
    }

    #[test]
    fn a_head_that_others_must_find_is_left_to_gix() {
        let sandbox = Sandbox::new();
        let is_told = |head_file: &str| {
            sandbox.write(".git/HEAD", head_file);
            head(&sandbox.path(".git")).is_some()
        };
        assert!(is_told("ref: refs/heads/main\n"));
        for damaged in ["", "\n", "ref:", "ref: ../../main", "ref: refs/heads/../x", &HASH[1..]] {
            assert!(!is_told(damaged), "{damaged}");
        }
        sandbox.write(".git/refs/heads/main", "ref: refs/heads/trunk\n");
        assert!(!is_told("ref: refs/heads/main\n"));
        sandbox.write(".git/packed-refs", "");
        assert!(is_told(HASH) && !is_told("ref: refs/heads/packed\n"));
    }

    #[test]
    fn replacements_of_objects_are_noticed_among_packed_references() {
        let sandbox = Sandbox::new();
        let has_any = |packed: &str| {
            sandbox.write(".git/packed-refs", packed);
            has_packed_replacements(&sandbox.path(".git"))
        };
        assert!(!has_packed_replacements(&sandbox.path(".git")));
        assert!(!has_any(&format!("{HASH} refs/heads/main\n")));
        assert!(has_any(&format!("{HASH} refs/replace/{HASH}\n")));
        assert!(has_any(&format!("{HASH} refs/heads/main\n").repeat(2_000)));
    }
}
