//! Moves of nodes.

use kinfolk::{AnyRc, Handle, Node};

use super::run::{Kind, Run, field_of, id_of};
use crate::model::Road;

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
        let road = roads[self.random(roads.len())];
        let mut children = vec![first];
        if matches!(road, Road::Extend | Road::TryExtend) {
            for _ in 0..self.random(6) {
                children.extend(self.pick(|node| takes.contains(&node.kind)));
            }
        }
        let at = self.random(field.len() + 2);
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
