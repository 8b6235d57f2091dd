//! Where our programs are, and by which path others are told of them.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::git::open::real_path::real_path;
use crate::install::hooks::{HOOKS, Hook};
use crate::install::programs::git_programs::{is_same_file, path_folders};
use crate::store::regular_file;

/// Text that every program of ours carries, so that a copy is known for ours
/// whatever its version.
pub const MARKER: &str = "git-checkpoint hook program";

/// The file of configured hooks beside the programs.
pub(crate) const HOOKS_CONF: &str = "hooks.conf";

const COMPANION: &str = "git-checkpoint";

/// The installed programs, side by side in one folder.
#[derive(Debug)]
pub struct Programs {
    /// Where they are, links followed.
    own: PathBuf,
    /// The folder on PATH that leads to them: it outlives an upgrade of a versioned folder.
    on_path: Option<PathBuf>,
}

impl Programs {
    /// The programs beside the one that is running.
    ///
    /// # Errors
    /// When one of them is missing there, or will be: in a package runner's cache.
    pub fn beside_this_one() -> Result<Self> {
        let this =
            std::env::current_exe().context("cannot determine the installation directory")?;
        let this = real_path(&this).unwrap_or(this);
        let own = this.parent().context("cannot determine the installation directory")?;
        if let Some(runner) = Runner::of_cache(own) {
            bail!(
                "this program runs from the cache of {} ({}), which may be emptied any time, and the hooks with it: \
                 install it with `{}`, then run `git checkpoint install`",
                runner.name,
                own.display(),
                runner.install
            );
        }
        let programs = Self::in_folder(own.to_owned());
        match HOOKS.iter().find(|hook| !programs.own_path(hook.program).is_file()) {
            Some(hook) => bail!(
                "{} is missing: run install.sh again, it puts all programs in one folder",
                programs.own_path(hook.program).display()
            ),
            None => Ok(programs),
        }
    }

    pub(crate) fn in_folder(own: PathBuf) -> Self {
        let mut programs = Self { own, on_path: None };
        programs.on_path = path_folders().find(|folder| programs.are_in(folder));
        programs
    }

    fn are_in(&self, folder: &Path) -> bool {
        let mut names = HOOKS.iter().map(|hook| hook.program).chain([COMPANION]);
        names.all(|name| is_same_file(&folder.join(file_name(name)), &self.own_path(name)))
    }

    /// Where the companion is.
    pub fn companion(&self) -> PathBuf {
        self.stable_path(COMPANION)
    }

    /// The path of the program of this hook, as files and configuration name it.
    pub fn path(&self, hook: &Hook) -> PathBuf {
        self.stable_path(hook.program)
    }

    fn stable_path(&self, name: &str) -> PathBuf {
        self.on_path.as_ref().unwrap_or(&self.own).join(file_name(name))
    }

    fn own_path(&self, name: &str) -> PathBuf {
        self.own.join(file_name(name))
    }

    /// The program of this hook, links followed.
    pub(crate) fn target(&self, hook: &Hook) -> PathBuf {
        self.own_path(hook.program)
    }

    /// The folder that holds the programs and nothing else, and stays through an
    /// upgrade: what stands in it goes when they go.
    pub(crate) fn own_folder(&self) -> Option<&Path> {
        let is_ours = |name: &str| {
            name.starts_with('.')
                || name == HOOKS_CONF
                || HOOKS
                    .iter()
                    .map(|hook| hook.program)
                    .chain([COMPANION])
                    .any(|ours| file_name(ours) == name)
        };
        let mut entries = std::fs::read_dir(&self.own).ok()?.flatten();
        let holds_nothing_else =
            entries.all(|entry| entry.file_name().to_str().is_some_and(is_ours));
        (holds_nothing_else && !is_versioned(&self.own)).then_some(&self.own)
    }
}

fn file_name(program: &str) -> String {
    format!("{program}{}", std::env::consts::EXE_SUFFIX)
}

/// Whether a folder goes by a version, so that an upgrade leaves it:
/// `Cellar/git-checkpoint/0.1.0/bin`, `/nix/store/…-git-checkpoint-0.1.0/bin`.
fn is_versioned(folder: &Path) -> bool {
    let is_version = |name: &str| {
        let version = name.rsplit(['-', '@', '_']).next().unwrap_or(name);
        let version = version.trim_start_matches('v');
        version.contains('.') && version.split('.').all(|part| part.parse::<u32>().is_ok())
    };
    folder.starts_with("/nix/store") || names(folder).any(|name| is_version(&name))
}

fn names(path: &Path) -> impl Iterator<Item = String> {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    })
}

