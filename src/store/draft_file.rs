//! The draft of a refused message, or of one that is to be committed.

use std::io;
use std::path::PathBuf;

use crate::git::repository::Repo;
use crate::store::state::at;
use crate::store::state_file::StateFile;
use crate::store::temporary::put_in_place;

impl Repo {
    /// Keeps a message for `git commit -F`; where.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn keep_draft(&self, message: &[u8]) -> io::Result<PathBuf> {
        let path = self.git_dir().join(StateFile::Draft.name());
        let file = self.state().scratch_in(self.git_dir(), message);
        let put = file.and_then(|file| put_in_place(file, &path));
        put.map_err(at(&path))?;
        Ok(path)
    }
}
