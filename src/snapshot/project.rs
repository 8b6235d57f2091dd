//! A repository together with its configuration and documents: what hooks and
//! commands start from.

use crate::report::terminal::stream::Stream;
use std::path::Path;

use anyhow::Result;

use crate::config::model;
use crate::config::model::{Config, ConfigDiagnostic};
use crate::git::repository::Repo;
use crate::report::findings::document::Document;
use crate::report::findings::render::problems;
use crate::report::terminal::color::{ColorChoice, Style};
use crate::rules;
use crate::snapshot::documents::File;
use crate::terms::tree_and_history::Tree;

/// Where the plan is looked for when the configuration does not say.
const PLANS: [&str; 2] = ["docs/IMPLEMENTATION_PHASES.md", "IMPLEMENTATION_PHASES.md"];

/// The project around the working directory.
#[derive(Debug)]
pub struct Project {
    /// Its repository.
    pub repo: Repo,
    /// Its `.git-checkpoint.yaml`, or the defaults.
    pub config: Config,
    config_text: String,
    config_problems: Vec<ConfigDiagnostic>,
}

/// Whether the environment switches everything off (`GIT_CHECKPOINT=off`).
pub fn is_off_in_environment() -> bool {
    std::env::var("GIT_CHECKPOINT")
        .is_ok_and(|value| matches!(value.to_lowercase().as_str(), "off" | "0" | "false" | "no"))
}

impl Project {
    /// The project of the working directory; `None` where `checkpoint.enabled` is off.
    pub fn discover() -> Result<Option<Self>> {
        let repo = Repo::discover()?;
        if repo.config_bool("checkpoint.enabled") == Some(false) {
            return Ok(None);
        }
        Ok(Some(Self::of(repo)))
    }

    /// The project of the working directory, whatever `checkpoint.enabled` says:
    /// that switches the hooks off, not the companion.
    pub fn open() -> Result<Self> {
        Ok(Self::of(Repo::discover()?))
    }

    /// The project of a bare repository, with the configuration of the newest commit of a range:
    /// nothing that lies in the repository's own folder is the project's.
    pub(crate) fn open_bare(range: &str) -> Result<Self> {
        let repo = Repo::discover_for_filter()?;
        let commits = repo.revisions(range).map(|found| found.ids).unwrap_or_default();
        let blob =
            commits.first().and_then(|tip| repo.blob_at(tip, model::FILE_NAME).ok().flatten());
        Ok(Self::with_config(repo, &blob.unwrap_or_default()))
    }

    /// The project in the worktree of that repository.
    pub fn of(repo: Repo) -> Self {
        match repo.small_file(model::FILE_NAME, model::MAX_BYTES + 1) {
            Ok(bytes) => Self::with_config(repo, &bytes.unwrap_or_default()),
            Err(error) => {
                let problem = ConfigDiagnostic::of_file(format!("cannot be read: {error}"));
                Self { config_problems: vec![problem], ..Self::with_config(repo, &[]) }
            }
        }
    }

    fn with_config(repo: Repo, bytes: &[u8]) -> Self {
        let (config, config_problems) = Config::read_bytes(bytes, &rules::names());
        let config_text = String::from_utf8_lossy(bytes).into_owned();
        Self { repo, config, config_text, config_problems }
    }

    /// Whether something in the configuration cannot be used.
    pub fn has_config_complaints(&self) -> bool {
        !self.config_problems.is_empty()
    }

    /// What in the configuration cannot be used, drawn; empty where all can.
    pub fn config_complaints(&self, style: Style) -> String {
        let document = Document { name: model::FILE_NAME, text: &self.config_text };
        problems(&document, &self.config_problems, style)
    }

    /// How to draw on this stream.
    pub fn style(&self, choice: ColorChoice, stream: Stream) -> Style {
        Style::of_process(choice, self.repo.config_string("color.ui").as_deref(), stream)
    }

    /// The plan, where there is one.
    pub fn plan(&self) -> Option<File> {
        self.plan_in(&self.repo.worktree_files())
    }

    /// The path of what is there in the place of a plan; of one that could not be read, too.
    pub fn present_plan_path(&self) -> Option<&str> {
        let files = self.repo.worktree_files();
        self.plan_paths().into_iter().find(|path| files.exists(path))
    }

    /// The plan among those files, where there is one.
    pub fn plan_in(&self, files: &dyn Tree) -> Option<File> {
        let read = |path: &str| Some(File { path: path.to_owned(), text: files.read(path)? });
        self.plan_paths().into_iter().find_map(read)
    }

    /// Where the plan is looked for, from the top of the worktree.
    pub fn plan_paths(&self) -> Vec<&str> {
        match &self.config.plan {
            Some(path) => vec![path],
            None => PLANS.to_vec(),
        }
    }

    /// A text file of the worktree, by its path from the top.
    pub fn file(&self, path: &str) -> Option<File> {
        Some(File { path: path.to_owned(), text: self.repo.worktree_files().read(path)? })
    }

    /// The path under which git knows SESSION.md, from the top of the worktree:
    /// that of its target, where it is a link.
    pub fn tracked_session(&self) -> String {
        let session = &self.config.session;
        let target = self.repo.session_target(session);
        target.map_or_else(|| session.trim_start_matches("./").to_owned(), |path| path.to_string())
    }

    /// A path from the top of the worktree or absolute, as the user would type it.
    pub fn display(&self, path: impl AsRef<Path>) -> String {
        self.repo.display_path(path.as_ref())
    }
}
