//! Code fences as their author meant them, where CommonMark reads them otherwise.

use std::borrow::Cow;
use std::ops::Range;

/// What to change before a document is parsed; every offset stays.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FenceRepair {
    /// Fences inside a Markdown block: text, neither opening nor closing anything.
    pub(crate) nested: Vec<Range<usize>>,
    /// Blocks that nothing closes, from the opening fence to the next phase heading.
    pub(crate) unclosed: Vec<Range<usize>>,
}

impl FenceRepair {
    /// Finds the Markdown blocks that hold fences, and the blocks that would hide phases.
    pub(crate) fn of(text: &str) -> Self {
        if !text.contains("```") && !text.contains("~~~") {
            return Self::default();
        }
        let lines = marked_lines(text);
        let nested = scan(&lines, true);
        if !nested.is_open || nested.repair.nested.is_empty() {
            return nested.repair;
        }
        // Where counting leaves a block open and CommonMark does not, it was written for that.
        let plain = scan(&lines, false);
        if plain.is_open { nested.repair } else { plain.repair }
    }

    /// The text with spaces over what is not to be parsed.
    pub(crate) fn apply<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        if self.nested.is_empty() && self.unclosed.is_empty() {
            return text;
        }
        let mut masked = String::with_capacity(text.len());
        let mut end = 0;
        let mut ranges: Vec<&Range<usize>> = self.nested.iter().chain(&self.unclosed).collect();
        ranges.sort_by_key(|range| range.start);
        for range in ranges.into_iter().filter(|range| range.start < range.end) {
            masked.push_str(&text[end..range.start]);
            let space = |byte| if byte == b'\n' { '\n' } else { ' ' };
            masked.extend(text[range.clone()].bytes().map(space));
            end = range.end;
        }
        masked.push_str(&text[end..]);
        Cow::Owned(masked)
    }
}

/// A line that matters to the search.
struct MarkedLine<'t> {
    span: Range<usize>,
    kind: FenceLine<'t>,
}

enum FenceLine<'t> {
    Fence { mark: u8, length: usize, info: &'t str },
    PhaseHeading,
}

fn marked_lines(text: &str) -> Vec<MarkedLine<'_>> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').filter_map(|line| {
        let span = start..start + line.trim_end_matches(['\r', '\n']).len();
        start += line.len();
        let kind = fence(line.trim())
            .or_else(|| is_phase_heading(line).then_some(FenceLine::PhaseHeading))?;
        Some(MarkedLine { span, kind })
    });
    lines.collect()
}

fn fence(content: &str) -> Option<FenceLine<'_>> {
    let mark = content.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = content.bytes().take_while(|byte| *byte == mark).count();
    let info = content[length..].trim();
    let is_fence = length >= 3 && !(mark == b'`' && info.contains('`'));
    is_fence.then_some(FenceLine::Fence { mark, length, info })
}

/// `## Phase 2: API`; one `#` may be a comment of the code.
fn is_phase_heading(line: &str) -> bool {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    let title = title.trim_start().trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\n');
    let is_phase = title.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("phase "));
    (2..=6).contains(&level) && is_phase && title[6..].starts_with(|c: char| c.is_ascii_digit())
}

#[derive(Default)]
struct Scan {
    repair: FenceRepair,
    is_open: bool,
}

/// The block that is open.
struct OpenBlock {
    start: usize,
    /// Mark and length of its fence and of those open inside it.
    fences: Vec<(u8, usize)>,
    is_markdown: bool,
    first_phase: Option<usize>,
}

