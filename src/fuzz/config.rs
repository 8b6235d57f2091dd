//! Any `.git-checkpoint.yaml`, and any paths against what it expects.

use bstr::BStr;

use crate::config::model::Config;
use crate::git::status::expected::Expected;
use crate::report::findings::document::Document;
use crate::report::findings::render;
use crate::report::terminal::color::Style;
use crate::rules;

/// Reads a configuration; each of its lines is also a path.
///
/// # Panics
/// Where something that always holds does not.
pub fn config(bytes: &[u8]) {
    let (config, problems) = Config::read_bytes(bytes, &rules::names());
    let text = String::from_utf8_lossy(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        for span in problems.iter().filter_map(|problem| problem.span) {
            assert!(text.get(span.range()).is_some(), "{span:?} is not in the text");
        }
        render::problems(&Document { name: "F", text }, &problems, Style::PLAIN);
    }
    for path in config.plan.iter().chain([&config.session]) {
        let is_inside = !path.starts_with('/') && !path.split('/').any(|name| name == "..");
        assert!(is_inside && !path.is_empty(), "leads out of the worktree: {path}");
        assert!(!path.contains(['\0', '\n']), "{path:?}");
    }
    let expected = Expected::new(&config.session, config.expected.iter().map(String::as_str));
    for path in text.lines().take(20) {
        expected.matches(BStr::new(path));
    }
}
