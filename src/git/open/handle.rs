//! A repository, opened as far as it was asked.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::config::File;
use gix::objs::Kind;

use crate::git::open::opening;
use crate::git::open::plain::PlainRepository;

/// A repository, opened as far as it was asked.
#[derive(Debug)]
pub(crate) enum RepositoryHandle {
    /// By gix, from the start.
    Opened(Box<gix::Repository>),
    /// An ordinary one, of which little is needed; opened by gix when something asks for more.
    Plain { plain: Box<PlainRepository>, opened: OnceCell<Box<gix::Repository>> },
}

impl RepositoryHandle {
    pub(crate) fn opened(git: gix::Repository) -> Self {
        Self::Opened(Box::new(git))
    }

    pub(crate) fn plain(plain: PlainRepository) -> Self {
        Self::Plain { plain: Box::new(plain), opened: OnceCell::new() }
    }

    /// The repository as gix opens it.
    ///
    /// # Errors
    /// Where gix cannot open what looked ordinary.
    pub(crate) fn git(&self) -> anyhow::Result<&gix::Repository> {
        match self {
            Self::Opened(git) => Ok(git),
            Self::Plain { opened, .. } => match opened.get() {
                Some(git) => Ok(git),
                None => {
                    let git = Box::new(opening::of_working_directory()?);
                    Ok(opened.get_or_init(|| git))
                }
            },
        }
    }

    /// What is known without opening it.
    pub(crate) fn as_plain(&self) -> Option<&PlainRepository> {
        match self {
            Self::Opened(_) => None,
            Self::Plain { plain, .. } => Some(plain),
        }
    }

    pub(crate) fn git_dir(&self) -> &Path {
        match self {
            Self::Opened(git) => git.git_dir(),
            Self::Plain { plain, .. } => plain.git_dir(),
        }
    }

    pub(crate) fn common_dir(&self) -> &Path {
        match self {
            Self::Opened(git) => git.common_dir(),
            Self::Plain { plain, .. } => plain.git_dir(),
        }
    }

    pub(crate) fn index_path(&self) -> PathBuf {
        match self {
            Self::Opened(git) => git.index_path(),
            Self::Plain { plain, .. } => plain.index_path(),
        }
    }

    pub(crate) fn object_hash(&self) -> gix::hash::Kind {
        match self {
            Self::Opened(git) => git.object_hash(),
            Self::Plain { .. } => gix::hash::Kind::Sha1,
        }
    }

    /// Looks at git's configuration.
    pub(crate) fn with_config<T>(&self, look: impl FnOnce(&File) -> T) -> T {
        match self {
            Self::Opened(git) => look(git.config_snapshot().plumbing()),
            Self::Plain { plain, .. } => look(plain.config()),
        }
    }

    /// All objects, for those that are looked for by a prefix.
    ///
    /// # Errors
    /// Where their folder cannot be read.
    pub(crate) fn objects(&self) -> anyhow::Result<&gix::odb::Handle> {
        match self {
            Self::Opened(git) => Ok(&git.objects),
            Self::Plain { plain, .. } => plain.objects(),
        }
    }

    /// What that object is, and holds.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub(crate) fn find(&self, id: ObjectId) -> anyhow::Result<(Kind, Vec<u8>)> {
        if let Some(found) = self.as_plain().and_then(|plain| plain.find(&id)) {
            return Ok(found);
        }
        let object = self.git()?.find_object(id)?.detach();
        Ok((object.kind, object.data))
    }

    /// What that object is, and how large.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub(crate) fn header(&self, id: ObjectId) -> anyhow::Result<(Kind, u64)> {
        if let Some(found) = self.as_plain().and_then(|plain| plain.header(&id)) {
            return Ok(found);
        }
        let header = self.git()?.find_header(id)?;
        Ok((header.kind(), header.size()))
    }

    /// Whether that object is here.
    pub(crate) fn has(&self, id: ObjectId) -> bool {
        self.as_plain().is_some_and(|plain| plain.has(&id))
            || self.git().is_ok_and(|git| git.has_object(id))
    }

    /// Whether a shallow clone lacks the parents of that commit.
    pub(crate) fn is_shallow_boundary(&self, id: &ObjectId) -> bool {
        match self {
            Self::Opened(git) => {
                let boundary = git.shallow_commits().ok().flatten();
                boundary.is_some_and(|boundary| boundary.binary_search(id).is_ok())
            }
            Self::Plain { .. } => false,
        }
    }

    /// Whether the clone is shallow.
    ///
    /// # Errors
    /// Where that cannot be read.
    pub(crate) fn is_shallow(&self) -> anyhow::Result<bool> {
        match self {
            Self::Opened(git) => Ok(git.is_shallow()?),
            Self::Plain { .. } => Ok(false),
        }
    }
}
