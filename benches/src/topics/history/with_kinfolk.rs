//! kinfolk's history, observers and transactions.

use std::cell::RefCell;
use std::rc::Rc as StdRc;

use kinfolk::history::Watch;
use kinfolk::{Graph, History, Rc, observe, transaction};

use super::{Edited, checksum};
use crate::stopwatch::run;

#[derive(Graph)]
struct Tasks {
    #[graph(own)]
    tasks: Vec<Task>,
}

#[derive(Graph)]
#[graph(back(list: Tasks))]
struct Task {
    number: u64,
    #[graph(value)]
    title: u64,
}

fn task(number: u64) -> Task {
    Task { number, title: 1 }
}

fn list(size: usize) -> Rc<Tasks> {
    Tasks { tasks: (1..).take(size).map(task).collect() }.into_graph()
}

fn sum(list: &Rc<Tasks>) -> u64 {
    checksum(list.tasks.read().iter().map(|task| task.number * task.title.get()))
}

pub(super) struct WithKinfolk {
    list: Rc<Tasks>,
    history: History,
}

impl Edited for WithKinfolk {
    fn new(tasks: usize, limit: Option<usize>) -> Self {
        let list = list(tasks);
        let history = History::new(&list);
        let history = match limit {
            Some(limit) => history.limit(limit),
            None => history,
        };
        WithKinfolk { list, history }
    }

    fn push(&mut self, number: u64) {
        self.list.tasks.push(task(number));
    }

    fn set_titles(&mut self) {
        self.list.tasks.read().iter().for_each(|task| task.title.set(task.number + 2));
    }

    fn undo(&mut self) -> bool {
        self.history.undo().is_ok_and(|is_undone| is_undone)
    }

    fn redo(&mut self) -> bool {
        self.history.redo().is_ok_and(|is_redone| is_redone)
    }

    fn sum(&self) -> u64 {
        sum(&self.list)
    }
}

/// The numbers of the tasks, as a list widget would keep them.
type Mirror = StdRc<RefCell<Vec<u64>>>;

fn watch(list: &Rc<Tasks>, mirror: Mirror) -> Watch {
    let list_of = Rc::downgrade(list);
    observe(list, move |changes| {
        let Some(list) = list_of.upgrade() else { return };
        for splice in changes.splices(&list.tasks) {
            let replaced = splice.index..splice.index + splice.removed.len();
            let added = splice.added.iter().map(|task| task.number);
            mirror.borrow_mut().splice(replaced, added);
        }
    })
}

pub(super) fn push_observed(size: usize) -> u64 {
    let (list, mirror) = (list(0), Mirror::default());
    let _watch = watch(&list, mirror.clone());
    run(|| (1..).take(size).for_each(|number| list.tasks.push(task(number))));
    checksum(mirror.borrow().iter().copied())
}

pub(super) fn roll_back(size: usize) -> u64 {
    let list = list(3);
    let refused = run(|| {
        transaction(|| {
            (1..).take(size).for_each(|number| list.tasks.push(task(number)));
            Err::<(), _>("refused")
        })
    });
    assert_eq!(refused, Err("refused"));
    sum(&list)
}
