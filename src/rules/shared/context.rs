//! What a rule on the checkpoint message is given.

use crate::message::parse::Message;
use crate::message::sections::section::SectionKey;
use crate::rules::shared::inferred::Inferred;
use crate::rules::shared::listed_files::ListedFiles;
use crate::snapshot::model::Snapshot;
use crate::terms::next_step::{NextProblem, problems};
use crate::terms::phase_number::PhaseNumber;
use crate::text::str::Str;

/// Of one kind of mistake nobody reads more; the draft fixes all of them.
pub(crate) const MAX_OF_A_KIND: usize = 20;

/// A message, what it means, and what is known beside it.
pub(crate) struct MessageContext<'m, 'a> {
    pub message: &'m Message<'a>,
    pub inferred: Inferred,
    pub known: &'m Snapshot<'m>,
    pub files: Option<ListedFiles<'m, 'a>>,
    pub next: Vec<NextProblem<'a>>,
}

impl<'m, 'a> MessageContext<'m, 'a> {
    pub(crate) fn new(message: &'m Message<'a>, known: &'m Snapshot<'m>) -> Self {
        let mut context = Self {
            message,
            inferred: Inferred::of(message, known),
            known,
            files: ListedFiles::of(message, known),
            next: Vec::new(),
        };
        context.next = problems(&context.next_lines(), known.files);
        context
    }

    /// The lines of `Next:`; none where it is empty.
    pub(crate) fn next_lines(&self) -> Vec<Str<'a>> {
        let section = self.message.section_or_similar(SectionKey::Next);
        let section = section.filter(|section| !section.is_empty());
        section.into_iter().flat_map(|section| section.content()).collect()
    }

    /// The phase's number, as written and as parsed: of two that disagree, the right one.
    pub(crate) fn agreed_number(&self) -> Option<(Str<'a>, PhaseNumber)> {
        let in_body = self.message.phase_line().and_then(|line| line.number);
        let is_right = |text: &Str<'_>| Some(text.as_str()) == self.inferred.number.as_deref();
        let written =
            [self.message.subject.number, in_body].into_iter().flatten().find(is_right)?;
        Some((written, PhaseNumber::parse(&written)?))
    }
}
