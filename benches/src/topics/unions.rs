//! Back-links and weak links to unions. By hand they are enums of `Weak`s.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use kinfolk::Graph;

use super::Case;
use crate::stopwatch::run;

/// Owners of four types, with kinfolk and by hand.
macro_rules! owners {
    ($($name:ident $hand:ident),*) => {
        $(
            #[derive(Graph)]
            #[graph(weak(link: Owner), weak(links: Vec<Owner>))]
            struct $name {
                number: u64,
                #[graph(own)]
                items: Vec<Item>,
            }

            #[derive(Default)]
            struct $hand {
                number: u64,
                items: RefCell<Vec<Rc<ItemByHand>>>,
                link: RefCell<Option<WeakByHand>>,
                links: RefCell<Vec<WeakByHand>>,
            }
        )*

        #[derive(Graph)]
        enum Owner {
            $($name($name),)*
        }

        impl OwnerRc {
            fn number(&self) -> u64 {
                match self {
                    $(OwnerRc::$name(node) => node.number,)*
                }
            }

            fn adopt(&self, item: kinfolk::Rc<Item>) {
                match self {
                    $(OwnerRc::$name(node) => node.items.push(item),)*
                }
            }

            fn link_to(&self, other: &OwnerRc) {
                match self {
                    $(OwnerRc::$name(node) => node.link.set(other),)*
                }
            }

            fn linked(&self) -> Option<OwnerRc> {
                match self {
                    $(OwnerRc::$name(node) => node.link.get(),)*
                }
            }

            fn link_all(&self, others: &[OwnerRc]) {
                match self {
                    $(OwnerRc::$name(node) => others.iter().for_each(|other| node.links.push(other)),)*
                }
            }

            fn sum_of_links(&self) -> u64 {
                match self {
                    $(OwnerRc::$name(node) => node.links.iter().map(|other| other.number()).sum(),)*
                }
            }
        }

        #[derive(Clone)]
        enum RcByHand {
            $($name(Rc<$hand>),)*
        }

        #[derive(Clone)]
        enum WeakByHand {
            $($name(Weak<$hand>),)*
        }

        impl RcByHand {
            fn number(&self) -> u64 {
                match self {
                    $(RcByHand::$name(node) => node.number,)*
                }
            }

            fn downgrade(&self) -> WeakByHand {
                match self {
                    $(RcByHand::$name(node) => WeakByHand::$name(Rc::downgrade(node)),)*
                }
            }

            fn items(&self) -> &RefCell<Vec<Rc<ItemByHand>>> {
                match self {
                    $(RcByHand::$name(node) => &node.items,)*
                }
            }

            fn link(&self) -> &RefCell<Option<WeakByHand>> {
                match self {
                    $(RcByHand::$name(node) => &node.link,)*
                }
            }

            fn links(&self) -> &RefCell<Vec<WeakByHand>> {
                match self {
                    $(RcByHand::$name(node) => &node.links,)*
                }
            }

            fn adopt(&self, item: &Rc<ItemByHand>) {
                if let Some(owner) = item.owner() {
                    let mut items = owner.items().borrow_mut();
                    let index = items.iter().position(|other| Rc::ptr_eq(other, item));
                    items.remove(index.expect("the owner has it"));
                }
                self.items().borrow_mut().push(item.clone());
                *item.owner.borrow_mut() = Some(self.downgrade());
            }
        }

        impl WeakByHand {
            fn upgrade(&self) -> Option<RcByHand> {
                Some(match self {
                    $(WeakByHand::$name(node) => RcByHand::$name(node.upgrade()?),)*
                })
            }
        }
    };
}

owners!(A AByHand, B BByHand, C CByHand, D DByHand);

#[derive(Graph)]
#[graph(back(owner: Owner))]
struct Item {}

#[derive(Default)]
struct ItemByHand {
    owner: RefCell<Option<WeakByHand>>,
}

impl ItemByHand {
    fn owner(&self) -> Option<RcByHand> {
        self.owner.borrow().as_ref()?.upgrade()
    }
}

/// So many owners, of each type in turn.
fn owners(size: usize) -> Vec<OwnerRc> {
    let owner = |number: u64| match number % 4 {
        0 => OwnerRc::A(A { number, items: vec![] }.into_graph()),
        1 => OwnerRc::B(B { number, items: vec![] }.into_graph()),
        2 => OwnerRc::C(C { number, items: vec![] }.into_graph()),
        _ => OwnerRc::D(D { number, items: vec![] }.into_graph()),
    };
    (0..).take(size).map(owner).collect()
}

fn owners_by_hand(size: usize) -> Vec<RcByHand> {
    let owner = |number: u64| match number % 4 {
        0 => RcByHand::A(Rc::new(AByHand { number, ..AByHand::default() })),
        1 => RcByHand::B(Rc::new(BByHand { number, ..BByHand::default() })),
        2 => RcByHand::C(Rc::new(CByHand { number, ..CByHand::default() })),
        _ => RcByHand::D(Rc::new(DByHand { number, ..DByHand::default() })),
    };
    (0..).take(size).map(owner).collect()
}

