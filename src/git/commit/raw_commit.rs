//! A commit's bytes, read as tolerantly as git reads them (commit.c, ident.c): a broken
//! header costs only itself.

use bstr::ByteSlice;
use gix::ObjectId;
use gix::date::Time;
use gix::date::time::format::SHORT;

/// What stands in a commit object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawCommit<'a> {
    pub(crate) tree: ObjectId,
    pub(crate) parents: Vec<ObjectId>,
    pub(crate) author: Moment,
    pub(crate) committer: Moment,
    pub(crate) encoding: Option<&'a [u8]>,
    pub(crate) message: &'a [u8],
}

/// A time and the offset that it is told in; the epoch where the header is broken, as for git.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Seconds since the epoch.
    pub(crate) seconds: i64,
    offset_minutes: i64,
}

impl<'a> RawCommit<'a> {
    /// Parses a commit; `None` where it names no tree or a parent that is not an id, which git
    /// takes for corrupt.
    pub(crate) fn parse(object: &'a [u8]) -> Option<Self> {
        let (header, message) = match object.find("\n\n") {
            Some(end) => (&object[..end], &object[end + 2..]),
            None => (object, &b""[..]),
        };
        let mut lines = header.lines();
        let tree = id(lines.next()?.strip_prefix(b"tree ")?)?;
        let parents = lines.clone().map_while(|line| line.strip_prefix(b"parent "));
        let parents = parents.map(id).collect::<Option<Vec<_>>>()?;
        let value = |key: &[u8]| lines.clone().find_map(|line| line.strip_prefix(key));
        let moment = |key| value(key).map(Moment::of_ident).unwrap_or_default();
        Some(Self {
            tree,
            parents,
            author: moment(b"author "),
            committer: moment(b"committer "),
            encoding: value(b"encoding "),
            message,
        })
    }
}

impl Moment {
    /// The time in `A U Thor <a@example.com> 1795494600 -0500`: what follows the last `>`.
    fn of_ident(ident: &[u8]) -> Self {
        let time = ident.rfind_byte(b'>').map_or(&b""[..], |end| &ident[end + 1..]);
        let mut words = time.split(|&byte| byte == b' ').filter(|word| !word.is_empty());
        let Some(seconds) = words.next().and_then(leading_number) else { return Self::default() };
        let offset = words.next().and_then(signed_number).unwrap_or(0);
        // `-0530` is five hours and thirty minutes; git takes `+9999` likewise.
        Self { seconds, offset_minutes: offset / 100 * 60 + offset % 100 }
    }

    /// `YYYY-MM-DD` in its own offset; the epoch's, where a calendar has no such day.
    pub(crate) fn date(self) -> String {
        let local = self.seconds.saturating_add(self.offset_minutes.saturating_mul(60));
        let date = Time::new(local, 0).format(SHORT);
        date.unwrap_or_else(|_| "1970-01-01".to_owned())
    }
}

fn id(hash: &[u8]) -> Option<ObjectId> {
    ObjectId::from_hex(hash).ok()
}

fn leading_number(word: &[u8]) -> Option<i64> {
    let end = word.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(word.len());
    word[..end].to_str().ok()?.parse().ok()
}

fn signed_number(word: &[u8]) -> Option<i64> {
    let sign = match word.first()? {
        b'-' => -1,
        b'+' => 1,
        _ => return None,
    };
    Some(sign * leading_number(&word[1..])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    fn with_header(header: &str) -> String {
        format!("tree {TREE}\n{header}\nsubject\n\nbody\n")
    }

    fn date(ident: &str) -> String {
        let object = with_header(&format!("committer {ident}\n"));
        RawCommit::parse(object.as_bytes()).unwrap().committer.date()
    }

    #[test]
    fn a_commit_has_all_that_it_says() {
        let object = with_header(&format!(
            "parent {TREE}\nparent {TREE}\nauthor A <a@e> 10 +0000\ncommitter C <c@e> 20 -0500\n\
             gpgsig -----BEGIN\n encoding no\n -----END\nencoding latin1\n"
        ));
        let commit = RawCommit::parse(object.as_bytes()).unwrap();
        assert_eq!((commit.tree.to_string().as_str(), commit.parents.len()), (TREE, 2));
        assert_eq!((commit.author.seconds, commit.committer.seconds), (10, 20));
        assert_eq!(commit.committer.date(), "1969-12-31");
        assert_eq!(commit.encoding, Some(&b"latin1"[..]));
        assert_eq!(commit.message, b"subject\n\nbody\n");
    }

    #[test]
    fn dates_are_those_that_git_shows() {
        for (ident, expected) in [
            ("C <c@e> 1795494600 -0500", "2026-11-23"),
            ("C <c@e> 1795494600 +0000", "2026-11-24"),
            ("C <c@e> 1795494600 +9999", "2026-11-28"),
            ("C <c@e> 1795494600 +10039", "2026-11-28"),
            ("C <c@e> 1795494600", "2026-11-24"),
            ("C <c@e> 1795494600 zone", "2026-11-24"),
            ("C <c@e> 1795494600 +\u{fffd}", "2026-11-24"),
            ("C > D <c@e> x> 1795494600 +0000", "2026-11-24"),
            ("C <c@e> yesterday", "1970-01-01"),
            ("C <c@e>", "1970-01-01"),
            ("C", "1970-01-01"),
            ("", "1970-01-01"),
            ("C <c@e> 99999999999999999999 +0000", "1970-01-01"),
            ("C <c@e> 9223372036854775807 +9999", "1970-01-01"),
            ("C <c@e> 1795494600 +99999999999999999999", "2026-11-24"),
            ("C <c@e> 1795494600 -9223372036854775807", "1970-01-01"),
        ] {
            assert_eq!(date(ident), expected, "{ident}");
        }
    }

    #[test]
    fn headers_that_are_missing_or_no_text_cost_only_themselves() {
        let object = with_header("author \u{fffd}\n");
        let commit = RawCommit::parse(object.as_bytes()).unwrap();
        assert_eq!((commit.author, commit.committer), (Moment::default(), Moment::default()));
        assert_eq!((commit.encoding, commit.message), (None, &b"subject\n\nbody\n"[..]));
        let only_tree = format!("tree {TREE}");
        assert_eq!(RawCommit::parse(only_tree.as_bytes()).unwrap().message, b"");
    }

    #[test]
    fn what_git_takes_for_corrupt_is_none() {
        for object in ["", "\n\n", "tree x\n\n", "parent 1\n\n"] {
            assert_eq!(RawCommit::parse(object.as_bytes()), None, "{object}");
        }
        assert_eq!(RawCommit::parse(with_header("parent x\n").as_bytes()), None);
    }
}
