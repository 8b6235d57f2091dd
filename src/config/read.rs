//! From the tree to the configuration.

use crate::config::mend;
use crate::config::mend::Mended;
use crate::config::model::{Config, ConfigDiagnostic, MAX_BYTES};
use crate::config::nearest::nearest;
use crate::config::node::{Node, Value, position};
use crate::config::path;
use crate::finding::Level;
use crate::session::record::recording::RecordOptions;
use crate::text::span::Span;

/// Each problem costs one more reading, and nobody mends more than a screenful at once.
const MOST_PROBLEMS: usize = 20;

const MOST_BRACKETS: usize = 1_000;

const TOP: [&str; 6] = ["session", "plan", "expected", "rules", "limits", "record"];
const LIMITS: [&str; 2] = ["session-lines", "subject-columns"];
const RECORD: [&str; 4] = ["last-checkpoint", "last-commit", "phase", "tasks"];

/// Far above any use, far below any overflow.
const LARGEST_LIMIT: u64 = 1_000_000;

impl Config {
    /// What the text says, and what in it cannot be used; problems are in the
    /// order of the file, syntax first. `rules` are the names that `rules:` may hold.
    pub fn read(text: &str, rules: &[&'static str]) -> (Self, Vec<ConfigDiagnostic>) {
        config(text, rules)
    }

    /// [`Config::read`] for bytes from disk: without UTF-8 there is one problem, and the defaults.
    pub fn read_bytes(bytes: &[u8], rules: &[&'static str]) -> (Self, Vec<ConfigDiagnostic>) {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::read(text, rules),
            Err(error) => {
                let message = format!("the file is no UTF-8 text (byte {})", error.valid_up_to());
                (Self::default(), vec![ConfigDiagnostic { span: None, message, help: None }])
            }
        }
    }
}

fn config(text: &str, rules: &[&'static str]) -> (Config, Vec<ConfigDiagnostic>) {
    if let Some(message) = too_much(text) {
        return (Config::default(), vec![ConfigDiagnostic { span: None, message, help: None }]);
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Mended { text: mended, root, problems } = mend::mend(body);
    let mut reader = ConfigReader { body, mended, rules, problems, config: Config::default() };
    if let Some(root) = root {
        reader.top(&root);
    }
    let ConfigReader { config, mut problems, .. } = reader;
    let shift = text.len() - body.len();
    for span in problems.iter_mut().filter_map(|problem| problem.span.as_mut()) {
        *span = Span { start: span.start + shift, end: span.end + shift };
    }
    (config, problems)
}

/// What no configuration needs and the parser would be long about.
fn too_much(text: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return Some(format!("the file is larger than {} KiB", MAX_BYTES / 1024));
    }
    // Its time grows with the square of their depth.
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    (brackets > MOST_BRACKETS).then(|| format!("the file holds more than {MOST_BRACKETS} brackets"))
}

struct ConfigReader<'a> {
    /// The file, without a byte order mark.
    body: &'a str,
    /// What was parsed; equal to `body` byte by byte, but for blanks.
    mended: String,
    /// The names of the rules.
    rules: &'a [&'static str],
    problems: Vec<ConfigDiagnostic>,
    config: Config,
}

impl ConfigReader<'_> {
    fn top(&mut self, root: &Node) {
        self.section(root, "the configuration", &TOP, |reader, key, value| match key {
            "session" => reader.session(value),
            "plan" => reader.config.plan = reader.file(key, value),
            "expected" => reader.expected(value),
            "rules" => reader.rules(value),
            "limits" => reader.limits(value),
            _ => reader.record(value),
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
                let message = format!("`{key}` is a path, not {}", other.kind());
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
                let message = format!("`expected` is a list of patterns, not {}", other.kind());
                let help = match other {
                    Value::Text(text) => format!("write `expected: [{text:?}]`"),
                    _ => "write one pattern per line, each behind `- `".to_owned(),
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
            Value::Text(text) => self.config.expected.push(text.clone()),
            other => {
                let message = format!("a pattern is a text, not {}", other.kind());
                let help = match other {
                    Value::List(_) | Value::Map(_) => "write it as a text, in quotes".to_owned(),
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
                "" => format!("the level of `{rule}` is a word, not {}", node.value.kind()),
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
        self.section(node, "`limits`", &LIMITS, |reader, key, value| {
            let Some(number) = reader.limit(key, value) else { return };
            match key {
                "session-lines" => reader.config.limits.session_lines = number,
                _ => reader.config.limits.subject_columns = number,
            }
        });
    }

    fn limit(&mut self, key: &str, node: &Node) -> Option<usize> {
        match node.value {
            Value::Null => None,
            Value::Integer(number @ 1..=LARGEST_LIMIT) => usize::try_from(number).ok(),
            _ => {
                let message = format!("`{key}` is a whole number from 1 to {LARGEST_LIMIT}");
                let rule = if key == "session-lines" { "session-length" } else { "subject-length" };
                let help = format!("to have no limit, write `{rule}: off` under `rules:`");
                self.problem(node, message, Some(help));
                None
            }
        }
    }

    fn record(&mut self, node: &Node) {
        self.section(node, "`record`", &RECORD, |reader, key, value| {
            let Some(wanted) = reader.switch(key, value) else { return };
            let RecordOptions { last_checkpoint, last_commit, phase, tasks } =
                &mut reader.config.record;
            *match key {
                "last-checkpoint" => last_checkpoint,
                "last-commit" => last_commit,
                "phase" => phase,
                _ => tasks,
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
            self.problem(node, format!("`{key}` is neither on nor off"), Some(help));
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
                let message =
                    format!("{name} is a mapping of keys to values, not {}", other.kind());
                let help = format!("write `{}: …`", known[0]);
                return self.problem(node, message, Some(help));
            }
        };
        let mut seen = Vec::new();
        for (key, value) in entries {
            match self.known(key, known) {
                Some(key_name) if seen.contains(&key_name) => {
                    let message = format!("`{key_name}` is there twice; the first one counts");
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
            self.problem(key, format!("a key is a text, not {}", key.value.kind()), None);
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
        if self.problems.len() < MOST_PROBLEMS {
            let span = Some(self.span(node));
            self.problems.push(ConfigDiagnostic { span, message, help });
        }
    }

    /// The nearest key of this section, else the section where the key is at home.
    fn key_help(&self, key: &str, known: &[&'static str]) -> Option<String> {
        if let Some(name) = nearest(key, known.iter().copied()) {
            return Some(format!("write `{name}`"));
        }
        if LIMITS.contains(&key) {
            Some(format!("`{key}` belongs under `limits:`"))
        } else if RECORD.contains(&key) {
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
        &self.body[self.span(node).range()]
    }

    /// The node's first token.
    fn span(&self, node: &Node) -> Span {
        let start = position(&self.mended, node.id);
        Span { start, end: start + token_length(&self.body[start..]) }
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
