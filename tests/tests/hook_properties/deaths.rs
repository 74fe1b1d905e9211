//! Who may die when, as the model sees it: it is told of each hook, each attached finalizer and
//! each end of data, and says whether that was to be.
//!
//! It does not know in which order hooks that change the graph are to come, but it knows at every
//! moment who is kept, and by whom. What it cannot know is whether the library, which walks along a
//! path of owners, still holds a node that a hook has moved away from there; that it asks.

use std::collections::{BTreeSet, VecDeque};

use crate::model::{FinalizerState, Hook, Id, Life, Model, Number};

/// What is being done, and what it has led to.
#[derive(Clone)]
pub struct Level {
    pub frame: Frame,
    /// The nodes to whose hooks this has led, and their owners at that time, each with its owner.
    past: BTreeSet<(Id, Option<Id>)>,
}

#[derive(Clone)]
pub enum Frame {
    /// An operation of the test's.
    Operation {
        /// What it has taken out of a link, and is going to let go of, in this order.
        limbo: VecDeque<Id>,
        /// Those that were dying already when it began.
        dying: BTreeSet<Id>,
    },
    /// A hook, of the first node; the others are above it.
    Hook(Vec<Id>),
    Finalizer,
    Data,
    /// The end of nodes that died in one step.
    Teardown {
        rest: VecDeque<Remains>,
        /// The node that has outlived its owner, and that was let go of last.
        outlived: Option<Id>,
    },
}

/// What is to come when a set is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remains {
    Finalizer(Number),
    /// The end of this node's data.
    Corpse(Id),
    /// A dead owner lets go of this node, which is kept otherwise.
    Hand(Id),
}

/// Nodes that die in one step.
pub struct DeadSet {
    pub members: Vec<Id>,
    rest: VecDeque<Remains>,
}

impl DeadSet {
    pub fn outlived(&self) -> impl Iterator<Item = Id> {
        self.rest.iter().filter_map(|item| match item {
            Remains::Hand(id) => Some(*id),
            Remains::Finalizer(_) | Remains::Corpse(_) => None,
        })
    }
}

pub type Verdict<T = ()> = Result<T, String>;

/// Whether a weak handle to a node can be upgraded.
pub type Ask<'a> = &'a mut dyn FnMut(Id) -> bool;

macro_rules! refuse {
    ($($text:tt)*) => {
        return Err(format!($($text)*))
    };
}
pub(crate) use refuse;

impl Level {
    fn new(frame: Frame) -> Self {
        Level { frame, past: BTreeSet::new() }
    }

    /// Whether the user's code runs here.
    fn is_user(&self) -> bool {
        matches!(self.frame, Frame::Hook(_) | Frame::Finalizer | Frame::Data)
    }

    /// Whether there is more to tell of it than whom it lets go of.
    fn has_more(&self) -> bool {
        let is_told = |item: &Remains| !matches!(item, Remains::Hand(_));
        matches!(&self.frame, Frame::Teardown { rest, .. } if rest.iter().any(is_told))
    }

    /// Whether it has not let go of one of these yet.
    fn keeps(&self, ids: &[Id]) -> bool {
        match &self.frame {
            Frame::Operation { limbo, .. } => limbo.iter().any(|id| ids.contains(id)),
            Frame::Teardown { rest, .. } => {
                rest.iter().any(|item| matches!(item, Remains::Hand(id) if ids.contains(id)))
            }
            Frame::Hook(_) | Frame::Finalizer | Frame::Data => false,
        }
    }
}

impl Model {
    /// How many hooks are running, each in the one before.
    pub fn hooks_at_work(&self) -> usize {
        self.levels.iter().filter(|level| matches!(level.frame, Frame::Hook(_))).count()
    }

    /// Whether so much was cut loose, or is nested so deep, that the library may have put off a death.
    pub fn is_vague(&self) -> bool {
        self.cuts + self.hooks_at_work() >= 16
    }

    /// Whether the library may hold the node, since it was on the path to one whose hook has run.
    pub fn is_on_path(&self, id: Id) -> bool {
        self.places_on_paths(id).next().is_some()
    }

    /// The same of a node that has left its place there, so that what is above it may die alone.
    fn has_left_path(&self, id: Id) -> bool {
        self.places_on_paths(id).any(|owner| owner != self.nodes[id].owner)
    }

    /// The node's owners at that time.
    fn places_on_paths(&self, id: Id) -> impl Iterator<Item = Option<Id>> {
        let places = move |level: &Level| {
            let places = level.past.range((id, None)..=(id, Some(Id::MAX)));
            places.map(|(_, owner)| *owner).collect::<Vec<_>>()
        };
        self.levels.iter().flat_map(places)
    }

