//! Small objects that were read last: rules ask for the same tree again and again.

use std::cell::RefCell;

use gix::ObjectId;
use gix::objs::Kind;

/// A few objects, for as long as a program runs. An object never changes.
#[derive(Debug, Default)]
pub(crate) struct RecentObjects(RefCell<Vec<(ObjectId, Kind, Vec<u8>)>>);

impl RecentObjects {
    pub(crate) fn get(&self, id: &ObjectId) -> Option<(Kind, Vec<u8>)> {
        let known = self.0.borrow();
        known.iter().find(|known| known.0 == *id).map(|known| (known.1, known.2.clone()))
    }

    pub(crate) fn keep(&self, id: ObjectId, kind: Kind, content: &[u8]) {
        const MAX_OBJECTS: usize = 8;
        const MAX_BYTES: usize = 16 * 1024;
        if content.len() > MAX_BYTES {
            return;
        }
        let mut known = self.0.borrow_mut();
        if known.len() == MAX_OBJECTS {
            known.remove(0);
        }
        known.push((id, kind, content.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_few_are_known() {
        let recent = RecentObjects::default();
        let id = |number: u8| ObjectId::from_bytes_or_panic(&[number; 20]);
        for number in 0..10 {
            recent.keep(id(number), Kind::Tree, &[number]);
        }
        recent.keep(id(99), Kind::Blob, &vec![0; 100_000]);
        let known = (0..100).filter(|number| recent.get(&id(*number)).is_some());
        assert_eq!(known.collect::<Vec<_>>(), (2..10).collect::<Vec<_>>());
        assert_eq!(recent.get(&id(9)), Some((Kind::Tree, vec![9])));
    }
}
