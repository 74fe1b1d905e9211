//! Moves of nodes.

use kinfolk::{AnyRc, BackTo, Graph, Handle, Node, NodeType, Own};

use super::run::{Kind, Run, field_of, id_of};
use crate::model::{AllRc, Road};

/// The child that was refused.
fn append<O: NodeType, T: Graph + BackTo<O>>(
    to: &Own<O, Vec<T>>,
    from: &Own<O, Vec<T>>,
) -> Option<AnyRc> {
    to.try_append(from).err().map(|error| error.into_child().to_any())
}

impl Run {
    pub fn attach(&mut self) {
        let Some(owner) = self.pick(|node| !node.fields.is_empty()) else {
            return;
        };
        let owner_kind = self.nodes[&owner].kind;
        // Mostly into a list.
        let number = match self.random(3) {
            0 => self.random(owner_kind.fields().len()),
            _ => self.random(Kind::LISTS),
        };
        let takes = owner_kind.fields()[number];
        let Some(first) = self.pick(|node| takes.contains(&node.kind)) else {
            return;
        };
        let owner_handle = self.hold(owner);
        let field = field_of(&owner_handle, number);
        let roads = field.roads();
        let mut road = roads[self.random(roads.len())];
        if number < Kind::LISTS && self.random(20) == 0 {
            road = [Road::SetAll, Road::TrySetAll][self.random(2)];
        }
        let mut children = vec![first];
        if road.takes_several() {
            for _ in 0..self.random(6) {
                children.extend(self.pick(|node| takes.contains(&node.kind)));
            }
        }
        let mut at = self.random(field.len() + 2);
        if format!("{road:?}").contains("Insert") && at > 0 {
            // More often beside a sibling.
            at -= self.random(2);
        }
        self.log.push(format!("{road:?} {children:?} into {owner}.{number} at {at}"));

        let handles: Vec<_> = children.iter().map(|child| (*child, self.hold(*child))).collect();
        let given: Vec<AnyRc> = handles.iter().map(|(_, handle)| handle.to_any()).collect();
        let result = field.attach(road, at, &given);

        match self.attach_in_model(owner, number, road, at, &children) {
            Ok(expected) => {
                let removed = result.expect("it should have been taken");
                assert_eq!(removed.as_ref().map(id_of), expected);
            }
            Err(kind) => {
                let refused = result.expect_err("it should have been refused");
                if let Some(refused_kind) = refused.kind {
                    assert_eq!(refused_kind, kind);
                    assert_eq!(refused.children, given);
                }
            }
        }
        drop(given);
        for (id, handle) in handles {
            self.drop_handle(id, handle);
        }
        drop(field);
        self.drop_handle(owner, owner_handle);
    }

    /// Appends a list to one of the same type.
    pub fn append(&mut self) {
        let Some(to) = self.pick(|node| !node.fields.is_empty()) else {
            return;
        };
        let kind = self.nodes[&to].kind;
        let from = self.pick(|node| node.kind == kind).expect("at least the first");
        let number = self.random(Kind::LISTS);
        self.log.push(format!("append {from}.{number} to {to}.{number}"));
        let (to_handle, from_handle) = (self.hold(to), self.hold(from));
        let refused = match (&to_handle, &from_handle, number) {
            (AllRc::Folder(to), AllRc::Folder(from), 0) => append(&to.entries, &from.entries),
            (AllRc::Folder(to), AllRc::Folder(from), 1) => append(&to.archive, &from.archive),
            (AllRc::Folder(to), AllRc::Folder(from), _) => append(&to.notes, &from.notes),
            (AllRc::Shelf(to), AllRc::Shelf(from), 0) => append(&to.items, &from.items),
            (AllRc::Shelf(to), AllRc::Shelf(from), 1) => append(&to.files, &from.files),
            (AllRc::Shelf(to), AllRc::Shelf(from), _) => append(&to.boards, &from.boards),
            _ => unreachable!("both are of one type"),
        };
        let children = self.nodes[&from].fields[number].clone();
        let expected = children.iter().find(|child| from != to && self.is_above(**child, to));
        assert_eq!(refused.as_ref().map(id_of), expected.copied());
        drop(refused);
        if expected.is_none() && from != to {
            self.saw("appended");
            for child in children {
                self.leave(child);
                let end = self.nodes[&to].fields[number].len();
                self.enter(child, to, number, end);
            }
        }
        self.drop_handle(to, to_handle);
        self.drop_handle(from, from_handle);
    }

    pub fn detach(&mut self) {
        let Some(id) = self.pick(|node| node.owner.is_some()).or_else(|| self.pick(|_| true))
        else {
            return;
        };
        self.log.push(format!("detach {id}"));
        let handle = self.hold(id);
        assert_eq!(handle.detach(), self.nodes[&id].owner.is_some());
        self.leave(id);
        self.drop_handle(id, handle);
    }
}
