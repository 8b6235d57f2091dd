//! Reads the text of the configuration into a [`Config`].

use crate::config::model::{Config, ConfigDiagnostic, MAX_BYTES};
use crate::config::nearest::nearest;
use crate::config::node::{Node, Value, position};
use crate::config::{node, path};
use crate::finding::Level;
use crate::session::record::recording::RecordOptions;
use crate::text::span::Span;

/// Locating a problem costs another parse, and nobody fixes more than a screenful at once.
const MAX_PROBLEMS: usize = 20;

/// The parser's time grows with the square of the depth of brackets.
const MAX_BRACKETS: usize = 1_000;

/// With each of them the time for a path is multiplied by its depth.
const MAX_DOUBLE_STARS: usize = 3;

/// Far above any use, far below any overflow.
pub const MAX_LIMIT: u64 = 1_000_000;

/// The keys at the top.
pub const TOP_KEYS: [&str; 6] = ["session", "plan", "expected", "rules", "limits", "record"];
/// The keys of `limits`.
pub const LIMIT_KEYS: [&str; 2] = ["session-lines", "subject-columns"];
/// The keys of `record`.
pub const RECORD_KEYS: [&str; 4] = ["last-checkpoint", "last-commit", "phase", "tasks"];

const NO_OTHER_KEY: &str = "`section` passes on the keys that it was given";

impl Config {
    /// Returns what the text sets, and what in it cannot be used, in the order of the file.
    /// `rules` are the names that `rules:` may hold. Text that is not YAML is one problem, and
    /// the defaults apply.
    pub fn read(text: &str, rules: &[&'static str]) -> (Self, Vec<ConfigDiagnostic>) {
        // Nearly every project has none, and to set a parser up for nothing takes its time.
        if text.is_empty() {
            return (Self::default(), Vec::new());
        }
        if let Some(message) = over_limit(text) {
            return (Self::default(), vec![ConfigDiagnostic::of_file(message)]);
        }
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut reader =
            ConfigReader { text, start, rules, problems: Vec::new(), config: Self::default() };
        match node::parse(&text[start..]) {
            Ok(root) => reader.top(&root),
            Err(error) => reader.problems.push(not_yaml(text, start, &error)),
        }
        (reader.config, reader.problems)
    }

    /// [`Config::read`] for bytes from disk: text that is not UTF-8 is one problem, and the defaults apply.
    pub fn read_bytes(bytes: &[u8], rules: &[&'static str]) -> (Self, Vec<ConfigDiagnostic>) {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::read(text, rules),
            Err(error) => {
                let message = format!("not valid UTF-8 (at byte {})", error.valid_up_to());
                (Self::default(), vec![ConfigDiagnostic::of_file(message)])
            }
        }
    }
}

fn over_limit(text: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return Some(format!("larger than {} KiB", MAX_BYTES / 1024));
    }
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    (brackets > MAX_BRACKETS).then(|| format!("more than {MAX_BRACKETS} brackets"))
}

/// The parser's error, at the line where it stopped.
fn not_yaml(text: &str, start: usize, error: &serde_yaml::Error) -> ConfigDiagnostic {
    let stopped = start + node::offset(&text[start..], error);
    let line_start = text[..stopped].rfind('\n').map_or(start, |newline| newline + 1);
    let rest = &text[stopped..];
    let end = stopped + rest.find(['\n', '\r']).unwrap_or(rest.len());
    let help = yaml_help(&text[line_start..end]);
    ConfigDiagnostic {
        span: Some(Span { start: stopped, end }),
        message: parser_message(error),
        help,
    }
}

/// The parser's words without the place, which the caret shows.
fn parser_message(error: &serde_yaml::Error) -> String {
    let all = error.to_string();
    if all.contains("more than one document") {
        return "expected one document with all its keys in the same column".to_owned();
    }
    let ends = [" at line ", " at position ", ", while "].iter().filter_map(|end| all.find(end));
    format!("not valid YAML: {}", &all[..ends.min().unwrap_or(all.len())])
}

/// What people most often trip over in YAML.
fn yaml_help(line: &str) -> Option<String> {
    /// Characters with a meaning of their own at the beginning of a YAML value.
    const SPECIAL: [char; 10] = ['*', '&', '!', '@', '`', '%', '[', '{', '|', '>'];
    let value = line.trim();
    let item = value.strip_prefix("- ").map(str::trim).filter(|item| item.starts_with(SPECIAL));
    if let Some(item) = item {
        return Some(format!("quote it: `- '{}'`", item.replace('\'', "''")));
    }
    line.contains('\t').then(|| "indent with spaces; YAML does not allow tabs".to_owned())
}

