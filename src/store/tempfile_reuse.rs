//! A file of ours that is written over again: to make a file and to delete one costs a
//! commit more than all else that we do on the disk.

use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::store::regular_file;
use crate::store::regular_file::has_other_names;
use crate::store::shared_repository::SharedPermissions;

/// The spare file under a new name, to be written over. Whoever gets it renamed has it alone;
/// as new as it is then, nobody sweeps it away.
pub(crate) fn reclaimed(spare: &Path, name: &Path, sharing: SharedPermissions) -> io::Result<File> {
    let file = regular_file::open_with(spare, File::options().write(true))?;
    let metadata = file.metadata()?;
    // A backup may have another name for it; and a new file would have this owner.
    if has_other_names(&metadata) || !sharing.is_owner_of(&metadata) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    file.set_modified(SystemTime::now())?;
    fs::rename(spare, name)?;
    Ok(file)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;
    use crate::store::state_file::StateFile;

    #[test]
    fn a_file_is_written_over_again_only_where_nobody_else_has_it() {
        let sandbox = Sandbox::new();
        let state = sandbox.repo().state();
        for content in ["long content", "second", "3"] {
            state.write(StateFile::Told, content.as_bytes()).unwrap();
            assert_eq!(state.read(StateFile::Told).unwrap(), content.as_bytes());
        }
        let names = || fs::read_dir(sandbox.path(".git/checkpoint")).unwrap().count();
        assert_eq!(
            (names(), state.read(StateFile::Spare).unwrap().as_slice()),
            (2, &b"second"[..])
        );
        fs::hard_link(sandbox.path(".git/checkpoint/.spare"), sandbox.path("backup")).unwrap();
        state.write(StateFile::Told, b"4").unwrap();
        assert_eq!((sandbox.read("backup").as_str(), names()), ("second", 2));
        fs::remove_file(sandbox.path(".git/checkpoint/.spare")).unwrap();
        sandbox.write("mine", "mine");
        sandbox.link(sandbox.path("mine"), ".git/checkpoint/.spare");
        state.write(StateFile::Told, b"5").unwrap();
        assert_eq!(
            (sandbox.read("mine").as_str(), state.read(StateFile::Told).unwrap()),
            ("mine", b"5".to_vec())
        );
    }
}
