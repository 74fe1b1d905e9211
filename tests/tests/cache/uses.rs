//! [`USES`]: every operation of a cache, and a [`Scene`] in which each of them has work to do.

use kinfolk::cache::Pressure;
use kinfolk::collect;

use crate::key::key;
use crate::model::{Part, PartRc, kept, node_with_finalizer, part};
use crate::moments::{Moment, reach};
use crate::shelf::{Shelf, found, numbers, put_node, shelf_by_weight, take_apart};

pub struct Use {
    pub name: &'static str,
    /// How many look-ups it makes.
    pub look_ups: u64,
    pub action: fn(&Shelf),
}

const fn of(name: &'static str, look_ups: u64, action: fn(&Shelf)) -> Use {
    Use { name, look_ups, action }
}

fn make(name: &str) -> Part {
    reach(Moment::Make, name);
    part(name)
}

/// Uses of a kept node (`a`), a weak one (`w`), a pinned one (`p`) and a missing one (`m`).
pub const USES: &[Use] = &[
    of("get kept", 1, |shelf| drop(shelf.get("a"))),
    of("get weak", 1, |shelf| drop(shelf.get("w"))),
    of("get pinned", 1, |shelf| drop(shelf.get("p"))),
    of("get missing", 1, |shelf| drop(shelf.get("m"))),
    of("get_or_insert_with kept", 1, |shelf| {
        shelf.get_or_insert_with(key("a"), || make("a"));
    }),
    of("get_or_insert_with weak", 1, |shelf| {
        shelf.get_or_insert_with(key("w"), || make("w"));
    }),
    of("get_or_insert_with missing", 1, |shelf| {
        shelf.get_or_insert_with(key("m"), || make("m"));
    }),
    of("fail to make", 1, |shelf| {
        let refused = shelf.try_get_or_insert_with(key("m"), || {
            drop(make("m"));
            Err::<Part, _>(())
        });
        drop(refused);
    }),
    of("insert kept", 0, |shelf| drop(shelf.insert(key("a"), part("a")))),
    of("insert weak", 0, |shelf| drop(shelf.insert(key("w"), part("w")))),
    of("insert pinned", 0, |shelf| drop(shelf.insert(key("p"), part("p")))),
    of("insert missing", 0, |shelf| drop(shelf.insert(key("m"), part("m")))),
    of("insert heavy", 0, |shelf| drop(shelf.insert(key("h4"), part("h4")))),
    of("insert too heavy", 0, |shelf| drop(shelf.insert(key("h9"), part("h9")))),
    of("remove kept", 0, |shelf| drop(shelf.remove("a"))),
    of("remove weak", 0, |shelf| drop(shelf.remove("w"))),
    of("remove pinned", 0, |shelf| drop(shelf.remove("p"))),
    of("pin kept", 0, |shelf| {
        shelf.pin("a");
    }),
    of("pin weak", 0, |shelf| {
        shelf.pin("w");
    }),
    of("unpin", 0, |shelf| {
        shelf.unpin("p");
    }),
    of("retain", 0, |shelf| shelf.retain(|_, node| node.name() > "b")),
    of("clear", 0, |shelf| shelf.clear()),
    of("shrink_to", 0, |shelf| shelf.shrink_to(0)),
    of("set_budget", 0, |shelf| shelf.set_budget(2)),
    of("release_unused", 0, |shelf| {
        shelf.release_unused();
    }),
    of("shrink_under", 0, |shelf| shelf.shrink_under(Pressure::Medium)),
    of("collect", 0, |_| {
        collect();
    }),
    of("look", 0, |shelf| {
        let mut nodes: Vec<_> = shelf.values().collect();
        nodes.extend(["a", "w", "p", "m"].iter().filter_map(|name| shelf.peek(*name)));
        nodes.extend(
            shelf.iter().filter(|(key, _)| shelf.contains_key(&**key)).map(|(_, node)| node),
        );
        assert!(nodes.iter().all(|node| "abcwpmhxy".contains(&node.name()[..1])));
        shelf.is_pinned("p");
        assert!(format!("{shelf:?}").starts_with('{') && shelf.keys().count() <= shelf.len());
    }),
];

/// A full shelf. All nodes have a hook and a finalizer. `x` and `y` form a cycle that the shelf has
/// released.
pub struct Scene {
    pub shelf: Shelf,
    pub held: Vec<PartRc>,
}

pub fn scene() -> Scene {
    let shelf = shelf_by_weight(4, "");
    let mut held = Vec::new();
    let [x, y] = ["x", "y"].map(|name| node_with_finalizer(name, || ()));
    x.point_at(&y);
    y.point_at(&x);
    put_node(&shelf, &x);
    put_node(&shelf, &y);
    for name in ["w", "p", "a", "b", "c"] {
        let node = node_with_finalizer(name, || ());
        put_node(&shelf, &node);
        match name {
            "w" => {
                shelf.shrink_to(0);
                held.push(node);
            }
            "p" => assert!(shelf.pin("p")),
            _ => {}
        }
    }
    assert_eq!((found(&shelf).as_str(), numbers(&shelf)), ("a b c p w x y", (7, 4, 4)));
    Scene { shelf, held }
}

impl Scene {
    /// Whatever has happened, the cache's numbers and contents are right, now and after all other
    /// handles are gone.
    #[track_caller]
    pub fn check(self) {
        let Scene { shelf, held } = self;
        found(&shelf);
        drop((held, kept()));
        collect();
        assert_eq!(shelf.len(), shelf.kept(), "without other holders, only kept nodes are left");
        take_apart(&shelf);
    }
}