/// A package runner, which runs programs from a cache.
struct Runner {
    name: &'static str,
    /// Where its caches are: consecutive folders; `*` at the end of one stands for any rest.
    caches: &'static [&'static [&'static str]],
    /// What installs the package for good.
    install: &'static str,
}

// The Python index has another project under our name.
const RUNNERS: [Runner; 6] = [
    Runner { name: "npx", caches: &[&["_npx"]], install: "npm install --global git-checkpoint" },
    Runner {
        name: "pnpm dlx",
        caches: &[&["pnpm", "dlx*"]],
        install: "pnpm add --global git-checkpoint",
    },
    Runner {
        name: "yarn dlx",
        caches: &[&["xfs-*", "dlx-*"]],
        install: "npm install --global git-checkpoint",
    },
    Runner { name: "bunx", caches: &[&["bunx-*"]], install: "bun add --global git-checkpoint" },
    Runner {
        name: "uvx",
        caches: &[&["uv", "archive-v*"], &["uv", "environments-v*"], &["uv", "builds-v*"]],
        install: "uv tool install git-checkpoint-hooks",
    },
    Runner {
        name: "pipx run",
        caches: &[&["pipx", ".cache"], &[".cache", "pipx"]],
        install: "pipx install git-checkpoint-hooks",
    },
];

impl Runner {
    fn of_cache(folder: &Path) -> Option<&'static Self> {
        let names: Vec<String> = names(folder).collect();
        let is_cache = |cache: &[&str]| {
            names.windows(cache.len()).any(|part| {
                part.iter().zip(cache).all(|(name, expected)| match expected.strip_suffix('*') {
                    Some(prefix) => name.starts_with(prefix),
                    None => name == expected,
                })
            })
        };
        RUNNERS.iter().find(|runner| runner.caches.iter().any(|cache| is_cache(cache)))
    }
}

/// Whether `file` is a program of ours, or a link to one: by the name it leads
/// to, else by the marker inside.
pub(crate) fn is_program(file: &Path, hook: &Hook) -> bool {
    if let Ok(target) = std::fs::read_link(file) {
        return target.file_stem().is_some_and(|name| name == hook.program);
    }
    is_native_copy(file)
}

/// Whether `file` is itself a compiled program of ours, of whatever version.
pub(crate) fn is_native_copy(file: &Path) -> bool {
    const MAX_PROGRAM: u64 = 256 << 20;
    regular_file::read_linked(file, MAX_PROGRAM)
        .is_ok_and(|bytes| is_native(&bytes) && contains(&bytes, MARKER.as_bytes()))
}

/// A compiled program and no script (a shim carries the marker too).
fn is_native(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"#")
}

pub(crate) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    use bstr::ByteSlice;
    bytes.contains_str(needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caches_of_package_runners_are_known() {
        for (folder, name) in [
            ("/home/a/.npm/_npx/1f2e/node_modules/git-checkpoint-linux/bin", Some("npx")),
            ("/home/a/.cache/pnpm/dlx/ab/node_modules/.bin", Some("pnpm dlx")),
            ("/tmp/xfs-1a2b/dlx-77/node_modules/x", Some("yarn dlx")),
            ("/tmp/bunx-1000-git-checkpoint@latest/node_modules/x", Some("bunx")),
            ("/home/a/.cache/uv/archive-v0/Ab3/bin", Some("uvx")),
            ("/home/a/.local/pipx/.cache/ab/bin", Some("pipx run")),
            ("/home/a/.cache/pipx/ab/bin", Some("pipx run")),
            ("/home/a/.local/pipx/venvs/git-checkpoint/bin", None),
            ("/home/a/.local/share/uv/tools/git-checkpoint/bin", None),
            ("/home/a/.local/lib/git-checkpoint", None),
        ] {
            assert_eq!(
                Runner::of_cache(Path::new(folder)).map(|runner| runner.name),
                name,
                "{folder}"
            );
        }
    }

    #[test]
    fn folders_that_an_upgrade_leaves_are_known() {
        for (folder, expected) in [
            ("/opt/homebrew/Cellar/git-checkpoint/0.1.0/bin", true),
            ("/nix/store/0c9z-git-checkpoint-0.1.0/bin", true),
            ("/nix/store/0c9z-profile/bin", true),
            ("/home/a/.asdf/installs/git-checkpoint/1.12/bin", true),
            ("/home/a/.local/lib/git-checkpoint", false),
            ("/home/a/.local/share/uv/tools/git-checkpoint/lib/python3.13/bin", false),
            ("/home/a.b/2026/lib", false),
        ] {
            assert_eq!(is_versioned(Path::new(folder)), expected, "{folder}");
        }
    }
}
