//! What observers see of values.

use kinfolk::history::{Change, Watch};
use kinfolk::prelude::*;
use kinfolk::{Rc, observe, transaction};

use super::{Seen, watch_by};

#[derive(Graph)]
#[graph(back(list: List))]
struct Task {
    #[graph(value)]
    title: String,
    #[graph(value)]
    is_done: bool,
}

#[derive(Graph)]
struct List {
    #[graph(own)]
    tasks: Vec<Task>,
    #[graph(value)]
    name: String,
}

fn task(title: &str) -> Task {
    Task { title: title.into(), is_done: false }
}

fn list() -> Rc<List> {
    List { tasks: vec![task("a"), task("b")], name: "list".into() }.into_graph()
}

fn watch(root: &Rc<List>) -> (Watch, Seen) {
    watch_by(root, |changes, change| {
        assert_eq!(changes.of(change.node()).filter(|other| *other == change).count(), 1);
        match change {
            Change::Set { node, field } => {
                assert_eq!((change.field(), change.link()), (Some(*field), None));
                format!("{}.{field}", node.type_name())
            }
            Change::Placed { to, .. } => to.as_ref().map_or("-".into(), ToString::to_string),
            other => format!("{other:?}"),
        }
    })
}

#[test]
fn a_value_that_is_set_is_one_change_of_its_field() {
    let list = list();
    let task = list.tasks.get(1).unwrap();
    let (_watch, seen) = watch(&list);
    task.title.set("c".into());
    list.name.update(|name| name.push('s'));
    task.is_done.replace(true);
    assert_eq!(seen.take(), ["Task.title", "List.name", "Task.is_done"]);
    transaction(|| {
        task.is_done.set(false);
        task.title.set("d".into());
        task.is_done.set(true);
        transaction(|| task.title.set("e".into()));
    });
    assert_eq!(seen.take(), ["Task.is_done, Task.title"]);
}

#[test]
fn values_of_what_came_or_went_are_left_out() {
    let list = list();
    let [one, two] = [0, 1].map(|index| list.tasks.get(index).unwrap());
    let (_watch, seen) = watch(&list);
    transaction(|| {
        one.title.set("c".into());
        one.detach();
        two.title.set("d".into());
        let new = list.tasks.add(task("new"));
        new.title.set("newer".into());
    });
    assert_eq!(seen.take(), ["-, Task.title, tasks[1]"]);
    one.title.set("e".into());
    assert!(seen.take().is_empty());
}

#[test]
fn observers_are_called_when_the_outermost_update_has_ended() {
    let list = list();
    let task = list.tasks.get(0).unwrap();
    let (_watch, seen) = watch(&list);
    list.name.update(|name| {
        name.push('s');
        task.title.update(|title| title.push('s'));
        list.tasks.pop();
        assert!(seen.take().is_empty());
    });
    assert_eq!(seen.take(), ["Task.title, -, List.name"]);
}

#[test]
fn an_observer_may_set_what_it_has_seen() {
    let list = list();
    let task = list.tasks.get(0).unwrap();
    let _keeper = observe(&list, {
        let task = task.clone();
        move |changes| {
            if changes.of(&task).any(|change| change.field() == Some("title")) {
                let is_done = task.title.read().ends_with('!');
                if task.is_done.get() != is_done {
                    task.is_done.set(is_done);
                }
            }
        }
    });
    let (_watch, seen) = watch(&list);
    task.title.set("done!".into());
    assert!(task.is_done.get());
    assert_eq!(seen.take(), ["Task.title", "Task.is_done"]);
}
