//! An ordinary repository, of which hooks need little: its configuration, its index, HEAD and
//! an object or two. Read here, that takes a fraction of the time that opening it takes.
//!
//! Anything that is not ordinary is left to gix: whatever the environment or the
//! configuration says of where things are, linked worktrees, bare repositories, extensions,
//! replaced objects, shallow clones, and all that looks damaged.

use std::cell::OnceCell;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use bstr::{BStr, BString, ByteSlice};
use gix::config::file::{Metadata, includes, init};
use gix::config::path::interpolate;
use gix::config::{File, Source};
use gix::hash::Kind::Sha1;
use gix::objs::{Exists, Find, FindHeader, Kind};
use gix::odb::loose;
use gix::odb::store::prefix::disambiguate::Candidate;
use gix::refs::FullName;
use gix::sec::Trust;
use gix::{ObjectId, odb};

use crate::git::open::opening;
use crate::git::open::real_path::home_folder;
use crate::git::open::recent_objects::RecentObjects;
use crate::git::refs::head_file::{has_packed_replacements, head};
use crate::git::refs::known_head::Head;
use crate::store::directory;
use crate::store::directory::FileType;

/// The git dir, from the top of the worktree, where hooks run.
const GIT_DIR: &str = "./.git";

/// As short as an abbreviated hash gets (git's environment.h, `FALLBACK_DEFAULT_ABBREV`).
const MIN_ABBREVIATION: u32 = 7;

/// An ordinary repository, the top of whose worktree is the working directory.
pub(crate) struct PlainRepository {
    git_dir: PathBuf,
    config: File,
    loose: loose::Store,
    recent: RecentObjects,
    objects: OnceCell<odb::Handle>,
}

impl std::fmt::Debug for PlainRepository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlainRepository").field("git_dir", &self.git_dir).finish_non_exhaustive()
    }
}

impl PlainRepository {
    /// The repository of the working directory, with its HEAD, if that is in files; `None` where
    /// only gix can tell.
    pub(crate) fn here() -> Option<(Self, Option<Head>)> {
        let git_dir = PathBuf::from(GIT_DIR);
        let is_there = |name: &str| git_dir.join(name).symlink_metadata().is_ok();
        let is_plain = env::vars_os().all(|(name, _)| is_harmless(&name))
            && is_our_directory(Path::new("."))
            && is_our_directory(&git_dir)
            && git_dir.join("objects").is_dir()
            && git_dir.join("refs").is_dir()
            && !["commondir", "refs/replace", "shallow"].iter().any(|name| is_there(name))
            && !has_packed_replacements(&git_dir);
        if !is_plain {
            return None;
        }
        let head = head(&git_dir);
        let branch = head.as_ref().and_then(|head| head.branch.as_deref());
        let is_known = if head.is_some() { is_ordinary } else { is_ordinary_with_tables };
        let config = config(&git_dir, branch).filter(is_known)?;
        let options =
            loose::Options { alloc_limit_bytes: Some(opening::MAX_OBJECT), ..Default::default() };
        let loose = loose::Store::at_opts(git_dir.join("objects"), Sha1, options);
        let (recent, objects) = (RecentObjects::default(), OnceCell::new());
        Some((Self { git_dir, config, loose, recent, objects }, head))
    }

    pub(crate) fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    pub(crate) fn config(&self) -> &File {
        &self.config
    }

    /// The index that git names in the environment, else that of the worktree.
    pub(crate) fn index_path(&self) -> PathBuf {
        env::var_os("GIT_INDEX_FILE").map_or_else(|| self.git_dir.join("index"), PathBuf::from)
    }

    /// HEAD as it is now; `None` where only gix can tell.
    pub(crate) fn head(&self) -> Option<Head> {
        head(&self.git_dir)
    }

    /// What that object is, and holds; `None` where it is not found, or damaged: then gix
    /// says what is wrong. What has just been committed is a file of its own, for
    /// which no pack has to be looked at.
    pub(crate) fn find(&self, id: &ObjectId) -> Option<(Kind, Vec<u8>)> {
        if let Some(known) = self.recent.get(id) {
            return Some(known);
        }
        let mut bytes = Vec::new();
        let loose = self.loose.try_find(id, &mut bytes).ok()?.map(|object| object.kind);
        let kind = match loose {
            Some(kind) => kind,
            None => self.objects().ok()?.try_find(id, &mut bytes).ok()??.kind,
        };
        self.recent.keep(*id, kind, &bytes);
        Some((kind, bytes))
    }

    /// What that object is, and how large; `None` likewise.
    pub(crate) fn header(&self, id: &ObjectId) -> Option<(Kind, u64)> {
        if let Some((size, kind)) = self.loose.try_header(id).ok()? {
            return Some((kind, size));
        }
        let header = self.objects().ok()?.try_header(id).ok()??;
        Some((header.kind, header.size))
    }

