//! Whether the graph and the model agree.

use kinfolk::{AnyRc, Node};

use super::run::{Id, Kind, Run, field_of, id_of};
use crate::model::{AllRc, all, live, owner_by_back_link};

impl Run {
    /// Compares the whole graph with the whole model.
    pub fn compare(&self) {
        assert_eq!(live() - self.live_before, self.nodes.len());
        for (id, known) in &self.nodes {
            let any = known.weak.upgrade().unwrap_or_else(|| panic!("{id} has died"));
            let owner = owner_by_back_link(&any);
            assert_eq!(owner.as_ref().map(id_of), known.owner, "the owner of {id}");
            assert_eq!(any.owner(), owner);
            if self.open == 0 {
                let holders = known.holders + usize::from(known.owner.is_some());
                assert_eq!(AnyRc::strong_count(&any), holders + 1, "the handles of {id}");
            }
            let node = all(&any);
            for (number, expected) in known.fields.iter().enumerate() {
                let field = field_of(&node, number);
                assert_eq!(field.len(), expected.len(), "{id}.{number}: {expected:?}");
                for (at, expected) in expected.iter().enumerate() {
                    let child = field.child(at).expect("a child");
                    assert_eq!(id_of(&child), *expected, "{id}.{number}");
                    if number < Kind::LISTS {
                        assert_eq!(field.next(&child), field.child(at + 1));
                        let before = at.checked_sub(1).and_then(|at| field.child(at));
                        assert_eq!(child.previous_sibling(), before);
                        assert_eq!(field.previous(&child), before);
                    }
                    assert_eq!(child.index_in_owner(), Some(at));
                    self.compare_place(*expected, &child);
                }
            }
            if let AllRc::Folder(folder) = &node {
                let lives = |id: &Id| self.nodes.contains_key(id);
                let favourite = folder.favourite.get().as_ref().map(id_of);
                assert_eq!(favourite, known.favourite.filter(lives));
                let recent = folder.recent.iter().map(|item| id_of(&item));
                assert!(recent.eq(known.recent.iter().copied().filter(lives)));
            }
            if known.owner.is_none() {
                assert_eq!(any.validate(), Ok(()));
            }
        }
    }
}
