//! Copies of live nodes: `duplicate` beside a copy by hand, and beside a copy
//! that is made by way of the plain value.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use kinfolk::Graph;

use super::Case;
use crate::stopwatch::run;

#[derive(Graph)]
#[graph(back(parent: Item), to_plain)]
struct Item {
    number: u64,
    name: String,
    #[graph(own)]
    items: Vec<Item>,
}

struct ItemByHand {
    number: u64,
    name: String,
    items: RefCell<Vec<Rc<ItemByHand>>>,
    parent: RefCell<Weak<ItemByHand>>,
}

/// Tasks that come after each other, by weak links.
#[derive(Graph)]
#[graph(to_plain)]
struct Plan {
    #[graph(own)]
    tasks: Vec<Task>,
}

#[derive(Graph)]
#[graph(back(plan: Plan), to_plain, weak(before: Task))]
struct Task {
    number: u64,
}

#[derive(Default)]
struct PlanByHand {
    tasks: RefCell<Vec<Rc<TaskByHand>>>,
}

struct TaskByHand {
    number: u64,
    plan: RefCell<Weak<PlanByHand>>,
    before: RefCell<Weak<TaskByHand>>,
}

fn item(number: u64, items: Vec<Item>) -> Item {
    Item { number, name: format!("item {number}"), items }
}

/// An item with `size` below it, in groups of eight.
fn plain(size: usize) -> Item {
    let group = |number| item(number, (0..8).map(|inner| item(inner, vec![])).collect());
    item(0, (0..).take(size / 9).map(group).collect())
}

fn live_by_hand(plain: &Item) -> Rc<ItemByHand> {
    link_by_hand(plain.number, plain.name.clone(), plain.items.iter().map(live_by_hand).collect())
}

fn link_by_hand(number: u64, name: String, items: Vec<Rc<ItemByHand>>) -> Rc<ItemByHand> {
    Rc::new_cyclic(|this: &Weak<ItemByHand>| {
        for item in &items {
            *item.parent.borrow_mut() = this.clone();
        }
        ItemByHand { number, name, items: RefCell::new(items), parent: RefCell::default() }
    })
}

fn duplicate_by_hand(item: &ItemByHand) -> Rc<ItemByHand> {
    let items = item.items.borrow().iter().map(|item| duplicate_by_hand(item)).collect();
    link_by_hand(item.number, item.name.clone(), items)
}

fn sum(item: &ItemNode) -> u64 {
    let below = item.items.read().iter().map(|item| sum(item)).sum::<u64>();
    let knows_parent = u64::from(item.parent.get().is_some());
    item.number + item.name.len() as u64 + knows_parent + below
}

fn sum_by_hand(item: &ItemByHand) -> u64 {
    let below = item.items.borrow().iter().map(|item| sum_by_hand(item)).sum::<u64>();
    let knows_parent = u64::from(item.parent.borrow().upgrade().is_some());
    item.number + item.name.len() as u64 + knows_parent + below
}

fn plan(size: usize) -> kinfolk::Rc<Plan> {
    let tasks = (1..).take(size).map(|number| Task { number }).collect();
    let plan = Plan { tasks }.into_graph();
    let tasks: Vec<_> = plan.tasks.iter().collect();
    for (index, task) in tasks.iter().enumerate() {
        task.before.set(&tasks[(7 * index + 1) % size]);
    }
    plan
}

fn task_by_hand(plan: &Rc<PlanByHand>, number: u64) -> Rc<TaskByHand> {
    let plan = RefCell::new(Rc::downgrade(plan));
    Rc::new(TaskByHand { number, plan, before: RefCell::default() })
}

fn plan_by_hand(size: usize) -> Rc<PlanByHand> {
    let plan = Rc::<PlanByHand>::default();
    let tasks: Vec<_> = (1..).take(size).map(|number| task_by_hand(&plan, number)).collect();
    for (index, task) in tasks.iter().enumerate() {
        *task.before.borrow_mut() = Rc::downgrade(&tasks[(7 * index + 1) % size]);
    }
    *plan.tasks.borrow_mut() = tasks;
    plan
}

/// Links within the plan lead to the copies.
fn duplicate_plan_by_hand(plan: &PlanByHand) -> Rc<PlanByHand> {
    let copy = Rc::<PlanByHand>::default();
    let originals = plan.tasks.borrow();
    let tasks: Vec<_> =
        originals.iter().map(|original| task_by_hand(&copy, original.number)).collect();
    let copies: HashMap<_, _> = originals.iter().map(Rc::as_ptr).zip(&tasks).collect();
    for (original, task) in originals.iter().zip(&tasks) {
        let before = original.before.borrow();
        *task.before.borrow_mut() = match copies.get(&before.as_ptr()) {
            Some(copy) => Rc::downgrade(copy),
            None => before.clone(),
        };
    }
    drop(copies);
    *copy.tasks.borrow_mut() = tasks;
    copy
}

fn sum_of_links(plan: &kinfolk::Rc<Plan>) -> u64 {
    let of_task = |task: &kinfolk::Rc<Task>| {
        task.plan.get()?;
        Some(task.before.get()?.number * task.number)
    };
    plan.tasks.read().iter().filter_map(of_task).sum()
}

fn sum_of_links_by_hand(plan: &PlanByHand) -> u64 {
    let of_task = |task: &Rc<TaskByHand>| {
        task.plan.borrow().upgrade()?;
        Some(task.before.borrow().upgrade()?.number * task.number)
    };
    plan.tasks.borrow().iter().filter_map(of_task).sum()
}

pub(super) const CASES: &[Case] = &[
    Case {
        operation: "copy a tree",
        size: 9_000,
        contenders: &[
            ("kinfolk", |size| {
                let item = plain(size).into_graph();
                sum(&run(|| item.duplicate()))
            }),
            ("by_hand", |size| {
                let item = live_by_hand(&plain(size));
                sum_by_hand(&run(|| duplicate_by_hand(&item)))
            }),
            ("to_plain_into_graph", |size| {
                let item = plain(size).into_graph();
                sum(&run(|| item.to_plain().into_graph()))
            }),
        ],
    },
    Case {
        operation: "copy nodes with weak links",
        size: 9_000,
        contenders: &[
            ("kinfolk", |size| {
                let plan = plan(size);
                sum_of_links(&run(|| plan.duplicate()))
            }),
            ("by_hand", |size| {
                let plan = plan_by_hand(size);
                sum_of_links_by_hand(&run(|| duplicate_plan_by_hand(&plan)))
            }),
        ],
    },
];
