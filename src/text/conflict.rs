//! Conflict markers.

/// Whether the three markers of a conflict are at line starts, in their order.
///
/// Their length is seven unless the `conflict-marker-size` attribute says more,
/// and a label need not follow (gitattributes(5)).
pub fn has_conflict_markers(text: &str) -> bool {
    let mut lines = text.lines();
    let opening = lines.find_map(|line| marker(line, '<'));
    opening.is_some_and(|length| {
        lines.any(|line| marker(line, '=') == Some(length))
            && lines.any(|line| marker(line, '>') == Some(length))
    })
}

/// The length of the marker that the line is.
fn marker(line: &str, sign: char) -> Option<usize> {
    const MIN_LENGTH: usize = 7;
    let rest = line.trim_start_matches(sign);
    let length = line.len() - rest.len();
    (length >= MIN_LENGTH && (rest.is_empty() || rest.starts_with(' '))).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict(length: usize, label: &str, end: &str) -> String {
        let marker = |sign: &str| sign.repeat(length);
        format!(
            "a{end}{}{label}{end}b{end}{}{end}c{end}{}{label}{end}",
            marker("<"),
            marker("="),
            marker(">")
        )
    }

    #[test]
    fn markers_are_known_in_every_dress() {
        for length in [7, 8, 32] {
            for (label, end) in [(" HEAD", "\n"), ("", "\n"), (" HEAD", "\r\n")] {
                assert!(has_conflict_markers(&conflict(length, label, end)));
            }
        }
        let diff3 = conflict(7, " a", "\n").replace("b\n", "b\n||||||| base\no\n");
        assert!(has_conflict_markers(&diff3));
    }

    #[test]
    fn rules_and_quotes_are_not_conflicts() {
        for text in [
            "Title\n=======\n\n> quote\n",
            "<<<<<<< HEAD\n=======\n",
            ">>>>>>> a\n=======\n<<<<<<< b\n",
            " <<<<<<< HEAD\n =======\n >>>>>>> b\n",
            "<<<<<<<< a\n=======\n>>>>>>>> b\n",
            "",
        ] {
            assert!(!has_conflict_markers(text), "{text}");
        }
    }
}
