//! Putting nodes of any type at places, and in the place of others.

use kinfolk::{AnyRc, AttachErrorKind, Handle, Node};

use super::run::{Id, Kind, Run, field_of, id_of};

impl Run {
    /// Puts a node where another one hangs, or hung before it left.
    pub fn put(&mut self) {
        let Some(sibling) = self.pick(|node| node.owner.is_some()) else { return };
        let Some(child) = self.pick(|_| true) else { return };
        let (owner, field, at) = self.place_of(sibling).expect("it has an owner");
        let leaves_first = self.random(2) == 0;
        self.log.push(format!("put {child} at {owner}.{field}[{at}], empty: {leaves_first}"));
        let handles = [self.hold(sibling), self.hold(child), self.hold(owner)];
        let place = handles[0].place().expect("it has an owner");
        self.nodes.get_mut(&owner).expect("it lives").holders += 1;
        if leaves_first {
            assert!(handles[0].detach());
            self.leave(sibling);
        }
        let expected = self.put_in_model(child, owner, field, at);
        let result = place.put(handles[1].clone());
        self.compare_results(&handles[1].to_any(), result, expected);
        drop(place);
        self.release_later(owner);
        for (id, handle) in [sibling, child, owner].into_iter().zip(handles) {
            drop(handle);
            self.release_later(id);
        }
        self.remove_dead();
    }

    pub fn replace_with(&mut self) {
        let Some(old) = self.pick(|node| node.owner.is_some()).or_else(|| self.pick(|_| true))
        else {
            return;
        };
        let Some(other) = self.pick(|_| true) else { return };
        self.log.push(format!("replace {old} with {other}"));
        let handles = [self.hold(old), self.hold(other)];
        let expected = self.replace_in_model(old, other);
        let result = handles[0].replace_with(handles[1].clone());
        self.compare_results(&handles[1].to_any(), result, expected);
        for (id, handle) in [old, other].into_iter().zip(handles) {
            drop(handle);
            self.release_later(id);
        }
        self.remove_dead();
    }

    fn compare_results(
        &mut self,
        child: &AnyRc,
        result: Result<(), kinfolk::AttachError<AnyRc>>,
        expected: Result<(), AttachErrorKind>,
    ) {
        match (result, expected) {
            (Ok(()), Ok(())) => self.saw("put"),
            (Err(error), Err(kind)) => {
                self.saw("put refused");
                assert_eq!(error.kind(), kind, "{error}");
                assert_eq!(error.into_child(), *child);
            }
            (result, expected) => panic!("{result:?} in place of {expected:?}"),
        }
    }

    fn check_in_model(&self, child: Id, owner: Id, field: usize) -> Result<(), AttachErrorKind> {
        let takes = self.nodes[&owner].kind.fields()[field];
        if !takes.contains(&self.nodes[&child].kind) {
            return Err(AttachErrorKind::WrongType);
        }
        if self.is_above(child, owner) { Err(AttachErrorKind::Cycle) } else { Ok(()) }
    }

    fn put_in_model(
        &mut self,
        child: Id,
        owner: Id,
        field: usize,
        at: usize,
    ) -> Result<(), AttachErrorKind> {
        self.check_in_model(child, owner, field)?;
        let here = &self.nodes[&owner].fields[field];
        if field >= Kind::LISTS && !here.is_empty() && here[0] != child {
            return Err(AttachErrorKind::Occupied);
        }
        self.leave(child);
        let len = self.nodes[&owner].fields[field].len();
        self.enter(child, owner, field, at.min(len));
        Ok(())
    }

    fn replace_in_model(&mut self, old: Id, other: Id) -> Result<(), AttachErrorKind> {
        let Some((owner, field, _)) = self.place_of(old) else {
            return Err(AttachErrorKind::NoPlace);
        };
        if old == other {
            return Ok(());
        }
        self.check_in_model(other, owner, field)?;
        self.leave(other);
        let (_, _, at) = self.place_of(old).expect("it still hangs there");
        self.leave(old);
        self.enter(other, owner, field, at);
        Ok(())
    }

    /// Compares where a node hangs.
    pub fn compare_place(&self, id: Id, node: &AnyRc) {
        let place = node.place();
        let expected = self.place_of(id).map(|(owner, field, at)| {
            let index = (field < Kind::LISTS).then_some(at);
            (owner, self.step_to(owner, field, index), index)
        });
        let found =
            place.as_ref().map(|place| (id_of(&place.owner()), place.to_string(), place.index()));
        assert_eq!(found, expected);
        drop(place);
        let (mut path, mut next) = (Vec::new(), id);
        while let Some((owner, field, at)) = self.place_of(next) {
            path.push(self.step_to(owner, field, (field < Kind::LISTS).then_some(at)));
            next = owner;
        }
        path.push(format!("{:?}", self.nodes[&next].kind));
        path.reverse();
        assert_eq!(node.path().to_string(), path.join("."));
    }

    fn step_to(&self, owner: Id, field: usize, index: Option<usize>) -> String {
        let owner = crate::model::all(&self.nodes[&owner].weak.upgrade().expect("it lives"));
        let name = field_of(&owner, field).name();
        let name = name.split('.').next_back().unwrap_or_default();
        index.map_or_else(|| name.to_owned(), |index| format!("{name}[{index}]"))
    }
}