    /// The nodes that nothing keeps: those that die.
    pub fn dying(&self) -> BTreeSet<Id> {
        let mut dying = BTreeSet::new();
        let mut rest: Vec<Id> =
            self.living().filter(|id| self.nodes[*id].owner.is_none()).collect();
        while let Some(id) = rest.pop() {
            if !self.nodes[id].is_kept_itself() {
                dying.insert(id);
                rest.extend(self.children(id));
            }
        }
        dying
    }

    /// What dies with a root that nothing keeps.
    pub fn set_of(&self, root: Id, ask: Ask<'_>) -> DeadSet {
        let is_vague = self.is_vague();
        let mut set = DeadSet { members: Vec::new(), rest: VecDeque::new() };
        let mut finalizers = Vec::new();
        let mut rest = vec![(root, true)];
        while let Some((id, dies)) = rest.pop() {
            if !dies {
                set.rest.push_back(Remains::Hand(id));
                continue;
            }
            set.members.push(id);
            finalizers.extend(&self.nodes[id].finalizers);
            if self.nodes[id].kind.data_drops() {
                set.rest.push_back(Remains::Corpse(id));
            }
            for child in self.children(id).rev() {
                let is_kept = self.nodes[child].is_kept_itself()
                    || ((is_vague || self.has_left_path(child)) && ask(child));
                rest.push((child, !is_kept));
            }
        }
        finalizers.sort_unstable();
        for number in finalizers {
            set.rest.push_front(Remains::Finalizer(number));
        }
        set
    }

    /// The step in which a set is dead.
    pub fn bury(&mut self, set: &DeadSet) {
        self.mark_dead(set);
        let frame = Frame::Teardown { rest: set.rest.clone(), outlived: None };
        self.levels.push(Level::new(frame));
    }

    /// A set of which nothing is to be told is dead, since its root has been let go of, though a
    /// dead owner has not come to that yet: its remains take the root's place among the owner's.
    pub fn bury_with_owner(&mut self, root: Id, ask: Ask<'_>) -> Option<DeadSet> {
        let set = self.set_of(root, ask);
        if set.members.iter().any(|id| self.nodes[*id].has_last_wishes()) {
            return None;
        }
        self.mark_dead(&set);
        // It may be that several have not let go of it: the outermost one comes last.
        let mut remains = Some(&set.rest);
        for level in &mut self.levels {
            let Frame::Teardown { rest, .. } = &mut level.frame else { continue };
            while let Some(at) = rest.iter().rposition(|item| *item == Remains::Hand(root)) {
                self.nodes[root].hands -= 1;
                let after = rest.split_off(at + 1);
                rest.pop_back();
                rest.extend(remains.take().into_iter().flatten());
                rest.extend(after);
            }
        }
        Some(set)
    }

    fn mark_dead(&mut self, set: &DeadSet) {
        for &id in &set.members {
            self.nodes[id].life = Life::Dead;
        }
        for id in set.outlived() {
            self.nodes[id].owner = None;
            self.nodes[id].hands += 1;
        }
    }

    /// Whether the node may be dead by now without a word: nothing is to be told of its end.
    pub fn may_be_gone(&self, id: Id) -> bool {
        let is_held = |id: Id| {
            let known = &self.nodes[id];
            known.held + known.running + known.limbo > 0
        };
        let root = self.root(id);
        let is_alone = self.nodes[root].hands > 0 || !self.nodes[root].kind.data_drops();
        is_alone
            && !self.chain(id).any(is_held)
            && !(self.set_of(root, &mut |_| true).members.iter())
                .any(|id| self.nodes[*id].has_last_wishes())
    }

    /// Roots that may have died without a word.
    pub fn silent(&self) -> Vec<Id> {
        let roots = self.living().filter(|id| self.nodes[*id].owner.is_none());
        roots.filter(|id| self.may_be_gone(*id)).collect()
    }

    // Operations.

    pub fn begin_operation(&mut self, limbo: &[Id]) {
        for id in limbo {
            self.nodes[*id].limbo += 1;
        }
        let dying = if self.levels.is_empty() { BTreeSet::new() } else { self.dying() };
        let limbo = limbo.iter().copied().collect();
        self.levels.push(Level::new(Frame::Operation { limbo, dying }));
    }

    /// All that it was to let go of is let go of.
    pub fn end_operation(&mut self) -> Verdict {
        while let Some(Level { frame: Frame::Teardown { .. }, .. }) = self.levels.last() {
            self.end_teardown()?;
        }
        let Some(Level { frame: Frame::Operation { limbo, .. }, .. }) = self.levels.last_mut()
        else {
            refuse!("an operation ends that has not begun");
        };
        for id in std::mem::take(limbo) {
            self.nodes[id].limbo -= 1;
        }
        Ok(())
    }

