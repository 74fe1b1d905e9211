//! Changes of owning fields and of weak links.

use kinfolk::Handle;

use super::run::Kind::{Folder, Note};
use super::run::{Id, Kind, Known, Run, field_of, id_of};
use crate::model::field::Change;
use crate::model::tag::catch_message;
use crate::model::{AllRc, Item, ItemRc};

impl Run {
    pub fn change(&mut self, level: usize) {
        // Mostly of a list with more than one child.
        let least = [1, 3, 2][self.random(3)];
        let filled = |node: &Known| node.fields.iter().any(|field| field.len() >= least);
        let Some(owner) = self.pick(filled) else {
            return;
        };
        let fields = &self.nodes[&owner].fields;
        let numbers: Vec<_> = (0..fields.len()).filter(|at| fields[*at].len() >= least).collect();
        let number = numbers[self.random(numbers.len())];
        let len = self.nodes[&owner].fields[number].len();
        let (a, b) = (self.random(len), self.random(len));
        let change = match self.random(14) {
            _ if number >= Kind::LISTS => Change::Take,
            0 => Change::Pop,
            1 => Change::Remove(a),
            2 => Change::SwapRemove(a),
            3 => Change::Truncate(a),
            4 if b == 0 => Change::Clear,
            5 if b == 0 => Change::Drain(a),
            4 | 6 => Change::Swap(a, b),
            5 | 7 => Change::MoveTo(a, b),
            8 => Change::Reverse,
            9 => Change::Retain,
            10 => Change::SortBy,
            11 => Change::SortByKey,
            12 => Change::Iterate,
            _ => Change::IterateBackwards,
        };
        self.log.push(format!("{change:?} in {owner}.{number}"));
        let owner_handle = self.hold(owner);
        let field = field_of(&owner_handle, number);
        let before = self.nodes[&owner].fields[number].clone();
        // Closures run on a snapshot, which holds all children.
        for child in &before {
            self.nodes.get_mut(child).expect("a child").holders += 1;
        }
        self.open += 1;
        let salt = u64::try_from(self.random(1000)).expect("it is small");
        let rank = |id: Id| (u64::from(id) + salt).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        let bomb = self.random(8) == 0;
        let mut asked = Vec::new();
        let result = catch_message(|| {
            field.change(change, &mut |child| {
                let id = id_of(&child);
                drop(child);
                asked.push(id);
                if level < 2 && self.random(3) == 0 {
                    self.saw("nested");
                    self.step(level + 1);
                }
                if bomb && self.random(4) == 0 {
                    std::panic::panic_any("closure bomb");
                }
                rank(id)
            })
        });
        self.open -= 1;
        match result {
            Err(message) => {
                assert_eq!(message, "closure bomb");
                self.saw("panicked");
            }
            Ok(given) => {
                let given_ids: Vec<_> = given.iter().map(id_of).collect();
                drop(given);
                let expected = self.change_in_model((owner, number), change, &before, rank);
                assert_eq!(given_ids, expected);
                match change {
                    Change::Retain | Change::Iterate => assert_eq!(asked, before),
                    Change::IterateBackwards => {
                        asked.reverse();
                        assert_eq!(asked, before);
                    }
                    _ => (),
                }
            }
        }
        for child in before {
            self.release_later(child);
        }
        self.remove_dead();
        drop(field);
        self.drop_handle(owner, owner_handle);
    }

    pub fn change_weak_links(&mut self) {
        let Some(id) = self.pick(|node| node.kind == Folder) else {
            return;
        };
        let Some(target) = self.pick(|node| node.kind != Note) else {
            return;
        };
        let (folder, target_handle) = (self.hold(id), self.hold(target));
        let AllRc::Folder(node) = &folder else { unreachable!() };
        let item: ItemRc = target_handle.to_any().downcast::<Item>().expect("no note");
        let operation = self.random(8);
        self.log.push(format!("weak link {operation} of {id} to {target}"));
        let alive: Vec<_> = self.nodes.keys().copied().collect();
        let known = self.nodes.get_mut(&id).expect("a folder");
        known.recent.retain(|id| alive.contains(id));
        match operation {
            0 | 1 => {
                node.favourite.set(&item);
                known.favourite = Some(target);
            }
            2 => {
                node.favourite.clear();
                known.favourite = None;
            }
            3 => {
                assert_eq!(node.recent.remove(&item), known.recent.contains(&target));
                known.recent.retain(|id| *id != target);
            }
            4 => {
                node.recent.retain(|item| id_of(item) % 3 != 0);
                known.recent.retain(|id| id % 3 != 0);
            }
            5 if known.recent.len() > 8 => {
                node.recent.clear();
                known.recent.clear();
            }
            _ => {
                assert_eq!(node.recent.contains(&item), known.recent.contains(&target));
                node.recent.push(&item);
                known.recent.push(target);
            }
        }
        drop(item);
        self.drop_handle(target, target_handle);
        self.drop_handle(id, folder);
    }
}