    /// Whether that object is here.
    pub(crate) fn has(&self, id: &ObjectId) -> bool {
        self.loose.contains(id) || self.objects().is_ok_and(|objects| objects.exists(id))
    }

    /// The shortest hash of that object; `None` where the configuration sets its length.
    pub(crate) fn abbreviated(&self, id: &ObjectId) -> Option<String> {
        let is_set = |length: BString| !length.eq_ignore_ascii_case(b"auto");
        if self.config.string("core.abbrev").is_some_and(is_set) {
            return None;
        }
        if let Some(hash) = self.abbreviated_among_loose(id) {
            return Some(hash);
        }
        let objects = self.objects().ok()?;
        // As git has it (object-name.c, `repo_find_unique_abbrev_r`): two digits for four objects.
        let bits = u64::BITS - objects.packed_object_count().ok()?.leading_zeros();
        let length = bits.div_ceil(2).max(MIN_ABBREVIATION) as usize;
        let candidate = Candidate::new(*id, length).ok()?;
        Some(objects.disambiguate_prefix(candidate).ok()??.to_string())
    }

    /// The same where no object is packed, nor in a place that is shared: few objects, of which
    /// only those in its own folder can begin likewise.
    fn abbreviated_among_loose(&self, id: &ObjectId) -> Option<String> {
        let objects = self.git_dir.join("objects");
        let are_elsewhere = objects.join("info/alternates").symlink_metadata().is_ok();
        if are_elsewhere || directory::entries(&objects.join("pack")).ok()?.iter().next().is_some()
        {
            return None;
        }
        let hash = id.to_string();
        let (folder, rest) = hash.split_at(2);
        let shared = |(name, _): (&BStr, FileType)| {
            let same = name.bytes().zip(rest.bytes()).take_while(|(a, b)| a == b).count();
            if same == rest.len() { 0 } else { same }
        };
        let others = directory::entries(&objects.join(folder)).ok()?;
        let longest = others.iter().map(shared).max()?;
        let length = (folder.len() + longest + 1).max(MIN_ABBREVIATION as usize);
        Some(hash[..length].to_owned())
    }

    /// All objects, packed ones too.
    ///
    /// # Errors
    /// Where their folder cannot be read.
    pub(crate) fn objects(&self) -> anyhow::Result<&odb::Handle> {
        match self.objects.get() {
            Some(objects) => Ok(objects),
            None => {
                let limit = Some(opening::MAX_OBJECT);
                let options =
                    odb::store::init::Options { alloc_limit_bytes: limit, ..Default::default() };
                let mut objects = odb::at_opts(self.git_dir.join("objects"), Sha1, None, options)?;
                // For new packs gix looks that is asked next.
                objects.refresh_never();
                Ok(self.objects.get_or_init(|| objects))
            }
        }
    }
}

/// Whether a variable of the environment says nothing of where a repository is, or of what is
/// in it. What is not known may say anything.
fn is_harmless(name: &OsStr) -> bool {
    const HARMLESS: [&str; 21] = [
        "ADVICE",
        "ALLOW_PROTOCOL",
        "ASKPASS",
        "CEILING_DIRECTORIES",
        "CHECKPOINT",
        "CONFIG_GLOBAL",
        "CONFIG_NOSYSTEM",
        "CONFIG_SYSTEM",
        "DISCOVERY_ACROSS_FILESYSTEM",
        "EDITOR",
        "EXEC_PATH",
        "INDEX_FILE",
        "MERGE_AUTOEDIT",
        "OPTIONAL_LOCKS",
        "PAGER",
        "PREFIX",
        "PROTOCOL",
        "REFLOG_ACTION",
        "SEQUENCE_EDITOR",
        "TEMPLATE_DIR",
        "TERMINAL_PROMPT",
    ];
    const HARMLESS_KINDS: [&str; 8] =
        ["AUTHOR_", "COMMITTER_", "HTTP_", "LFS_", "PS1_", "SSH", "SSL_", "TRACE"];
    let Some(name) = name.as_encoded_bytes().strip_prefix(b"GIT_") else { return true };
    HARMLESS.iter().any(|harmless| harmless.as_bytes() == name)
        || HARMLESS_KINDS.iter().any(|kind| name.starts_with(kind.as_bytes()))
}

/// Whether it is a directory, no link to one, that belongs to whoever runs this.
#[cfg(unix)]
fn is_our_directory(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    path.symlink_metadata().is_ok_and(|found| found.is_dir() && found.uid() == user)
}

