//! What git's own configuration says.

use gix::config::file::Metadata;

use super::Repo;

/// What begins a comment line of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentPrefix {
    /// This text; `#` by default.
    Text(String),
    /// git picks a character that begins no line of the message.
    Auto,
}

/// What git makes of a message after commit-msg has seen it (git-commit(1), `--cleanup`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CleanupMode {
    /// Strip where an editor was open, else whitespace.
    #[default]
    Default,
    /// Comment lines and superfluous blanks go.
    Strip,
    /// Superfluous blanks go.
    Whitespace,
    /// Everything from the scissors line on goes, and superfluous blanks.
    Scissors,
    /// Everything stays.
    Verbatim,
}

/// When to use colours (git-config(1), `color.ui`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorSetting {
    /// On a terminal.
    #[default]
    Auto,
    /// Into pipes too.
    Always,
    /// Not at all.
    Never,
}

impl Repo {
    /// The value of a key such as `checkpoint.enabled`, in any scope; the last one wins.
    pub fn config_string(&self, key: &str) -> Option<String> {
        self.git.config_snapshot().string(key).map(|value| value.to_string())
    }

    /// The value as a boolean; `None` where it is absent or is none.
    pub fn config_bool(&self, key: &str) -> Option<bool> {
        self.git.config_snapshot().boolean(key)
    }

    /// core.commentChar and core.commentString are one setting under two names.
    pub fn comment_prefix(&self) -> CommentPrefix {
        match self.last_comment_setting() {
            Some(value) if value.eq_ignore_ascii_case("auto") => CommentPrefix::Auto,
            // git refuses both values; a hook goes on.
            Some(value) if !value.is_empty() && !value.contains('\n') => CommentPrefix::Text(value),
            _ => CommentPrefix::Text("#".to_owned()),
        }
    }

    /// commit.cleanup. A `--cleanup` on the command line is invisible to hooks.
    pub fn cleanup_mode(&self) -> CleanupMode {
        match self.config_string("commit.cleanup").as_deref() {
            Some("strip") => CleanupMode::Strip,
            Some("whitespace") => CleanupMode::Whitespace,
            Some("scissors") => CleanupMode::Scissors,
            Some("verbatim") => CleanupMode::Verbatim,
            _ => CleanupMode::Default,
        }
    }

    /// `color.<slot>`, such as `color.ui`.
    pub fn color_setting(&self, slot: &str) -> ColorSetting {
        let key = format!("color.{slot}");
        match self.config_string(&key) {
            Some(value) if value.eq_ignore_ascii_case("always") => ColorSetting::Always,
            Some(value) if value.eq_ignore_ascii_case("never") => ColorSetting::Never,
            Some(_) if self.config_bool(&key) == Some(false) => ColorSetting::Never,
            _ => ColorSetting::Auto,
        }
    }

    fn last_comment_setting(&self) -> Option<String> {
        let config = self.git.config_snapshot();
        let sections = config.plumbing().sections_by_name_and_filter("core", is_trusted)?;
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
}

/// What gix's own lookups ask of a section: not from a repository that belongs to someone else.
fn is_trusted(meta: &Metadata) -> bool {
    meta.trust == gix::sec::Trust::Full
        || meta.source.kind() != gix::config::source::Kind::Repository
}

#[cfg(test)]
mod tests {
    use super::super::testing::Sandbox;
    use super::*;

    fn with(settings: &[(&str, &str)]) -> Repo {
        let sandbox = Sandbox::new();
        for (key, value) in settings {
            sandbox.git(&["config", "--add", key, value]);
        }
        sandbox.repo()
    }

    #[test]
    fn of_the_two_names_of_the_comment_prefix_the_last_wins() {
        let text = |text: &str| CommentPrefix::Text(text.to_owned());
        assert_eq!(with(&[]).comment_prefix(), text("#"));
        let both = with(&[("core.commentString", "//"), ("core.commentChar", ";")]);
        assert_eq!(both.comment_prefix(), text(";"));
        let both = with(&[("core.commentChar", ";"), ("core.commentString", "//")]);
        assert_eq!(both.comment_prefix(), text("//"));
        assert_eq!(with(&[("core.commentChar", "auto")]).comment_prefix(), CommentPrefix::Auto);
        assert_eq!(with(&[("core.commentChar", "")]).comment_prefix(), text("#"));
    }

    #[test]
    fn cleanup_and_colour_are_read() {
        assert_eq!(with(&[("commit.cleanup", "scissors")]).cleanup_mode(), CleanupMode::Scissors);
        assert_eq!(with(&[]).cleanup_mode(), CleanupMode::Default);
        assert_eq!(with(&[("color.ui", "always")]).color_setting("ui"), ColorSetting::Always);
        assert_eq!(with(&[("color.ui", "off")]).color_setting("ui"), ColorSetting::Never);
        assert_eq!(with(&[("color.ui", "true")]).color_setting("ui"), ColorSetting::Auto);
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