/// An item in each.
fn items(owners: &[OwnerRc]) -> Vec<kinfolk::Rc<Item>> {
    let items: Vec<_> = owners.iter().map(|_| Item {}.into_graph()).collect();
    items.iter().zip(owners).for_each(|(item, owner)| owner.adopt(item.clone()));
    items
}

fn items_by_hand(owners: &[RcByHand]) -> Vec<Rc<ItemByHand>> {
    let items: Vec<_> = owners.iter().map(|_| Rc::<ItemByHand>::default()).collect();
    items.iter().zip(owners).for_each(|(item, owner)| owner.adopt(item));
    items
}

fn sum_of_owners(items: &[kinfolk::Rc<Item>]) -> u64 {
    items.iter().filter_map(|item| item.owner.get()).map(|owner| owner.number()).sum()
}

fn sum_of_owners_by_hand(items: &[Rc<ItemByHand>]) -> u64 {
    items.iter().filter_map(|item| item.owner()).map(|owner| owner.number()).sum()
}

fn link_each(owners: &[OwnerRc]) {
    owners.iter().zip(owners.iter().rev()).for_each(|(owner, other)| owner.link_to(other));
}

fn link_each_by_hand(owners: &[RcByHand]) {
    for (owner, other) in owners.iter().zip(owners.iter().rev()) {
        *owner.link().borrow_mut() = Some(other.downgrade());
    }
}

fn sum_of_linked(owners: &[OwnerRc]) -> u64 {
    owners.iter().filter_map(OwnerRc::linked).map(|other| other.number()).sum()
}

fn sum_of_linked_by_hand(owners: &[RcByHand]) -> u64 {
    let linked = |owner: &RcByHand| owner.link().borrow().as_ref()?.upgrade();
    owners.iter().filter_map(linked).map(|other| other.number()).sum()
}

fn link_all_by_hand(first: &RcByHand, others: &[RcByHand]) {
    for other in others {
        first.links().borrow_mut().push(other.downgrade());
    }
}

fn sum_of_links_by_hand(first: &RcByHand) -> u64 {
    first.links().borrow().iter().filter_map(WeakByHand::upgrade).map(|other| other.number()).sum()
}

pub(super) const CASES: &[Case] = &[
    Case {
        operation: "get a back-link",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| {
                let owners = owners(size);
                let items = items(&owners);
                run(|| sum_of_owners(&items))
            }),
            ("by_hand", |size| {
                let owners = owners_by_hand(size);
                let items = items_by_hand(&owners);
                run(|| sum_of_owners_by_hand(&items))
            }),
        ],
    },
    Case {
        operation: "move to an owner of another type",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| {
                let owners = owners(size);
                let items = items(&owners);
                let moved = items.iter().cloned().zip(owners.iter().cycle().skip(1));
                run(|| moved.for_each(|(item, owner)| owner.adopt(item)));
                sum_of_owners(&items)
            }),
            ("by_hand", |size| {
                let owners = owners_by_hand(size);
                let items = items_by_hand(&owners);
                let moved = items.iter().zip(owners.iter().cycle().skip(1));
                run(|| moved.for_each(|(item, owner)| owner.adopt(item)));
                sum_of_owners_by_hand(&items)
            }),
        ],
    },
    Case {
        operation: "set a weak link",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| {
                let owners = owners(size);
                run(|| link_each(&owners));
                sum_of_linked(&owners)
            }),
            ("by_hand", |size| {
                let owners = owners_by_hand(size);
                run(|| link_each_by_hand(&owners));
                sum_of_linked_by_hand(&owners)
            }),
        ],
    },
    Case {
        operation: "get a weak link",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| {
                let owners = owners(size);
                link_each(&owners);
                run(|| sum_of_linked(&owners))
            }),
            ("by_hand", |size| {
                let owners = owners_by_hand(size);
                link_each_by_hand(&owners);
                run(|| sum_of_linked_by_hand(&owners))
            }),
        ],
    },
    Case {
        operation: "push to a weak list",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| {
                let owners = owners(size);
                run(|| owners[0].link_all(&owners));
                owners[0].sum_of_links()
            }),
            ("by_hand", |size| {
                let owners = owners_by_hand(size);
                run(|| link_all_by_hand(&owners[0], &owners));
                sum_of_links_by_hand(&owners[0])
            }),
        ],
    },
    Case {
        operation: "iterate a weak list",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| {
                let owners = owners(size);
                owners[0].link_all(&owners);
                run(|| owners[0].sum_of_links())
            }),
            ("by_hand", |size| {
                let owners = owners_by_hand(size);
                link_all_by_hand(&owners[0], &owners);
                run(|| sum_of_links_by_hand(&owners[0]))
            }),
        ],
    },
];