    /// Whoever should have died in the operation has.
    pub fn leave_operation(&mut self) -> Verdict {
        while let Some(Level { frame: Frame::Teardown { .. }, .. }) = self.levels.last() {
            self.end_teardown()?;
        }
        let Some(Level { frame: Frame::Operation { dying: before, .. }, .. }) = self.levels.pop()
        else {
            refuse!("an operation ends that has not begun");
        };
        let is_excused = |id: Id| before.contains(&id) || self.is_on_path(id);
        if self.levels.is_empty() || !self.is_vague() {
            for id in self.dying() {
                if !self.chain(id).any(is_excused) {
                    refuse!("{id} should be dead: nothing keeps it");
                }
            }
        }
        if self.levels.is_empty() {
            self.cuts = 0;
            for (id, known) in self.nodes.iter().enumerate() {
                if known.life == Life::Dead && known.kind.data_drops() {
                    refuse!("the data of {id}, which is dead, has not been dropped");
                }
            }
        }
        Ok(())
    }

    pub fn end_teardown(&mut self) -> Verdict {
        let Some(Level { frame: Frame::Teardown { rest, .. }, past }) = self.levels.pop() else {
            return Ok(());
        };
        // The operation that has led to it goes on.
        if let Some(level) = self.levels.last_mut() {
            level.past.extend(past);
        }
        for item in rest {
            match item {
                Remains::Hand(id) => self.nodes[id].hands -= 1,
                Remains::Finalizer(number) => refuse!("finalizer {number} has not run"),
                Remains::Corpse(id) => refuse!("the data of {id} has not been dropped in time"),
            }
        }
        Ok(())
    }

    /// No code of the user's can have run in between if there is no data to drop: it is over.
    pub fn end_silent_teardown(&mut self) -> Verdict {
        match self.levels.last() {
            Some(level) if !level.has_more() => self.end_teardown(),
            _ => Ok(()),
        }
    }

    /// The levels since the user's code was last left.
    fn open_levels(&self) -> std::ops::Range<usize> {
        let user = self.levels.iter().rposition(Level::is_user);
        user.map_or(0, |at| at + 1)..self.levels.len()
    }

    /// Something happens to a node, so whatever had to let go of it, or of one above it, has. Says
    /// whether there was such a thing: then there may be more.
    pub fn advance(&mut self, id: Id) -> Verdict<bool> {
        let above: Vec<Id> = self.chain(id).collect();
        let Some(at) = self.open_levels().rev().find(|at| self.levels[*at].keeps(&above)) else {
            return Ok(false);
        };
        match &mut self.levels[at].frame {
            Frame::Operation { limbo, .. } => {
                let next = limbo.pop_front().expect("there is one");
                self.nodes[next].limbo -= 1;
            }
            Frame::Teardown { rest, outlived } => match rest.pop_front() {
                Some(Remains::Hand(next)) => {
                    *outlived = Some(next);
                    self.nodes[next].hands -= 1;
                }
                item => refuse!("{id} dies before its turn: {item:?} comes first"),
            },
            Frame::Hook(_) | Frame::Finalizer | Frame::Data => (),
        }
        self.end_levels_above(at)?;
        Ok(true)
    }

    fn end_levels_above(&mut self, at: usize) -> Verdict {
        while self.levels.len() > at + 1 {
            self.end_teardown()?;
        }
        Ok(())
    }

    /// Whom the last teardown has not let go of, as far as the model knows, if there is nothing else
    /// left of it: it may be over.
    pub fn last_hands(&self) -> Option<Vec<Id>> {
        let level = self.levels.last()?;
        match &level.frame {
            Frame::Teardown { rest, .. } if !level.has_more() => {
                let hands = rest.iter().filter_map(|item| match item {
                    Remains::Hand(id) => Some(*id),
                    Remains::Finalizer(_) | Remains::Corpse(_) => None,
                });
                Some(hands.collect())
            }
            _ => None,
        }
    }

    /// What there is to say about that when something happens to another node: that which has been let
    /// go of last is still at work, or not.
    pub fn is_last_teardown_at_work(&self) -> bool {
        let Some(Level { frame: Frame::Teardown { outlived, .. }, .. }) = self.levels.last() else {
            return false;
        };
        outlived.is_some_and(|id| {
            self.nodes[id].is_living() && self.nodes[id].owner.is_none() && !self.is_kept(id)
        })
    }

    pub fn is_above(&self, id: Id, below: Id) -> bool {
        self.chain(below).any(|above| above == id)
    }

    // Hooks.

    pub fn begin_hook(&mut self, id: Id) -> Verdict {
        let known = &self.nodes[id];
        if !known.is_living() {
            refuse!("the hook of {id} runs, which is dead");
        }
        if known.hook != Hook::Pending {
            refuse!("the hook of {id} runs once more");
        }
        self.check_unkept(id)?;
        let path: Vec<Id> = self.chain(id).collect();
        for &above in &path[1..] {
            if self.nodes[above].hook == Hook::Pending {
                refuse!("the hook of {id} runs before that of {above}, which owns it");
            }
        }
        self.nodes[id].hook = Hook::Running;
        for id in &path {
            self.nodes[*id].running += 1;
        }
        self.levels.push(Level::new(Frame::Hook(path)));
        Ok(())
    }