struct ConfigReader<'a> {
    text: &'a str,
    /// Where the YAML begins: after a byte order mark.
    start: usize,
    /// The names of the rules.
    rules: &'a [&'static str],
    problems: Vec<ConfigDiagnostic>,
    config: Config,
}

impl ConfigReader<'_> {
    fn top(&mut self, root: &Node) {
        self.section(root, "the configuration", &TOP_KEYS, |reader, key, value| match key {
            "session" => reader.session(value),
            "plan" => reader.config.plan = reader.file(key, value),
            "expected" => reader.expected(value),
            "rules" => reader.rules(value),
            "limits" => reader.limits(value),
            "record" => reader.record(value),
            _ => unreachable!("{NO_OTHER_KEY}"),
        });
    }

    fn session(&mut self, value: &Node) {
        if let Some(path) = self.file("session", value) {
            self.config.session = path;
        }
    }

    /// A path inside the worktree.
    fn file(&mut self, key: &str, node: &Node) -> Option<String> {
        match &node.value {
            Value::Null => None,
            Value::Text(text) => path::inside_worktree(text)
                .map_err(|why| self.problem(node, format!("the path of `{key}` {why}"), None))
                .ok(),
            other => {
                let message = format!("expected a path for `{key}`, found {}", other.kind());
                self.problem(node, message, None);
                None
            }
        }
    }

    fn expected(&mut self, node: &Node) {
        match &node.value {
            Value::Null => {}
            Value::List(items) => items.iter().for_each(|item| self.pattern(item)),
            other => {
                let message = format!("expected a list of patterns, found {}", other.kind());
                let help = match other {
                    Value::Text(text) => format!("write `expected: [{text:?}]`"),
                    _ => "write one pattern per line, each after `- `".to_owned(),
                };
                self.problem(node, message, Some(help));
            }
        }
    }

    fn pattern(&mut self, item: &Node) {
        match &item.value {
            Value::Text(text) if text.trim().is_empty() => {
                self.problem(item, "an empty pattern matches nothing".to_owned(), None);
            }
            Value::Text(text) if text.matches("**").count() > MAX_DOUBLE_STARS => {
                let message = format!("more than {MAX_DOUBLE_STARS} `**` in one pattern");
                self.problem(item, message, Some("write several patterns".to_owned()));
            }
            Value::Text(text) => self.config.expected.push(text.clone()),
            other => {
                let message = format!("expected a pattern as text, found {}", other.kind());
                let help = match other {
                    Value::List(_) | Value::Map(_) => "write it as text, in quotes".to_owned(),
                    _ => format!("quote it: `- '{}'`", self.written(item).replace('\'', "''")),
                };
                self.problem(item, message, Some(help));
            }
        }
    }

    fn rules(&mut self, node: &Node) {
        self.section(node, "`rules`", self.rules, |reader, rule, value| {
            if let Some(level) = reader.level(rule, value) {
                reader.config.levels.set(rule, level);
            }
        });
    }

    fn level(&mut self, rule: &str, node: &Node) -> Option<Level> {
        let (level, was) = match &node.value {
            Value::Null => return None,
            Value::Bool(false) => (Some(Level::Off), ""),
            Value::Text(word) => {
                (Level::ALL.into_iter().find(|level| level.name() == word), word.as_str())
            }
            _ => (None, ""),
        };
        if level.is_none() {
            let message = match was {
                "" => format!("expected a level for `{rule}`, found {}", node.value.kind()),
                word => format!("invalid level `{word}`"),
            };
            let help = match nearest(was, Level::ALL.map(Level::name)) {
                Some(name) => format!("write `{rule}: {name}`"),
                None => "write `error`, `warning` or `off`".to_owned(),
            };
            self.problem(node, message, Some(help));
        }
        level
    }

    fn limits(&mut self, node: &Node) {
        self.section(node, "`limits`", &LIMIT_KEYS, |reader, key, value| {
            let Some(number) = reader.limit(key, value) else { return };
            match key {
                "session-lines" => reader.config.limits.session_lines = number,
                "subject-columns" => reader.config.limits.subject_columns = number,
                _ => unreachable!("{NO_OTHER_KEY}"),
            }
        });
    }

    fn limit(&mut self, key: &str, node: &Node) -> Option<usize> {
        match node.value {
            Value::Null => None,
            Value::Integer(number @ 1..=MAX_LIMIT) => usize::try_from(number).ok(),
            _ => {
                let message = format!("expected a whole number from 1 to {MAX_LIMIT} for `{key}`");
                let rule = if key == "session-lines" { "session-length" } else { "subject-length" };
                let help = format!("for no limit, write `{rule}: off` under `rules:`");
                self.problem(node, message, Some(help));
                None
            }
        }
    }

    fn record(&mut self, node: &Node) {
        self.section(node, "`record`", &RECORD_KEYS, |reader, key, value| {
            let Some(wanted) = reader.switch(key, value) else { return };
            let RecordOptions { last_checkpoint, last_commit, phase, tasks } =
                &mut reader.config.record;
            *match key {
                "last-checkpoint" => last_checkpoint,
                "last-commit" => last_commit,
                "phase" => phase,
                "tasks" => tasks,
                _ => unreachable!("{NO_OTHER_KEY}"),
            } = wanted;
        });
    }

    /// `true` and `false`, and the words that YAML 1.1 has for them.
    fn switch(&mut self, key: &str, node: &Node) -> Option<bool> {
        let wanted = match &node.value {
            Value::Null => return None,
            Value::Bool(wanted) => Some(*wanted),
            Value::Text(word) => match word.to_lowercase().as_str() {
                "on" | "yes" => Some(true),
                "off" | "no" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if wanted.is_none() {
            let help = "write `true` or `false`".to_owned();
            self.problem(node, format!("expected `true` or `false` for `{key}`"), Some(help));
        }
        wanted
    }

    /// Goes through the known keys of a mapping, once each; complains of the others.
    fn section(
        &mut self,
        node: &Node,
        name: &str,
        known: &[&'static str],
        mut entry: impl FnMut(&mut Self, &'static str, &Node),
    ) {
        let entries = match &node.value {
            Value::Null => return,
            Value::Map(entries) => entries,
            other => {
                let message = format!("expected keys and values in {name}, found {}", other.kind());
                let help = format!("write `{}: …`", known[0]);
                return self.problem(node, message, Some(help));
            }
        };
        let mut seen = Vec::new();
        for (key, value) in entries {
            match self.known(key, known) {
                Some(key_name) if seen.contains(&key_name) => {
                    let message = format!("duplicate key `{key_name}`; the first one counts");
                    self.problem(key, message, Some("remove one of them".to_owned()));
                }
                Some(key_name) => {
                    seen.push(key_name);
                    entry(self, key_name, value);
                }
                None => {}
            }
        }
    }

    fn known(&mut self, key: &Node, known: &[&'static str]) -> Option<&'static str> {
        let Value::Text(text) = &key.value else {
            self.problem(key, format!("expected a key as text, found {}", key.value.kind()), None);
            return None;
        };
        let found = known.iter().copied().find(|name| name == text);
        if found.is_none() {
            let help = self.key_help(text, known);
            self.problem(key, format!("unknown key `{text}`"), help);
        }
        found
    }

    fn problem(&mut self, node: &Node, message: String, help: Option<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            let span = Some(self.span(node));
            self.problems.push(ConfigDiagnostic { span, message, help });
        }
    }

    /// The nearest key of this section, else the section where the key is at home.
    fn key_help(&self, key: &str, known: &[&'static str]) -> Option<String> {
        if let Some(name) = nearest(key, known.iter().copied()) {
            return Some(format!("write `{name}`"));
        }
        if LIMIT_KEYS.contains(&key) {
            Some(format!("`{key}` belongs under `limits:`"))
        } else if RECORD_KEYS.contains(&key) {
            Some(format!("`{key}` belongs under `record:`"))
        } else if self.rules.contains(&key) {
            Some(format!("`{key}` belongs under `rules:`"))
        } else if known != self.rules {
            Some(format!("the keys are {}", listed(known)))
        } else {
            Some("`git checkpoint explain` lists the rules".to_owned())
        }
    }

    fn written(&self, node: &Node) -> &str {
        &self.text[self.span(node).range()]
    }

    /// The node's first token.
    fn span(&self, node: &Node) -> Span {
        let start = self.start + position(&self.text[self.start..], node.id);
        Span { start, end: start + token_length(&self.text[start..]) }
    }
}

/// The length of the scalar at the beginning of `text`; of a flow list or mapping, of its bracket.
fn token_length(text: &str) -> usize {
    let line = &text[..text.find(['\n', '\r']).unwrap_or(text.len())];
    let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        return line[1..].find(quote).map_or(line.len(), |end| end + 2);
    }
    if line.starts_with(['[', '{']) {
        return 1;
    }
    let end = [": ", " #", ", ", "]", "}"].iter().filter_map(|end| line.find(end)).min();
    let token = line[..end.unwrap_or(line.len())].trim_end();
    token.strip_suffix(':').unwrap_or(token).len()
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
