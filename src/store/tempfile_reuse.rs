//! A file of ours that is written over again: to make a file and to delete one costs a
//! commit more than all else that we do on the disk.

use std::fs;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// The file whose place another one took.
pub(crate) const SPARE: &str = ".spare";

/// The spare file under a new name, to be written over. Whoever gets it renamed has it alone;
/// as new as it is then, nobody sweeps it away.
pub(crate) fn reclaimed(spare: &Path, name: &Path) -> io::Result<File> {
    if !is_ours_alone(&spare.symlink_metadata()?) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = File::options().write(true).open(spare)?;
    file.set_modified(SystemTime::now())?;
    fs::rename(spare, name)?;
    Ok(file)
}

/// Whether it is a file, and no backup has a second name for it.
#[cfg(unix)]
fn is_ours_alone(metadata: &Metadata) -> bool {
    metadata.is_file() && std::os::unix::fs::MetadataExt::nlink(metadata) == 1
}

#[cfg(not(unix))]
fn is_ours_alone(metadata: &Metadata) -> bool {
    metadata.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn a_file_is_written_over_again_only_where_nobody_else_has_it() {
        let sandbox = Sandbox::new();
        let state = sandbox.repo().state();
        for content in ["long content", "second", "3"] {
            state.write("a", content.as_bytes()).unwrap();
            assert_eq!(state.read("a").unwrap(), content.as_bytes());
        }
        let names = || fs::read_dir(sandbox.path(".git/checkpoint")).unwrap().count();
        assert_eq!((names(), state.read(SPARE).unwrap().as_slice()), (2, &b"second"[..]));
        fs::hard_link(sandbox.path(".git/checkpoint/.spare"), sandbox.path("backup")).unwrap();
        state.write("a", b"4").unwrap();
        assert_eq!((sandbox.read("backup").as_str(), names()), ("second", 2));
        fs::remove_file(sandbox.path(".git/checkpoint/.spare")).unwrap();
        sandbox.write("mine", "mine");
        std::os::unix::fs::symlink(sandbox.path("mine"), sandbox.path(".git/checkpoint/.spare"))
            .unwrap();
        state.write("a", b"5").unwrap();
        assert_eq!(
            (sandbox.read("mine").as_str(), state.read("a").unwrap()),
            ("mine", b"5".to_vec())
        );
    }
}
