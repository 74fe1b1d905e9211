//! What is done to the nodes.

use std::mem;

use kinfolk::{Graph, Node, collect};

use crate::cursor::while_open;
use crate::kinds::{
    ItemRc, Kind, Member, id_of, item, own, own_nothing, plain, share, share_nothing, tag_of,
};
use crate::world::{World, has_failed, register, tell, world};

/// A random node that lives.
pub fn pick() -> Option<ItemRc> {
    world(World::pick)
}

pub fn pick_one<T: Member>() -> Option<T::Handle> {
    (0..4).find_map(|_| T::narrow(&pick()?))
}

/// A few nodes for a key or a value to hold, mostly none.
pub fn pick_stash() -> Vec<ItemRc> {
    if world(|world| world.random.percent(world.temper.stashes)) {
        pick().into_iter().collect()
    } else {
        Vec::new()
    }
}

pub fn create() {
    let (kind, levels) = world(|world| {
        let kinds = world.temper.kinds;
        (world.random.pick(kinds).unwrap_or(Kind::Stone), world.random.below(3))
    });
    let node = plain(kind, levels).1.into_graph();
    register(&node);
    tell(|| format!("create {}: {:?}", id_of(&node), kind));
    world(|world| world.pool.push(node));
}

pub fn create_one<T: Member>() -> T::Handle {
    let (id, plain) = T::plain();
    let node = plain.into_graph();
    register(&node);
    tell(|| format!("create {id}"));
    world(|world| world.pool.push(item(&node)));
    node
}

pub fn keep() {
    if let Some(node) = pick() {
        tell(|| format!("keep {}", id_of(&node)));
        world(|world| world.pool.push(node));
    }
}

pub fn let_go() {
    let node = world(|world| {
        let at = world.random.below(world.pool.len());
        (at < world.pool.len()).then(|| world.pool.swap_remove(at))
    });
    if let Some(node) = &node {
        tell(|| format!("let go of {}", id_of(node)));
    }
    one_death(|| drop(node));
}

/// Nobody dies by this but those that die together.
fn one_death(run: impl FnOnce()) {
    world(|world| {
        world.deeds += 1;
        world.one_death = Some(world.deeds);
    });
    run();
    world(|world| world.one_death = None);
}

/// A cycle.
pub fn tie() {
    create();
    create();
    let pair = world(|world| {
        let at = world.pool.len().saturating_sub(2);
        world.pool.get(at..).map(<[ItemRc]>::to_vec)
    });
    if let Some([first, second]) = pair.as_deref() {
        tell(|| "they share each other".into());
        share(first, second.clone());
        share(second, first.clone());
    }
}

pub fn let_go_of_many() {
    let nodes = world(|world| {
        let from = world.random.below(world.pool.len());
        world.pool.split_off(from)
    });
    tell(|| format!("let go of {:?}", nodes.iter().map(id_of).collect::<Vec<_>>()));
    drop(nodes);
}

pub fn put() {
    let (Some(node), Some(holder)) = (pick(), pick()) else { return };
    let shares = world(|world| world.random.percent(world.temper.shared));
    let (id, to) = (id_of(&node), id_of(&holder));
    if shares {
        tell(|| format!("{to} shares {id}"));
        share(&holder, node);
    } else {
        tell(|| format!("{to} is to own {id}"));
        own(&holder, node);
    }
}

pub fn cut() {
    let Some(node) = pick() else { return };
    let id = id_of(&node);
    match world(|world| world.random.below(3)) {
        0 => {
            tell(|| format!("detach {id}"));
            node.detach();
        }
        1 => {
            tell(|| format!("{id} shares nothing any more"));
            share_nothing(&node);
        }
        _ => {
            tell(|| format!("{id} owns less"));
            own_nothing(&node);
        }
    }
}

/// Puts a handle into plain data, or takes all out.
pub fn stash() {
    let (Some(node), Some(holder)) = (pick(), pick()) else { return };
    let Some(tag) = tag_of(&holder) else { return };
    if world(|world| world.random.percent(60)) {
        tell(|| format!("stash {} in {}", id_of(&node), tag.id));
        tag.stash.borrow_mut().push(node);
    } else {
        tell(|| format!("empty the stash of {}", tag.id));
        drop(tag.stash.take());
    }
}

pub fn collect_now() {
    tell(|| "collect".into());
    one_death(|| {
        collect();
    });
    if !has_failed() {
        world(|world| world.saw("collection"));
    }
}

/// Values of which the test has kept hold.
pub fn let_go_of_values() {
    let values = world(|world| mem::take(&mut world.values));
    while_open(|| drop(values));
}
