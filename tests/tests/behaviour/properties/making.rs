//! New nodes.

use kinfolk::{AnyRc, Graph, Handle, Node};

use super::run::Kind::{File, Folder, Note, Shelf};
use super::run::{Id, Kind, Known, Run, field_of, id_of};
use crate::model::{self, AllRc, Entry, Item, name};

impl Run {
    pub fn new_id(&mut self) -> Id {
        self.last_id += 1;
        self.last_id
    }

    pub fn learn(&mut self, id: Id, kind: Kind, owner: Option<(Id, usize)>, node: &impl Handle) {
        assert_eq!(name(node), id.to_string());
        let known = Known {
            kind,
            owner: owner.map(|(owner, _)| owner),
            fields: vec![Vec::new(); kind.fields().len()],
            holders: 0,
            favourite: None,
            recent: Vec::new(),
            weak: AnyRc::downgrade(&node.to_any()),
        };
        self.nodes.insert(id, known);
        if let Some((owner, field)) = owner {
            self.nodes.get_mut(&owner).expect("an owner").fields[field].push(id);
        }
    }

    pub fn create(&mut self) {
        let id = self.new_id();
        let kind = [Folder, Folder, Shelf, Shelf, File, Note][self.random(6)];
        self.log.push(format!("create {kind:?} {id}"));
        let text = id.to_string();
        let handle: AllRc = match kind {
            Folder => {
                // With a subtree, as a plain value.
                let ids = [self.new_id(), self.new_id(), self.new_id()];
                let [a, b, c] = ids.map(|id| id.to_string());
                let plain = model::Folder {
                    entries: vec![Entry::Folder(model::Folder {
                        inner: Some(Box::new(model::folder(&b))),
                        ..model::folder(&a)
                    })],
                    cover: Some(model::file(&c)),
                    ..model::folder(&text)
                };
                let root = plain.into_graph();
                let below: Vec<_> = root.descendants().collect();
                self.learn(id, Folder, None, &root);
                self.learn(ids[0], Folder, Some((id, 0)), &below[0]);
                self.learn(ids[1], Folder, Some((ids[0], 4)), &below[1]);
                self.learn(ids[2], File, Some((id, 3)), &below[2]);
                let handle = self.hold(id);
                self.held.push((id, handle));
                return;
            }
            Shelf => model::shelf(&text).into(),
            File => model::file(&text).into(),
            Note => model::note(&text).into(),
        };
        self.learn(id, kind, None, &handle);
        self.nodes.get_mut(&id).expect("just made").holders = 1;
        self.held.push((id, handle));
    }

    pub fn push_plain(&mut self) {
        let Some(owner) = self.pick(|node| !node.fields.is_empty()) else {
            return;
        };
        let id = self.new_id();
        let text = id.to_string();
        self.log.push(format!("push plain {id} into {owner}"));
        let handle = self.hold(owner);
        let last = self.random(2) == 0;
        let before = &self.nodes[&owner].fields;
        let (kind, field, at): (_, _, usize) = match (&handle, last) {
            (AllRc::Folder(folder), true) => {
                folder.entries.push(model::file(&text));
                (File, 0, before[0].len())
            }
            (AllRc::Folder(folder), false) => {
                assert_eq!(name(&folder.notes.add(model::note(&text))), text);
                (Note, 2, before[2].len())
            }
            (AllRc::Shelf(shelf), true) => {
                shelf.items.insert(0, Item::Shelf(model::shelf(&text)));
                (Shelf, 0, 0)
            }
            (AllRc::Shelf(shelf), false) => {
                let old = shelf.top.set(Item::Folder(model::folder(&text)));
                let old = old.map(|old| id_of(&old));
                if let Some(old) = old {
                    self.leave(old);
                }
                (Folder, 3, 0)
            }
            _ => unreachable!("it has fields"),
        };
        let node = field_of(&handle, field).child(at).expect("it is there");
        self.learn(id, kind, None, &node);
        drop(node);
        self.enter(id, owner, field, at);
        self.drop_handle(owner, handle);
    }
}
