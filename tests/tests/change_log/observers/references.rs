//! What observers see of weak and shared links, and of saved references.

use std::collections::BTreeMap;

use kinfolk::history::{Change, Watch};
use kinfolk::prelude::*;
use kinfolk::{Rc, transaction};

use super::{Seen, watch_by};

#[derive(Graph)]
#[graph(
    back(plan: Plan),
    weak(after: Task),
    weak(related: Vec<Task>),
    shared(tag: Tag),
    shared(tags: Vec<Tag>),
    shared(by_name: BTreeMap<u32, Tag>)
)]
struct Task {
    #[graph(id)]
    id: u32,
    #[graph(weak(Task))]
    parent: Option<u32>,
    #[graph(weak(Task))]
    children: Vec<u32>,
}

#[derive(Graph)]
struct Tag {}

#[derive(Graph)]
struct Plan {
    #[graph(own)]
    tasks: Vec<Task>,
}

fn task(id: u32) -> Task {
    Task { id, parent: None, children: vec![] }
}

fn plan() -> (Rc<Plan>, [Rc<Task>; 3]) {
    let plan = Plan { tasks: vec![task(0), task(1), task(2)] }.into_graph();
    let tasks = [0, 1, 2].map(|index| plan.tasks.get(index).unwrap());
    (plan, tasks)
}

fn watch(plan: &Rc<Plan>) -> (Watch, Seen) {
    watch_by(plan, |_, change| {
        let id = change.node_as::<Task>().unwrap().id;
        match change {
            Change::Linked { link, .. } => {
                assert_eq!((change.link(), change.field()), (Some(*link), None));
                format!("{id}.{link}")
            }
            Change::Placed { to, .. } if to.is_some() => format!("+{id}"),
            Change::Placed { .. } => format!("-{id}"),
            other => format!("{other:?}"),
        }
    })
}

#[test]
fn a_link_is_one_change_with_its_name() {
    let (plan, [a, b, c]) = plan();
    let (_watch, seen) = watch(&plan);
    a.after.set(&b);
    a.related.push(&b);
    b.tag.set(Tag {});
    b.tags.extend([Tag {}, Tag {}]);
    b.by_name.insert(1, Tag {});
    c.parent.set(&a);
    c.children.push(&b);
    assert_eq!(
        seen.take(),
        ["0.after", "0.related", "1.tag", "1.tags", "1.by_name", "2.parent", "2.children"]
    );
    transaction(|| {
        b.tags.pop();
        a.after.set(&c);
        a.after.clear();
        b.tags.clear();
    });
    assert_eq!(seen.take(), ["1.tags, 0.after"]);
}

#[test]
fn a_link_that_is_back_at_its_target_is_left_out() {
    let (plan, [a, b, c]) = plan();
    let tag = Tag {}.into_graph();
    b.tag.set(tag.clone());
    a.after.set(&b);
    let (_watch, seen) = watch(&plan);
    transaction(|| {
        a.after.set(&c);
        a.after.clear();
        b.tag.take();
        c.parent.set(&a);
        a.after.set(&b);
        b.tag.set(Tag {});
        b.tag.set(tag.clone());
        c.parent.clear();
    });
    assert!(seen.take().is_empty());
    transaction(|| {
        a.after.clear();
        b.tag.take();
        b.tag.set(tag.clone());
    });
    assert_eq!(seen.take(), ["0.after"]);
}

#[test]
fn ids_without_a_node_are_part_of_a_reference() {
    let plan = Plan {
        tasks: vec![
            Task { id: 0, parent: Some(5), children: vec![6, 5] },
            Task { id: 1, parent: None, children: vec![] },
        ],
    }
    .into_graph();
    let first = plan.tasks.get(0).unwrap();
    let (_watch, seen) = watch(&plan);
    plan.tasks.push(task(5));
    assert_eq!(seen.take(), ["+5"]);
    assert!(first.resolve().is_err());
    assert_eq!(seen.take(), ["0.parent, 0.children"]);
    plan.tasks.push(task(6));
    assert!(first.resolve().is_ok());
    assert_eq!(seen.take(), ["+6", "0.children"]);
}

#[test]
fn links_of_what_came_or_went_and_of_others_are_left_out() {
    let (plan, [a, b, _]) = plan();
    let elsewhere = task(9).into_graph();
    let (_watch, seen) = watch(&plan);
    elsewhere.after.set(&a);
    transaction(|| {
        let new = plan.tasks.add(task(3));
        new.after.set(&a);
        b.after.set(&a);
        b.detach();
        a.after.set(&elsewhere);
    });
    assert_eq!(seen.take(), ["+3, -1, 0.after"]);
    b.after.clear();
    assert!(seen.take().is_empty());
}