/// Who owns it is told in another way there.
#[cfg(not(unix))]
fn is_our_directory(_: &Path) -> bool {
    false
}

/// git's configuration of all files; `None` where one of them cannot be read.
fn config(git_dir: &Path, branch: Option<&str>) -> Option<File> {
    let home = home_folder();
    let paths = interpolate::Context { home_dir: home.as_deref(), ..Default::default() };
    let branch = branch.and_then(|name| FullName::try_from(name).ok());
    let branch_name = branch.as_ref().map(AsRef::as_ref);
    let conditions = includes::conditional::Context { git_dir: Some(git_dir), branch_name };
    let options = init::Options {
        includes: includes::Options {
            // gix knows more of where paths may lead.
            err_on_interpolation_failure: true,
            ..includes::Options::follow(paths, conditions)
        },
        lossy: true,
        ..Default::default()
    };
    let alone = init::Options { includes: includes::Options::no_follow(), ..options };
    let shared = [Source::System, Source::Git, Source::User].into_iter();
    let shared = shared.filter_map(|source| {
        let path = source.storage_location(&mut |name| env::var_os(name))?;
        Some(Metadata::from(source).at(path))
    });
    let local = Metadata::from(Source::Local).at(git_dir.join("config"));
    let mut files = shared.chain([local]).map(|file| file.with(Trust::Full));
    let config = File::from_paths_metadata_buf(&mut files, &mut Vec::new(), false, alone);
    let mut config = config.ok()?.unwrap_or_default();
    config.resolve_includes(options).ok()?;
    Some(config)
}

/// Whether nothing in the configuration says that the repository is another kind, or elsewhere.
fn is_ordinary(config: &File) -> bool {
    is_off(config, "core.repositoryFormatVersion")
        && config.sections_by_name("extensions").is_none()
        && is_here(config)
}

/// The same where references are in tables (gitformat-reftable(5)), which git is asked about.
fn is_ordinary_with_tables(config: &File) -> bool {
    let is = |key: &str, wanted: &str| config.string(key).is_some_and(|value| value == wanted);
    let extensions = config.sections_by_name("extensions").into_iter().flatten();
    let mut names = extensions.flat_map(|section| section.value_names().collect::<Vec<_>>());
    is("core.repositoryFormatVersion", "1")
        && is("extensions.refStorage", "reftable")
        && names.all(|name| name.eq_ignore_ascii_case("refStorage"))
        && is_here(config)
}

fn is_here(config: &File) -> bool {
    is_off(config, "core.bare")
        && is_off(config, "core.precomposeUnicode")
        && config.string("core.worktree").is_none()
        // What only gix knows.
        && config.sections_by_name("gitoxide").is_none()
}

fn is_off(config: &File, key: &str) -> bool {
    matches!(config.boolean(key), Ok(None | Some(false)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_of_the_environment_is_harmless() {
        for name in ["HOME", "GIT_INDEX_FILE", "GIT_AUTHOR_DATE", "GIT_TRACE2_PERF", "GITHUB"] {
            assert!(is_harmless(OsStr::new(name)), "{name}");
        }
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_CONFIG_COUNT", "GIT_NAMESPACE", "GIT_NEW"] {
            assert!(!is_harmless(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn anything_odd_in_the_configuration_is_left_to_gix() {
        let is_plain = |text: &str| is_ordinary(&File::try_from(text).unwrap());
        assert!(is_plain("[core]\nbare = false\nrepositoryFormatVersion = 0\n[user]\nname = A\n"));
        for odd in [
            "[core]\nworktree = ..",
            "[core]\nbare = true",
            "[core]\nbare",
            "[core]\nbare = perhaps",
            "[core]\nrepositoryFormatVersion = 1",
            "[core]\nprecomposeUnicode = true",
            "[extensions]\nobjectFormat = sha256",
            "[EXTENSIONS]\nworktreeConfig = true",
            "[gitoxide \"core\"]\nuseNsec = true",
        ] {
            assert!(!is_plain(odd), "{odd}");
        }
    }

    #[test]
    fn references_in_tables_are_the_only_extension_that_is_ordinary() {
        let is_plain = |text: &str| is_ordinary_with_tables(&File::try_from(text).unwrap());
        let tables = "[core]\nrepositoryFormatVersion = 1\n[extensions]\nrefStorage = reftable\n";
        assert!(is_plain(tables));
        for odd in ["objectFormat = sha256", "worktreeConfig = true", "refStorage = reftable://x"] {
            assert!(!is_plain(&format!("{tables}{odd}\n")), "{odd}");
        }
        assert!(!is_plain(&tables.replace("= 1", "= 0")) && !is_plain("[core]\nbare = false\n"));
    }
}
