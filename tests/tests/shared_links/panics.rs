//! Panics in user code, wherever shared links call it: nothing is half changed, and nothing is
//! lost.

use std::cell::Cell;

use kinfolk::{Graph, Rc, collect};

use crate::model::{Part, PartRc, Silent, live, log, names, part, silent, sorted_log, world};
use crate::watch::{panic_of, watch};

/// A holder of nodes of these names; each name is one node.
fn holder(names: &str) -> Rc<Silent> {
    let holder = silent("H").into_graph();
    for name in names.split_whitespace() {
        let existing = holder.many.iter().find(|node| node.name() == name);
        holder.many.push(existing.unwrap_or_else(|| part(name).into_graph()));
    }
    holder
}

fn order(holder: &Rc<Silent>) -> String {
    names(&holder.many)
}

/// The thread's state for deaths is unchanged.
fn deaths_still_work() {
    let before = live();
    for depth in [1, 63, 64, 65, 130, 1000] {
        let top = silent("T").into_graph();
        let mut last = top.clone();
        for _ in 0..depth {
            last.leaves.push(crate::model::leaf("0"));
            let next = silent("N").into_graph();
            last.one.set(next.clone());
            last = next;
        }
        let weak = Rc::downgrade(&last);
        let ring = world("A>B>A B>0");
        let weaks = ring.weaks();
        drop((last, top, ring));
        assert_eq!(weak.upgrade(), None);
        assert_eq!((collect().freed(), weaks.alive().as_str()), (3, ""));
        assert_eq!(live(), before);
    }
    log();
}

mod closures {
    use super::*;

    /// Makes each call panic in turn; the list stays unchanged.
    fn at_each_call(action: impl Fn(&Rc<Silent>, &dyn Fn())) {
        let _watch = watch();
        let calls = Cell::new(0);
        action(&holder("4 2 5 2 1 3"), &|| calls.set(calls.get() + 1));
        assert!(calls.get() > 3, "the closure was called");
        for at in 0..calls.get() {
            let holder = holder("4 2 5 2 1 3");
            let call = Cell::new(0);
            let panic = panic_of(|| {
                action(&holder, &|| {
                    assert_ne!(call.replace(call.get() + 1), at, "closure bomb");
                });
            });
            assert!(panic.message.contains("closure bomb"));
            assert_eq!(order(&holder), "4 2 5 2 1 3");
        }
        deaths_still_work();
    }

    #[test]
    fn of_retain() {
        at_each_call(|holder, call| {
            holder.many.retain(|node| {
                call();
                node.name() < "3"
            });
        });
    }

    #[test]
    fn of_sort_by() {
        at_each_call(|holder, call| {
            holder.many.sort_by(|one, other| {
                call();
                one.name().cmp(other.name())
            });
        });
    }

    #[test]
    fn of_sort_by_key() {
        at_each_call(|holder, call| {
            holder.many.sort_by_key(|node| {
                call();
                node.name().to_owned()
            });
        });
    }

    #[test]
    fn of_an_iterator_given_to_extend() {
        let other = holder("7 8 7 9");
        at_each_call(|holder, call| {
            holder.many.extend(other.many.iter().inspect(|_| call()));
        });
        at_each_call(|holder, call| {
            holder.many.extend((0..4).map(|_| {
                call();
                part("6")
            }));
        });
    }

    #[test]
    fn of_an_iterator_that_panics_when_it_is_dropped() {
        struct Bomb<I>(I);
        impl<I: Iterator> Iterator for Bomb<I> {
            type Item = I::Item;
            fn next(&mut self) -> Option<I::Item> {
                self.0.next()
            }
        }
        impl<I> Drop for Bomb<I> {
            fn drop(&mut self) {
                panic!("iterator bomb");
            }
        }
        let _watch = watch();
        let holder = holder("1 2");
        let panic = panic_of(|| holder.many.extend(Bomb([part("8"), part("9")].into_iter())));
        assert_eq!(panic.message, "iterator bomb");
        assert_eq!((order(&holder).as_str(), sorted_log().as_str()), ("1 2", "~8 ~9"));
    }

    #[test]
    fn that_have_changed_the_list_before() {
        let _watch = watch();
        let holder = holder("1 2 1 3");
        panic_of(|| {
            holder.many.retain(|node| {
                holder.many.push(part("9"));
                assert_ne!(node.name(), "3", "closure bomb");
                drop(holder.many.remove(0));
                false
            });
        });
        assert_eq!(order(&holder), "3 9 9 9 9");
        panic_of(|| {
            holder.many.sort_by_key(|node| {
                holder.many.reverse();
                assert_ne!(node.name(), "9", "closure bomb");
                0
            });
        });
        assert_eq!(holder.many.len(), 5);
        deaths_still_work();
    }

