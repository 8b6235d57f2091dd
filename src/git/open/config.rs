//! What git's own configuration says.

use bstr::BString;
use gix::config::File;
use gix::config::file::Metadata;
use gix::fs::Capabilities;
use gix::index::entry::stat::Options;

use crate::git::repository::Repo;
use crate::message::stored::cleanup::{CleanupMode, CommentPrefix};

impl Repo {
    /// The value of a key such as `checkpoint.enabled`, in any scope; the last one wins.
    pub fn config_string(&self, key: &str) -> Option<String> {
        self.handle.with_config(|config| config.string(key)).map(|value| value.to_string())
    }

    /// The value as a boolean; `None` where it is absent or is none.
    pub fn config_bool(&self, key: &str) -> Option<bool> {
        self.handle.with_config(|config| config.boolean(key)).ok()?
    }

    /// core.commentChar and core.commentString are one setting under two names.
    pub fn comment_prefix(&self) -> CommentPrefix {
        match self.last_comment_setting() {
            Some(value) if value.eq_ignore_ascii_case("auto") => CommentPrefix::Auto,
            // git refuses both values; a hook goes on.
            Some(value) if !value.is_empty() && !value.contains('\n') => {
                CommentPrefix::Fixed(value)
            }
            _ => CommentPrefix::Fixed("#".to_owned()),
        }
    }

    /// commit.cleanup. A `--cleanup` on the command line is invisible to hooks.
    /// `None` is git's default: strip where an editor was open, else whitespace.
    pub fn cleanup_mode(&self) -> Option<CleanupMode> {
        match self.config_string("commit.cleanup")?.as_str() {
            "strip" => Some(CleanupMode::Strip),
            "whitespace" => Some(CleanupMode::Whitespace),
            "scissors" => Some(CleanupMode::Scissors),
            "verbatim" => Some(CleanupMode::Verbatim),
            _ => None,
        }
    }

    /// What the file system can do, as git found out when it made the repository.
    pub(crate) fn filesystem_capabilities(&self) -> Capabilities {
        let is_on = |key, default| self.config_bool(key).unwrap_or(default);
        Capabilities {
            precompose_unicode: is_on("core.precomposeUnicode", false),
            ignore_case: is_on("core.ignoreCase", false),
            executable_bit: is_on("core.fileMode", true),
            symlink: is_on("core.symlinks", true),
        }
    }

    /// How files are compared with what the index knows of them.
    pub(crate) fn stat_options(&self) -> Options {
        Options {
            trust_ctime: self.config_bool("core.trustCTime").unwrap_or(true),
            check_stat: self.config_string("core.checkStat").as_deref() != Some("minimal"),
            ..Options::default()
        }
    }

    /// This repository with the core.abbrev that its configuration files set,
    /// where the command line or the environment set another.
    pub(crate) fn with_abbrev_of_files(&self) -> Option<gix::Repository> {
        let is_told = |meta: &Metadata| !is_in_file(meta);
        self.core_value("abbrev", is_told)?;
        let of_files = self.core_value("abbrev", is_in_file);
        let mut git = self.git().ok()?.clone();
        let value = of_files.unwrap_or_else(|| "auto".into());
        git.config_snapshot_mut().set_raw_value("core.abbrev", value.as_slice()).ok()?;
        Some(git)
    }

    /// The last value of a key of `[core]` in the sections that are wanted.
    fn core_value(&self, key: &str, is_wanted: impl FnMut(&Metadata) -> bool) -> Option<BString> {
        let key = format!("core.{key}");
        self.handle.with_config(|config| config.raw_value_filter(&key, is_wanted).ok())
    }

    fn last_comment_setting(&self) -> Option<String> {
        self.handle.with_config(last_comment_setting)
    }
}

fn last_comment_setting(config: &File) -> Option<String> {
    let sections = config.sections_by_name("core")?;
    let sections = sections.filter(|section| section.header().subsection_name().is_none());
    let settings = sections.filter_map(|section| {
        let is_prefix = |name: &String| {
            ["commentchar", "commentstring"].iter().any(|key| name.eq_ignore_ascii_case(key))
        };
        let name = section.value_names().filter(is_prefix).last()?;
        section.values(&name).pop()
    });
    settings.last().map(|value| value.to_string())
}

/// Whether a file holds the section: neither `-c` nor an environment variable.
fn is_in_file(meta: &Metadata) -> bool {
    meta.source.kind() != gix::config::source::Kind::Override
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    fn with(settings: &[(&str, &str)]) -> Repo {
        let sandbox = Sandbox::new();
        let lines = settings.iter().map(|(key, value)| {
            let (section, name) = key.split_once('.').unwrap();
            format!("[{section}]\n{name} = \"{value}\"\n")
        });
        let config = sandbox.read(".git/config") + &lines.collect::<String>();
        sandbox.write(".git/config", &config);
        sandbox.repo()
    }

    #[test]
    fn of_the_two_names_of_the_comment_prefix_the_last_wins() {
        let text = |text: &str| CommentPrefix::Fixed(text.to_owned());
        assert_eq!(with(&[]).comment_prefix(), text("#"));
        let both = with(&[("core.commentString", "//"), ("core.commentChar", ";")]);
        assert_eq!(both.comment_prefix(), text(";"));
        let both = with(&[("core.commentChar", ";"), ("core.commentString", "//")]);
        assert_eq!(both.comment_prefix(), text("//"));
        assert_eq!(with(&[("core.commentChar", "auto")]).comment_prefix(), CommentPrefix::Auto);
        assert_eq!(with(&[("core.commentChar", "")]).comment_prefix(), text("#"));
    }

    #[test]
    fn the_cleanup_mode_is_read() {
        assert_eq!(
            with(&[("commit.cleanup", "scissors")]).cleanup_mode(),
            Some(CleanupMode::Scissors)
        );
        assert_eq!(with(&[]).cleanup_mode(), None);
    }

    #[test]
    fn switches_are_read_in_every_spelling() {
        assert_eq!(
            with(&[("checkpoint.enabled", "off")]).config_bool("checkpoint.enabled"),
            Some(false)
        );
        assert_eq!(with(&[]).config_bool("checkpoint.enabled"), None);
        assert_eq!(with(&[("a.b", "c")]).config_string("a.b").as_deref(), Some("c"));
    }
}
