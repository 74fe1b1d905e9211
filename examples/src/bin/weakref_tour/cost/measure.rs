//! Measures what a model costs, by using it.

use kinfolk::{AnyRc, AnyWeak, Handle, NodeType, Rc, collect};

use super::models::Model;

/// How many scenes there are, each with a page of its own.
pub const PAIRS: usize = 1000;

pub struct Cost {
    pub scene_bytes: usize,
    pub page_bytes: usize,
    /// Those of the pair that keep a node alive.
    pub strong_links: usize,
    /// Of two scenes that are given the same page, those that have it then.
    pub scenes_of_one_page: usize,
    pub looked_at_alive: usize,
    pub cleared: usize,
    pub left_behind: usize,
    pub looked_at_dropped: usize,
    pub left_at_last: usize,
}

pub fn measure<M: Model>() -> Cost {
    let strong_links = strong_links::<M>();
    let scenes_of_one_page = scenes_of_one_page::<M>();
    // Of these two, nothing is to be counted below.
    collect();

    let mut scenes = Vec::new();
    let mut watched = Vec::new();
    for _ in 0..PAIRS {
        let (scene, page) = M::make();
        M::link(&scene, &page);
        watched.extend([scene.to_any(), page.to_any()].map(|node| AnyRc::downgrade(&node)));
        scenes.push(scene);
    }
    let looked_at_alive = collect().examined();
    let cleared = scenes.iter().map(M::clear).sum();
    drop(scenes);
    let left_behind = count_alive(&watched);
    let looked_at_dropped = collect().examined();

    Cost {
        scene_bytes: size_of::<<M::Scene as NodeType>::Node>(),
        page_bytes: size_of::<<M::Page as NodeType>::Node>(),
        strong_links,
        scenes_of_one_page,
        looked_at_alive,
        cleared,
        left_behind,
        looked_at_dropped,
        left_at_last: count_alive(&watched),
    }
}

fn strong_links<M: Model>() -> usize {
    let (scene, page) = M::make();
    let count = || Rc::strong_count(&scene) + Rc::strong_count(&page);
    let of_ours = count();
    M::link(&scene, &page);
    count() - of_ours
}

fn scenes_of_one_page<M: Model>() -> usize {
    let [(one, page), (two, _)] = [M::make(), M::make()];
    M::link(&one, &page);
    M::link(&two, &page);
    [one, two].iter().filter(|scene| M::page_of(scene).as_ref() == Some(&page)).count()
}

fn count_alive(watched: &[AnyWeak]) -> usize {
    watched.iter().filter(|node| node.upgrade().is_some()).count()
}