    #[test]
    fn of_an_inconsistent_order() {
        let _watch = watch();
        let holder = holder("");
        holder.many.extend((0..100).map(|number| part(&number.to_string())));
        let turn = Cell::new(0_u32);
        // Std's sort may panic, or leave any order.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            holder.many.sort_by(|_, _| {
                turn.set(turn.get().wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
                [std::cmp::Ordering::Less, std::cmp::Ordering::Greater][turn.get() as usize >> 31]
            });
        }));
        assert_eq!(holder.many.len(), 100);
        log();
    }
}

/// `Drop` of data: one panic comes out, and the rest still dies.
mod drops {
    use super::*;

    fn rig(node: &PartRc) {
        node.data().on_drop(|| panic!("drop bomb"));
    }

    #[test]
    fn in_every_operation_that_lets_nodes_go() {
        type Way = (&'static str, fn(&Rc<Silent>), &'static str);
        let ways: [Way; 8] = [
            ("clear", |holder| holder.many.clear(), ""),
            ("truncate", |holder| holder.many.truncate(2), "1 1"),
            ("retain", |holder| holder.many.retain(|node| node.name() == "5"), "5"),
            ("drain", |holder| drop(holder.many.drain()), ""),
            ("remove", |holder| drop(holder.many.remove(3)), "1 1 2 4 5"),
            ("swap_remove", |holder| drop(holder.many.swap_remove(3)), "1 1 2 5 4"),
            ("replace", |holder| drop(holder.many.replace(3, part("9"))), "1 1 2 9 4 5"),
            ("drain in part", |holder| drop(holder.many.drain().nth(3)), ""),
        ];
        for (way, kill, left) in ways {
            let _watch = watch();
            let holder = holder("1 1 2 3 4 5");
            rig(&holder.many.get(3).unwrap());
            assert_eq!(panic_of(|| kill(&holder)).message, "drop bomb", "{way}");
            assert_eq!(order(&holder), left, "{way}");
            let dead = log();
            for name in "12345".chars() {
                assert_ne!(dead.contains(name), left.contains(name), "{way}: {name}");
            }
            deaths_still_work();
        }
    }

    #[test]
    fn in_take_and_set() {
        let _watch = watch();
        let holder = holder("");
        for text in ["~1", "~2"] {
            holder.one.set(part(&text[1..]));
            rig(&holder.one.get().unwrap());
            if text == "~1" {
                panic_of(|| holder.one.take());
                assert!(holder.one.is_none());
            } else {
                panic_of(|| holder.one.set(part("9")));
                assert_eq!(names(holder.one.get()), "9");
            }
            assert_eq!(log(), text);
        }
        deaths_still_work();
    }

    #[test]
    fn in_nodes_that_die_with_a_taken_node() {
        let _watch = watch();
        let text = "H>A A/B A>C C/3 B=D D>4 D/5 A/6";
        for name in ["A", "B", "C", "3", "D", "4", "5", "6"] {
            let world = world(text);
            rig(&world.node(name));
            let holder = world.only("H");
            assert_eq!(panic_of(|| holder.clear_links()).message, "drop bomb", "{name}");
            assert_eq!(sorted_log(), "~3 ~4 ~5 ~6 ~A ~B ~C ~D", "{name}");
            drop(holder);
            deaths_still_work();
        }
    }

    #[test]
    fn in_nodes_that_die_with_their_last_holder() {
        let _watch = watch();
        for name in ["H", "A", "B", "1"] {
            let world = world("H>A H=B A>1 B/2 B=1 A>B");
            rig(&world.node(name));
            let holder = world.only("H");
            assert_eq!(panic_of(|| holder).message, "drop bomb", "{name}");
            assert_eq!(sorted_log(), "~1 ~2 ~A ~B ~H", "{name}");
            deaths_still_work();
        }
    }

    /// At a depth with recursion, and far beyond it.
    #[test]
    fn deep_below_over_shared_links() {
        let _watch = watch();
        let depth = 300;
        for victim in [0, 1, 62, 63, 64, 65, 66, 128, 298, 299] {
            let before = live();
            let top = silent("T").into_graph();
            let mut last = top.clone();
            for level in 0..depth {
                if level == victim {
                    last.data.on_drop(|| panic!("drop bomb"));
                }
                last.leaf.set(crate::model::leaf("0"));
                let next = silent("N").into_graph();
                if level % 3 == 0 {
                    last.many.extend([Part::Silent(silent("S")), part("1")]);
                    last.many.push(next.clone());
                    last.many.push(next.clone());
                } else {
                    last.one.set(next.clone());
                }
                last = next;
            }
            drop(last);
            assert_eq!(panic_of(|| top).message, "drop bomb");
            assert_eq!(live(), before, "{victim}");
            deaths_still_work();
        }
    }

    #[test]
    fn while_the_thread_unwinds() {
        let _watch = watch();
        let panic = panic_of(|| {
            let world = world("H>A H>B A/C B>C C>1");
            let holder = world.only("H");
            assert!(holder.shares().is_empty(), "unwinding");
        });
        assert!(panic.message.contains("unwinding"));
        assert_eq!(sorted_log(), "~1 ~A ~B ~C ~H");
        deaths_still_work();
    }
}