    fn check_unkept(&self, id: Id) -> Verdict {
        for above in self.chain(id) {
            let known = &self.nodes[above];
            let keeper = match known {
                _ if known.held > 0 => "it is held",
                _ if known.running > 0 => "a hook is at work there",
                _ if known.limbo > 0 => "an operation has not let go of it yet",
                _ if known.hands > 0 => "its dead owner has not let go of it yet",
                _ => continue,
            };
            refuse!("{id} dies, but there is {above}: {keeper}");
        }
        Ok(())
    }

    pub fn end_hook(&mut self, id: Id) -> Verdict {
        let path = match self.levels.pop() {
            Some(Level { frame: Frame::Hook(path), .. }) if path[0] == id => path,
            _ => refuse!("the hook of {id} ends in between"),
        };
        self.nodes[id].hook = Hook::Done;
        let Some(level) = self.levels.last_mut() else {
            refuse!("the hook of {id} has run though nothing has happened");
        };
        for (at, above) in path.iter().enumerate() {
            self.nodes[*above].running -= 1;
            level.past.insert((*above, path.get(at + 1).copied()));
        }
        Ok(())
    }

    // The end.

    /// Something shows that a node is dead: then its set is.
    pub fn die(&mut self, id: Id, ask: Ask<'_>) -> Verdict<DeadSet> {
        self.check_unkept(id)?;
        let root = self.root(id);
        let set = self.set_of(root, ask);
        if !set.members.contains(&id) {
            refuse!("{id} is dead, but it is below a node that has outlived {root}");
        }
        for id in &set.members {
            if self.nodes[*id].has_hook_left() {
                refuse!("{id} is dead, with {root}, before its hook has run");
            }
        }
        self.bury(&set);
        Ok(set)
    }

    /// The teardown that comes next to this.
    fn teardown_of(&mut self, item: Remains) -> Verdict<&mut VecDeque<Remains>> {
        while let Some(level) = self.levels.last() {
            match &level.frame {
                Frame::Teardown { rest, .. } if !rest.contains(&item) => self.end_teardown()?,
                _ => break,
            }
        }
        match self.levels.last_mut() {
            Some(Level { frame: Frame::Teardown { rest, .. }, .. }) => Ok(rest),
            _ => refuse!("{item:?} comes at the wrong time"),
        }
    }

    pub fn begin_finalizer(&mut self, number: Number) -> Verdict {
        let rest = self.teardown_of(Remains::Finalizer(number))?;
        if rest.pop_front() != Some(Remains::Finalizer(number)) {
            refuse!("finalizer {number} runs before its turn");
        }
        self.take_off(number, FinalizerState::Done);
        self.levels.push(Level::new(Frame::Finalizer));
        Ok(())
    }

    /// One that is called before its time.
    pub fn begin_call(&mut self) {
        self.levels.push(Level::new(Frame::Finalizer));
    }

    pub fn end_finalizer(&mut self) -> Verdict {
        match self.levels.pop() {
            Some(Level { frame: Frame::Finalizer, .. }) => Ok(()),
            _ => refuse!("a finalizer ends in between"),
        }
    }

    /// A finalizer is attached no more.
    pub fn take_off(&mut self, number: Number, state: FinalizerState) {
        let known = &mut self.finalizers[number];
        known.state = state;
        let node = known.node;
        self.nodes[node].finalizers.retain(|other| *other != number);
        for level in &mut self.levels {
            if let Frame::Teardown { rest, .. } = &mut level.frame {
                rest.retain(|item| *item != Remains::Finalizer(number));
            }
        }
    }

    pub fn begin_data(&mut self, id: Id) -> Verdict {
        if self.nodes[id].life == Life::Gone {
            refuse!("the data of {id} is dropped once more");
        }
        let rest = self.teardown_of(Remains::Corpse(id))?;
        match rest.pop_front() {
            Some(Remains::Corpse(next)) if next == id => {}
            Some(Remains::Hand(next)) => {
                // What has been let go of counts from here on.
                self.nodes[next].hands -= 1;
                return self.begin_data(id);
            }
            item => refuse!("the data of {id} is dropped before its turn: {item:?} is first"),
        }
        self.nodes[id].life = Life::Gone;
        self.levels.push(Level::new(Frame::Data));
        Ok(())
    }

    pub fn end_data(&mut self) -> Verdict {
        match self.levels.pop() {
            Some(Level { frame: Frame::Data, .. }) => Ok(()),
            _ => refuse!("the drop of data ends in between"),
        }
    }
}
