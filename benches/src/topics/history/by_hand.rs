//! Two stacks of commands, written by hand, and functions that are called after each push.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use super::{Edited, checksum};
use crate::stopwatch::run;

#[derive(Default)]
pub(super) struct Tasks {
    tasks: RefCell<Vec<Rc<Task>>>,
    observers: RefCell<Vec<Observer>>,
}

/// It is called with the index of the task that came.
type Observer = Box<dyn FnMut(usize, &Rc<Task>)>;

pub(super) struct Task {
    list: RefCell<Weak<Tasks>>,
    number: u64,
    title: Cell<u64>,
}

fn task(number: u64) -> Rc<Task> {
    Rc::new(Task { list: RefCell::default(), number, title: Cell::new(1) })
}

impl Tasks {
    pub(super) fn new(size: usize) -> Rc<Self> {
        let list = Rc::<Tasks>::default();
        (1..).take(size).for_each(|number| list.push(task(number)));
        list
    }

    fn push(self: &Rc<Self>, task: Rc<Task>) {
        *task.list.borrow_mut() = Rc::downgrade(self);
        let index = self.tasks.borrow().len();
        for observer in self.observers.borrow_mut().iter_mut() {
            observer(index, &task);
        }
        self.tasks.borrow_mut().push(task);
    }

    fn pop(&self) {
        if let Some(task) = self.tasks.borrow_mut().pop() {
            *task.list.borrow_mut() = Weak::new();
        }
    }

    pub(super) fn sum(&self) -> u64 {
        checksum(self.tasks.borrow().iter().map(|task| task.number * task.title.get()))
    }

    pub(super) fn push_new(self: &Rc<Self>, number: u64) -> Change {
        Change::Push { list: self.clone(), task: task(number) }
    }

    /// The commands that set the titles of all tasks.
    pub(super) fn titles(&self) -> Vec<Change> {
        let set = |task: &Rc<Task>| Change::SetTitle {
            task: task.clone(),
            old: task.title.get(),
            new: task.number + 2,
        };
        self.tasks.borrow().iter().map(set).collect()
    }
}

/// A command. It holds the nodes that it changes.
pub(super) enum Change {
    Push { list: Rc<Tasks>, task: Rc<Task> },
    SetTitle { task: Rc<Task>, old: u64, new: u64 },
}

impl Change {
    pub(super) fn apply(&self) {
        match self {
            Change::Push { list, task } => list.push(task.clone()),
            Change::SetTitle { task, new, .. } => task.title.set(*new),
        }
    }

    pub(super) fn revert(&self) {
        match self {
            Change::Push { list, .. } => list.pop(),
            Change::SetTitle { task, old, .. } => task.title.set(*old),
        }
    }
}

pub(super) struct Stack {
    list: Rc<Tasks>,
    done: VecDeque<Change>,
    undone: Vec<Change>,
    limit: usize,
}

impl Stack {
    fn make(&mut self, change: Change) {
        change.apply();
        self.undone.clear();
        if self.done.len() == self.limit {
            self.done.pop_front();
        }
        self.done.push_back(change);
    }
}

impl Edited for Stack {
    fn new(tasks: usize, limit: Option<usize>) -> Self {
        let (list, limit) = (Tasks::new(tasks), limit.unwrap_or(usize::MAX));
        Stack { list, done: VecDeque::new(), undone: Vec::new(), limit }
    }

    fn push(&mut self, number: u64) {
        self.make(self.list.push_new(number));
    }

    fn set_titles(&mut self) {
        self.list.titles().into_iter().for_each(|change| self.make(change));
    }

    fn undo(&mut self) -> bool {
        let Some(change) = self.done.pop_back() else { return false };
        change.revert();
        self.undone.push(change);
        true
    }

    fn redo(&mut self) -> bool {
        let Some(change) = self.undone.pop() else { return false };
        change.apply();
        self.done.push_back(change);
        true
    }

    fn sum(&self) -> u64 {
        self.list.sum()
    }
}

pub(super) fn push_observed(size: usize) -> u64 {
    let (list, mirror) = (Tasks::new(0), Rc::<RefCell<Vec<u64>>>::default());
    list.observers.borrow_mut().push(Box::new({
        let mirror = mirror.clone();
        move |index, task| mirror.borrow_mut().insert(index, task.number)
    }));
    run(|| (1..).take(size).for_each(|number| list.push(task(number))));
    checksum(mirror.borrow().iter().copied())
}

pub(super) fn roll_back(size: usize) -> u64 {
    let mut stack = Stack::new(3, None);
    run(|| {
        (1..).take(size).for_each(|number| stack.push(number));
        while let Some(change) = stack.done.pop_back() {
            change.revert();
        }
    });
    stack.sum()
}
