//! Back-links of each visibility, to several owner types, and to a union of them.

use kinfolk::Graph;

pub mod shop {
    use kinfolk::Graph;

    #[derive(Graph)]
    #[graph(back(shelf: Shelf), back(pub basket: Basket), back(pub(crate) store: Store))]
    pub struct Item {}

    #[derive(Graph)]
    #[graph(back(
        /// Several in one list.
        pub(super) box_of: Carton,
        pub(in crate::shop) _basket: Basket,
    ))]
    pub struct Label {}

    #[derive(Graph)]
    #[graph(back(pub place: Place))]
    pub struct Note {}

    #[derive(Graph)]
    pub enum Place {
        Shelf(Shelf),
        Basket(Basket),
    }

    #[derive(Graph)]
    pub struct Shelf {
        #[graph(own)]
        pub items: Vec<Item>,
        #[graph(own)]
        pub note: Option<Note>,
    }

    #[derive(Graph)]
    pub struct Basket {
        #[graph(own)]
        pub items: Vec<Item>,
        #[graph(own)]
        pub notes: Vec<Note>,
        #[graph(own)]
        pub label: Option<Label>,
    }

    #[derive(Graph)]
    pub struct Store {
        #[graph(own)]
        pub items: Vec<Item>,
    }

    #[derive(Graph)]
    pub struct Carton {
        #[graph(own)]
        pub label: Option<Label>,
    }

    pub fn shelf_of(item: &ItemNode) -> bool {
        item.shelf.get().is_some()
    }
}

fn main() {
    let shelf = shop::Shelf { items: vec![shop::Item {}], note: Some(shop::Note {}) }.into_graph();
    let item = shelf.items.get(0).unwrap();
    assert!(shop::shelf_of(&item));
    let store = shop::Store { items: vec![] }.into_graph();
    store.items.push(item.clone());
    assert!(!shop::shelf_of(&item) && item.basket.get().is_none());
    assert_eq!(item.store.get(), Some(store));

    let note = shelf.note.get().unwrap();
    assert!(matches!(note.place.get(), Some(shop::PlaceRc::Shelf(_))));
    let basket = shop::Basket { items: vec![], notes: vec![], label: None }.into_graph();
    basket.notes.push(note.clone());
    assert!(matches!(note.place.get(), Some(shop::PlaceRc::Basket(_))));

    let carton = shop::Carton { label: Some(shop::Label {}) }.into_graph();
    assert_eq!(carton.label.get().unwrap().box_of.get(), Some(carton));
}