fn scan(lines: &[MarkedLine<'_>], counts_nested: bool) -> Scan {
    let mut found = Scan::default();
    let mut open: Option<OpenBlock> = None;
    for line in lines {
        let Some(block) = &mut open else {
            open = OpenBlock::at(line);
            continue;
        };
        match block.after(line, counts_nested) {
            Step::Inside => {}
            Step::Nested => found.repair.nested.push(line.span.clone()),
            Step::Closed => open = None,
            Step::Lost(end) => {
                found.repair.unclosed.push(block.start..end);
                open = OpenBlock::at(line);
            }
        }
    }
    if let Some(block) = open {
        found.is_open = true;
        let lost = block.first_phase.filter(|_| !(counts_nested && block.is_markdown));
        found.repair.unclosed.extend(lost.map(|end| block.start..end));
    }
    found
}

enum Step {
    Inside,
    Nested,
    Closed,
    /// It was never closed: it ends before the phase heading that begins there.
    Lost(usize),
}

impl OpenBlock {
    fn at(line: &MarkedLine<'_>) -> Option<Self> {
        let FenceLine::Fence { mark, length, info } = &line.kind else { return None };
        let language = info.split([' ', '{', ',']).next().unwrap_or(info);
        let is_markdown =
            ["markdown", "md", "mdx"].iter().any(|known| language.eq_ignore_ascii_case(known));
        let fences = vec![(*mark, *length)];
        Some(Self { start: line.span.start, fences, is_markdown, first_phase: None })
    }

    fn after(&mut self, line: &MarkedLine<'_>, counts_nested: bool) -> Step {
        let FenceLine::Fence { mark, length, info } = &line.kind else {
            self.first_phase.get_or_insert(line.span.start);
            return Step::Inside;
        };
        let is_fence =
            self.fences.last().is_some_and(|(open, least)| open == mark && least <= length);
        if !is_fence {
            return Step::Inside;
        }
        match self.first_phase.filter(|_| !self.is_markdown) {
            Some(end) if !info.is_empty() => return Step::Lost(end),
            _ if !info.is_empty() && self.is_markdown && counts_nested => {
                self.fences.push((*mark, *length));
                return Step::Nested;
            }
            _ if !info.is_empty() => return Step::Inside,
            _ => {}
        }
        self.fences.pop();
        if self.fences.is_empty() { Step::Closed } else { Step::Nested }
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::outline::Outline;
    use crate::text::str::Str;

    fn headings(text: &str) -> Vec<String> {
        let outline = Outline::of(Str::new(text));
        outline.headings.iter().map(|heading| heading.text.to_string()).collect()
    }

    #[test]
    fn a_markdown_block_holds_fences_and_hides_nothing_after_it() {
        for (fence, inner) in [("```", "```"), ("~~~", "~~~"), ("````", "````"), ("````", "```")] {
            let text = format!(
                "## Phase 1: A\n{fence}markdown\n# T\n{inner}ts\nx\n{inner}\n## Phase 9: no\n{fence}\n## Phase 2: B\n```sh\ny\n```\n## Phase 3: C\n"
            );
            assert_eq!(headings(&text), ["Phase 1: A", "Phase 2: B", "Phase 3: C"], "{text}");
        }
    }

    #[test]
    fn indented_fences_nest_too() {
        let text = "## Phase 1: A\n1. x\n\n   ```md\n   ```ts\n   ```\n   ```\n\n## Phase 2: B\n";
        assert_eq!(headings(text), ["Phase 1: A", "Phase 2: B"]);
    }

    #[test]
    fn a_block_written_for_commonmark_stays_one() {
        let text = "```markdown\n```ts\n```\n## Phase 2: B\n```\ncode\n```\n## Phase 3: C\n";
        assert_eq!(headings(text), ["Phase 2: B", "Phase 3: C"]);
    }

    #[test]
    fn an_unclosed_block_ends_before_the_next_phase() {
        let text = "## Phase 1: A\n```sh\n# x\n\n## Phase 2: B\n```ts\n```\n## Phase 3: C\n~~~\n## Phase 4: D\n";
        assert_eq!(headings(text), ["Phase 1: A", "Phase 2: B", "Phase 3: C", "Phase 4: D"]);
        let closed = "## Phase 1: A\n```\n## Phase 7: no\n```\n## Phase 2: B\n";
        assert_eq!(headings(closed), ["Phase 1: A", "Phase 2: B"]);
    }
}
