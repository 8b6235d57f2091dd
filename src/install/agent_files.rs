//! The files in which agents are told of us: settings and standing instructions, in the
//! worktree only, and through a link that stays in it.

use std::fs;
use std::io;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};

use crate::agents::entry::{SettingsState, entry_state};
use crate::agents::json_text::{SettingsError, parse_object};
use crate::agents::record::Agent;
use crate::git::open::real_path::real_path;
use crate::store::atomic_replace::replace;
use crate::store::regular_file;
use crate::store::state::State;

/// Settings are written by people; nobody writes a megabyte.
const MAX_BYTES: u64 = 1024 * 1024;

/// A file that may be read and written.
#[derive(Debug)]
pub(crate) struct AgentFile {
    /// Its path from the top of the worktree, as it is named to the user.
    pub(crate) name: &'static str,
    /// Where it is, links followed.
    pub(crate) target: PathBuf,
    /// What it holds; `None` where it is not there.
    pub(crate) text: Option<String>,
}

impl AgentFile {
    /// Reads the file at that path from the top of the worktree.
    ///
    /// # Errors
    /// Where it leads out of the worktree, is not a text file, or cannot be read.
    pub(crate) fn read(top: &Path, name: &'static str) -> Result<Self> {
        let target = resolve(top, name)?;
        let text = match regular_file::read_up_to(&target, MAX_BYTES) {
            Ok(bytes) if bytes.len() as u64 > MAX_BYTES => bail!("{name} is larger than 1 MiB"),
            Ok(bytes) => Some(
                String::from_utf8(bytes)
                    .ok()
                    .with_context(|| format!("{name} is not valid UTF-8"))?,
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error).with_context(|| format!("cannot read {name}")),
        };
        Ok(Self { name, target, text })
    }

    /// Writes the text; `None` removes the file, and its folder where nothing else is in it.
    ///
    /// # Errors
    /// Where the file has changed meanwhile, or cannot be written.
    pub(crate) fn write(&self, state: &State, text: Option<&str>) -> Result<()> {
        let cannot = || format!("cannot write {}", self.name);
        match (&self.text, text) {
            (Some(present), Some(text)) => {
                let done = replace(&self.target, present.as_bytes(), text.as_bytes(), state);
                if done.with_context(cannot)?.is_none() {
                    bail!("{} was changed in the meantime; run this again", self.name);
                }
            }
            (None, Some(text)) => self.create(text).with_context(cannot)?,
            (Some(_), None) => self.delete().with_context(cannot)?,
            (None, None) => {}
        }
        Ok(())
    }

    /// The error, with the file that it is in.
    pub(crate) fn error_at(&self, error: &SettingsError) -> anyhow::Error {
        let SettingsError { line, column, message } = error;
        anyhow!("{}:{line}:{column}: {message}", self.name)
    }

    fn create(&self, text: &str) -> io::Result<()> {
        fs::create_dir_all(self.folder())?;
        let mut file = fs::File::options().write(true).create_new(true).open(&self.target)?;
        file.write_all(text.as_bytes())
    }

    fn delete(&self) -> io::Result<()> {
        fs::remove_file(&self.target)?;
        // Only where it is empty.
        let _ = fs::remove_dir(self.folder());
        Ok(())
    }

    fn folder(&self) -> &Path {
        self.target.parent().expect("a file has a folder")
    }
}

/// Where the path leads, be there a file or not.
fn resolve(top: &Path, name: &str) -> Result<PathBuf> {
    let top = real_path(top).context("cannot read the worktree")?;
    let path = top.join(name);
    let target = match path.symlink_metadata() {
        Ok(_) => real_path(&path).with_context(|| format!("{name} is a link to nothing"))?,
        Err(_) => {
            // Of the folders on the way some may not be there yet.
            let there = path.ancestors().skip(1).find(|folder| folder.symlink_metadata().is_ok());
            let there = there.expect("the top is there");
            let rest = path.strip_prefix(there).expect("it is an ancestor");
            real_path(there)
                .with_context(|| format!("{name} is below a link to nothing"))?
                .join(rest)
        }
    };
    let Ok(below) = target.strip_prefix(&top) else { bail!("{name} points outside the worktree") };
    if below.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
        bail!("{name} points into the git directory");
    }
    Ok(target)
}

/// How an agent is told of us in a worktree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgentState {
    /// By the plugin, so that nothing needs to be in the settings.
    Plugin,
    /// By its settings, or not at all.
    Settings(SettingsState),
}

/// Returns how the agent is told of us in the worktree at `top`.
///
/// # Errors
/// Where its settings cannot be read, with the place.
pub(crate) fn agent_state(top: &Path, agent: &Agent) -> Result<AgentState> {
    if agent.name == "claude" && is_plugin_on(top) {
        return Ok(AgentState::Plugin);
    }
    let settings = AgentFile::read(top, agent.settings)?;
    let Some(text) = &settings.text else { return Ok(AgentState::Settings(SettingsState::Absent)) };
    let state = entry_state(text, agent).map_err(|error| settings.error_at(&error))?;
    Ok(AgentState::Settings(state))
}

/// Whether our plugin is on in Claude Code, so that nothing needs to be in the settings: what
/// the project's own settings say counts more than the user's.
fn is_plugin_on(top: &Path) -> bool {
    let project =
        ["settings.local.json", "settings.json"].map(|name| top.join(".claude").join(name));
    let home = std::env::var_os("CLAUDE_CONFIG_DIR")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".claude")));
    let user = home.map(|folder| folder.join("settings.json"));
    let said = project.iter().chain(&user).find_map(|file| plugin_switch(file));
    said == Some(true)
}

fn plugin_switch(settings: &Path) -> Option<bool> {
    let bytes = regular_file::read_up_to(settings, MAX_BYTES).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let root = parse_object(text.trim_start_matches('\u{feff}')).ok()?;
    let plugins = root.get_object("enabledPlugins")?;
    let ours = plugins
        .properties
        .iter()
        .find(|plugin| plugin.name.as_str().starts_with("git-checkpoint@"))?;
    ours.value.as_boolean_lit().map(|switch| switch.value)
}
