//! Values: reading and changing large data, transactions, and deaths that begin in an update.

use kinfolk::prelude::*;
use kinfolk::{History, transaction};

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
struct Log {
    #[graph(value)]
    lines: Vec<u64>,
    #[graph(value)]
    parts: Vec<Rc<Part>>,
}

/// Its hook reads the value that has held it, and removes the next part.
#[derive(Graph)]
#[graph(weak(log: Log), finalize = PartNode::dies)]
struct Part {
    removes_next: bool,
}

impl PartNode {
    fn dies(&self) {
        let Some(log) = self.log.get() else { return };
        if self.removes_next {
            let next = log.parts.update(Vec::pop);
            log.lines.update(move |lines| {
                lines.push(1);
                drop(next);
            });
        } else if log.parts.read().len() > log.lines.read().len() {
            log.lines.update(|lines| lines.push(0));
        }
    }
}

/// A log with `size` lines, and as many parts.
fn log(size: usize, removes_next: bool) -> Rc<Log> {
    let log = Log { lines: vec![0; size], parts: vec![] }.into_graph();
    log.parts.update(|parts| {
        for _ in 0..size {
            let part = Part { removes_next }.into_graph();
            part.log.set(&log);
            parts.push(part);
        }
    });
    log
}

/// A log whose lines were read, with room for another one.
fn read_log(size: usize) -> Rc<Log> {
    let log = log(size, false);
    log.lines.update(|lines| lines.reserve(size));
    assert_eq!(log.lines.read().len(), size);
    log
}

fn logs(count: usize) -> Vec<Rc<Log>> {
    (0..count).map(|_| log(0, false)).collect()
}

const fn constant(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Constant, size: 1000, at_most: None, run }
}

const fn linear(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: 5000, at_most: Some(4000), run }
}

pub(super) const CASES: &[Case] = &[
    constant("value_read", |size| {
        let log = read_log(size);
        measured::run(|| log.lines.read().first().copied());
    }),
    constant("value_update", |size| {
        let log = read_log(size);
        measured::run(|| log.lines.update(|lines| lines.push(7)));
    }),
    // The reader keeps the old data, and the value gets other data.
    constant("value_set_while_read", |size| {
        let log = read_log(size);
        let read = log.lines.read();
        measured::run(|| log.lines.set(vec![7]));
        assert_eq!(read.len(), size);
    }),
    constant("value_replace", |size| {
        let log = read_log(size);
        let old = measured::run(|| log.lines.replace(vec![7]));
        assert_eq!(old.len(), size);
    }),
    // The log has one record of each value, however often it changes.
    constant("value_set_in_a_transaction", |size| {
        let logs = logs(size);
        transaction(|| {
            logs.iter().map(|log| &log.lines).for_each(|lines| lines.set(vec![1]));
            measured::run(|| logs[size / 2].lines.set(vec![2]));
        });
    }),
    // Only the first update of a step copies the data.
    constant("value_update_again_in_a_transaction", |size| {
        let log = read_log(size);
        transaction(|| {
            log.lines.update(|lines| lines.reserve(10));
            measured::run(|| log.lines.update(|lines| lines.push(7)));
        });
    }),
    constant("value_undo", |size| {
        let log = read_log(size);
        let history = History::new(&log);
        log.lines.update(|lines| lines.push(7));
        assert!(measured::run(|| history.undo()).is_ok_and(|is_undone| is_undone));
        assert_eq!(log.lines.read().len(), size);
    }),
    linear("value_rollback", |size| {
        let logs = logs(size);
        let set = || -> Result<(), ()> {
            logs.iter().map(|log| &log.lines).for_each(|lines| lines.set(vec![1]));
            Err(())
        };
        assert_eq!(measured::run(|| transaction(set)), Err(()));
    }),
    // Each death waits until the update has ended, and reads both values.
    linear("value_deaths_in_update", |size| {
        let log = log(size, false);
        measured::run(|| log.parts.update(Vec::clear));
    }),
    // Each death begins in an update in the hook of the one before.
    linear("value_deaths_in_turn", |size| {
        let log = log(size, true);
        measured::run(|| log.parts.update(|parts| drop(parts.pop())));
        assert_eq!(log.parts.read().len(), 0);
    }),
];
