//! What git says of a repository, asked once.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::install::hooks_dir::{absolute, git, own_hooks_dir};
use crate::install::programs::git_programs::{GitProgram, gits_on_path};
use crate::install::shell_path::quoted;

/// A value in git's configuration, and where it is set.
#[derive(Clone, Debug)]
pub(crate) struct GitSetting {
    /// The file; `None` for the command line and the environment.
    pub(crate) file: Option<PathBuf>,
    /// With section and name in lower case.
    pub(crate) key: String,
    pub(crate) value: String,
}

impl GitSetting {
    /// The command that takes it out.
    pub(crate) fn unset(&self) -> String {
        match &self.file {
            Some(file) => format!(
                "git config --file {} --unset-all {}",
                quoted(file),
                quoted(Path::new(&self.key))
            ),
            None => "unset GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT".to_owned(),
        }
    }

    pub(crate) fn origin(&self) -> String {
        self.file
            .as_ref()
            .map_or_else(|| "the environment".to_owned(), |file| file.display().to_string())
    }
}

/// A repository as git sees it from one folder.
#[derive(Debug)]
pub(crate) struct GitView {
    /// Where git was asked.
    pub(crate) at: PathBuf,
    gits: OnceCell<Vec<GitProgram>>,
    /// The top of the worktree; the git dir where there is none.
    pub(crate) top: PathBuf,
    /// The folder in which git looks for hooks.
    pub(crate) hooks: PathBuf,
    settings: Vec<GitSetting>,
}

impl GitView {
    pub(crate) fn read(at: &Path) -> Result<Self> {
        let own = own_hooks_dir(at)?;
        let hooks = absolute(at, &git(at, &["rev-parse", "--git-path", "hooks"])?);
        let told = git(at, &["config", "--list", "-z", "--show-scope", "--show-origin"])?;
        let settings = parse_settings(&told, &own.top);
        Ok(Self { at: at.to_owned(), gits: OnceCell::new(), top: own.top, hooks, settings })
    }

    /// The values of a key, in the order of the configuration.
    pub(crate) fn all<'v>(&'v self, key: &'v str) -> impl Iterator<Item = &'v GitSetting> {
        self.settings.iter().filter(move |setting| setting.key == key)
    }

    /// The value that counts.
    pub(crate) fn last(&self, key: &str) -> Option<&GitSetting> {
        self.settings.iter().rfind(|setting| setting.key == key)
    }

    pub(crate) fn settings(&self) -> &[GitSetting] {
        &self.settings
    }

    /// The gits on PATH, the one that runs first. Each is started for its version.
    pub(crate) fn gits(&self) -> &[GitProgram] {
        self.gits.get_or_init(gits_on_path)
    }
}

fn parse_settings(told: &str, top: &Path) -> Vec<GitSetting> {
    let fields: Vec<&str> = told.split('\0').collect();
    let settings = fields.chunks_exact(3).map(|part| {
        let (origin, setting) = (part[1], part[2]);
        // A key alone means true.
        let (key, value) = setting.split_once('\n').unwrap_or((setting, "true"));
        let file = origin.strip_prefix("file:").map(|file| top.join(file));
        GitSetting { file, key: key.to_owned(), value: value.to_owned() }
    });
    settings.collect()
}

/// What git takes for false.
pub(crate) fn is_false(value: &str) -> bool {
    matches!(value.to_lowercase().as_str(), "false" | "no" | "off" | "0" | "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_with_their_places() {
        let told = "local\0file:.git/config\0hook.a.command\nx\ny\0command\0command line:\0a.b\0";
        let settings = parse_settings(told, Path::new("/top"));
        assert_eq!(settings[0].file.as_deref(), Some(Path::new("/top/.git/config")));
        assert_eq!((settings[0].value.as_str(), settings[1].value.as_str()), ("x\ny", "true"));
        assert_eq!((settings[1].file.as_ref(), settings[1].key.as_str()), (None, "a.b"));
    }
}
