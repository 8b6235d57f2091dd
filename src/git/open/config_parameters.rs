//! `GIT_CONFIG_PARAMETERS`, in which `git -c key=value` reaches a hook.

/// The `key=value` settings of the variable, in order; a bare `key` is an
/// implicit true. What is not well-formed is left out, with all after it, for
/// quoting that was once misread stays misread.
///
/// Both forms that git has written are read: `'key'='value'` since 2.31 and
/// `'key=value'` before (config.c, `git_config_from_parameters`).
pub(crate) fn parse(variable: &str) -> Vec<String> {
    let mut settings = Vec::new();
    let mut rest = variable.trim_start();
    while let Some((setting, tail)) = setting(rest) {
        settings.extend(setting);
        rest = tail.trim_start();
    }
    settings
}

/// The first setting, unless its key is one that no configuration can have,
/// and what follows it.
fn setting(text: &str) -> Option<(Option<String>, &str)> {
    let (first, rest) = unquote(text)?;
    let Some(rest) = rest.strip_prefix('=') else {
        let key = first.split_once('=').map_or(first.as_str(), |(key, _)| key);
        return Some((is_key(key).then(|| first.clone()), rest));
    };
    let is_key = is_key(&first);
    if !rest.starts_with('\'') {
        return Some((is_key.then_some(first), rest));
    }
    let (value, rest) = unquote(rest)?;
    Some((is_key.then(|| format!("{first}={value}")), rest))
}

/// One shell-quoted word as git quotes it (quote.c, `sq_quote_buf`), and what follows it.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut word = String::new();
    loop {
        let (inside, tail) = rest.split_once('\'')?;
        word.push_str(inside);
        let escaped = tail.strip_prefix('\\').and_then(|escaped| {
            let character = escaped.chars().next().filter(|c| matches!(c, '\'' | '!'))?;
            Some((character, escaped[1..].strip_prefix('\'')?))
        });
        let Some((character, next)) = escaped else { return Some((word, tail)) };
        word.push(character);
        rest = next;
    }
}

/// Whether `key` is `section.name` or `section.sub.name`: one invalid key
/// would make gix refuse to open the repository at all. A subsection with `=`
/// cannot be passed on to it.
fn is_key(key: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let (Some((section, _)), Some((_, name))) = (key.split_once('.'), key.rsplit_once('.')) else {
        return false;
    };
    is_word(section)
        && is_word(name)
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !key.contains(['=', '\n', '\0'])
}

#[cfg(test)]
mod tests {
    use crate::git::open::config_parameters::parse;
    use proptest::prelude::*;

    #[test]
    fn the_new_form_is_read() {
        assert_eq!(
            parse("'core.commentchar'=';' 'a.b.c'='it'\\''s' 'x.y'="),
            ["core.commentchar=;", "a.b.c=it's", "x.y"]
        );
    }

    #[test]
    fn the_old_form_is_read() {
        assert_eq!(parse("'core.abbrev=12' 'x.y'"), ["core.abbrev=12", "x.y"]);
    }

    #[test]
    fn settings_that_no_configuration_can_hold_are_left_out() {
        assert_eq!(parse("'nodot'='1' 'a.1b'='1' 'a.x=y.c'='1' 'a.b'='!'"), ["a.b=!"]);
        assert_eq!(parse("'a.b'='1' 'c.d"), ["a.b=1"]);
        assert_eq!(parse("a.b=1"), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_variable_makes_it_panic(text in "['=\\\\!a.b ä\n]{0,40}") {
            parse(&text);
        }
    }
}
