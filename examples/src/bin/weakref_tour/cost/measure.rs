//! Measures the costs of a model by using it.

use kinfolk::{AnyRc, AnyWeak, Handle, NodeType, Rc, collect};

use super::models::Model;

/// The number of scenes. Each has its own page.
pub const PAIRS: usize = 1000;

pub struct Cost {
    pub scene_bytes: usize,
    pub page_bytes: usize,
    /// The links of one pair that keep a node alive.
    pub strong_links: usize,
    /// If two scenes are given the same page, how many of them hold it then.
    pub scenes_of_one_page: usize,
    pub examined_alive: usize,
    pub links_cleared: usize,
    pub left_after_drop: usize,
    pub examined_after_drop: usize,
    pub left_after_collect: usize,
}

pub fn measure<M: Model>() -> Cost {
    let strong_links = strong_links::<M>();
    let scenes_of_one_page = scenes_of_one_page::<M>();
    // Free the nodes of the two calls above, so that the counts below leave them out.
    collect();

    let mut scenes = Vec::new();
    let mut watched = Vec::new();
    for _ in 0..PAIRS {
        let (scene, page) = M::make();
        M::link(&scene, &page);
        watched.extend([scene.to_any(), page.to_any()].map(|node| AnyRc::downgrade(&node)));
        scenes.push(scene);
    }
    let examined_alive = collect().examined();
    let links_cleared = scenes.iter().map(M::clear).sum();
    drop(scenes);
    let left_after_drop = count_alive(&watched);
    let examined_after_drop = collect().examined();

    Cost {
        scene_bytes: size_of::<<M::Scene as NodeType>::Node>(),
        page_bytes: size_of::<<M::Page as NodeType>::Node>(),
        strong_links,
        scenes_of_one_page,
        examined_alive,
        links_cleared,
        left_after_drop,
        examined_after_drop,
        left_after_collect: count_alive(&watched),
    }
}

fn strong_links<M: Model>() -> usize {
    let (scene, page) = M::make();
    let count = || Rc::strong_count(&scene) + Rc::strong_count(&page);
    let before = count();
    M::link(&scene, &page);
    count() - before
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
