//! A scene and a page that refer to each other, linked as in steps 1, 4, 5 and 6.

use kinfolk::{NodeType, Rc};

pub use one_weak::OneWeak;
pub use own_and_back::OwnAndBack;
pub use shared_both_ways::{SharedBothWays, SharedClearedByHand};

pub trait Model {
    type Scene: NodeType;
    type Page: NodeType;

    fn make() -> (Rc<Self::Scene>, Rc<Self::Page>);

    /// Makes the scene hold this page, instead of the one it had, and links the page to the scene.
    fn link(scene: &Rc<Self::Scene>, page: &Rc<Self::Page>);

    fn page_of(scene: &Rc<Self::Scene>) -> Option<Rc<Self::Page>>;

    /// Clears the links that a program must clear before it drops the scene. Returns how many.
    fn clear(_: &Rc<Self::Scene>) -> usize {
        0
    }
}

mod shared_both_ways {
    use kinfolk::{Graph, Rc};

    use super::Model;

    #[derive(Graph)]
    #[graph(shared(current: Page))]
    pub struct Scene {}

    #[derive(Graph)]
    #[graph(shared(scene: Scene))]
    pub struct Page {}

    pub struct SharedBothWays;

    impl Model for SharedBothWays {
        type Scene = Scene;
        type Page = Page;

        fn make() -> (Rc<Scene>, Rc<Page>) {
            (Scene {}.into_graph(), Page {}.into_graph())
        }

        fn link(scene: &Rc<Scene>, page: &Rc<Page>) {
            scene.current.set(page.clone());
            page.scene.set(scene.clone());
        }

        fn page_of(scene: &Rc<Scene>) -> Option<Rc<Page>> {
            scene.current.get()
        }
    }

    /// The same types, in a program that clears its links by hand.
    pub struct SharedClearedByHand;

    impl Model for SharedClearedByHand {
        type Scene = Scene;
        type Page = Page;

        fn make() -> (Rc<Scene>, Rc<Page>) {
            SharedBothWays::make()
        }

        fn link(scene: &Rc<Scene>, page: &Rc<Page>) {
            SharedBothWays::link(scene, page);
        }

        fn page_of(scene: &Rc<Scene>) -> Option<Rc<Page>> {
            SharedBothWays::page_of(scene)
        }

        fn clear(scene: &Rc<Scene>) -> usize {
            let page = scene.current.take();
            let back = page.as_ref().and_then(|page| page.scene.take());
            usize::from(page.is_some()) + usize::from(back.is_some())
        }
    }
}

mod own_and_back {
    use kinfolk::{Graph, Rc};

    use super::Model;

    #[derive(Graph)]
    pub struct Scene {
        #[graph(own)]
        current: Option<Page>,
    }

    #[derive(Graph)]
    #[graph(back(scene: Scene))]
    pub struct Page {}

    pub struct OwnAndBack;

    impl Model for OwnAndBack {
        type Scene = Scene;
        type Page = Page;

        fn make() -> (Rc<Scene>, Rc<Page>) {
            (Scene { current: None }.into_graph(), Page {}.into_graph())
        }

        /// Sets one link only: kinfolk sets the page's back-link.
        fn link(scene: &Rc<Scene>, page: &Rc<Page>) {
            scene.current.set(page.clone());
        }

        fn page_of(scene: &Rc<Scene>) -> Option<Rc<Page>> {
            scene.current.get()
        }
    }
}

mod one_weak {
    use kinfolk::{Graph, Rc};

    use super::Model;

    #[derive(Graph)]
    #[graph(shared(current: Page))]
    pub struct Scene {}

    #[derive(Graph)]
    #[graph(weak(scene: Scene))]
    pub struct Page {}

    pub struct OneWeak;

    impl Model for OneWeak {
        type Scene = Scene;
        type Page = Page;

        fn make() -> (Rc<Scene>, Rc<Page>) {
            (Scene {}.into_graph(), Page {}.into_graph())
        }

        fn link(scene: &Rc<Scene>, page: &Rc<Page>) {
            scene.current.set(page.clone());
            page.scene.set(scene);
        }

        fn page_of(scene: &Rc<Scene>) -> Option<Rc<Page>> {
            scene.current.get()
        }
    }
}
