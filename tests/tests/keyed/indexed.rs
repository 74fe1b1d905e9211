//! Children in an `IndexMap`, whose order is that of insertion.

use indexmap::IndexMap;
use kinfolk::{Graph, Node, Rc};

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(pub page: Page), to_plain)]
struct Part {
    number: usize,
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(to_plain)]
struct Page {
    #[graph(own)]
    parts: IndexMap<String, Part>,
    #[graph(own)]
    others: Vec<Part>,
}

fn page(keys: &str) -> Rc<Page> {
    let parts = keys.split(' ').enumerate();
    let parts = parts.map(|(number, key)| (key.to_owned(), Part { number })).collect();
    Page { parts, others: vec![] }.into_graph()
}

/// The keys in order, after a check that each is found.
fn keys(page: &Rc<Page>) -> String {
    assert_eq!(page.validate(), Ok(()));
    for (index, (key, part)) in page.parts.iter().enumerate() {
        assert_eq!(page.parts.get(&*key), Some(part.clone()));
        assert_eq!(page.parts.get_index(index), Some((key.clone(), part.clone())));
        assert_eq!((part.index_in_owner(), page.parts.key_of(&part)), (Some(index), Some(key)));
    }
    page.parts.keys().map(|key| key.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_order_stays() {
    let page = page("d a c b e");
    assert_eq!(keys(&page), "d a c b e");
    let plain = page.to_plain();
    assert_eq!(plain.parts.keys().collect::<Vec<_>>(), ["d", "a", "c", "b", "e"]);
    assert_eq!(plain.clone().into_graph().to_plain(), plain);

    assert!(page.parts.insert("c".to_owned(), Part { number: 7 }).is_some());
    page.parts.rename("a", "x".to_owned());
    assert_eq!(keys(&page), "d x c b e");
    assert!(page.parts.remove("x").is_some());
    assert_eq!(keys(&page), "d c b e");
    page.others.push(page.parts.get("d").unwrap());
    assert_eq!(keys(&page), "c b e");
    page.parts.insert("d".to_owned(), page.others.get(0).unwrap());
    assert_eq!(keys(&page), "c b e d");
    page.parts.get("b").unwrap().replace_with_number(9);
    assert_eq!(keys(&page), "c b e d");
    assert!(page.parts.swap_remove("c").is_some());
    assert_eq!(keys(&page), "d b e");
    assert!(page.parts.shift_remove("d").is_some());
    assert_eq!(keys(&page), "b e");
    let last = page.parts.last().unwrap().1;
    assert_eq!(last.place().unwrap().to_string(), "parts[\"e\"]");
}

trait ReplaceWithNumber {
    fn replace_with_number(&self, number: usize);
}

impl ReplaceWithNumber for Rc<Part> {
    fn replace_with_number(&self, number: usize) {
        use kinfolk::Handle;
        self.replace_with(Part { number }.into_graph()).unwrap();
    }
}

#[test]
fn it_is_like_an_index_map() {
    let page = page("start");
    let mut model = IndexMap::from([("start".to_owned(), 0)]);
    let mut random = 1_u64;
    for step in 0..3000_usize {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let number = usize::try_from(random >> 33).unwrap();
        let (key, other) = ((number % 50).to_string(), (number / 50 % 50).to_string());
        match number / 2500 % 6 {
            0..=2 => {
                let former = page.parts.insert(key.clone(), Part { number: step });
                assert_eq!(former.map(|part| part.number), model.insert(key, step));
            }
            3 => {
                let removed = page.parts.shift_remove(&key).map(|part| part.number);
                assert_eq!(removed, model.shift_remove(&key));
            }
            4 => {
                let removed = page.parts.swap_remove(&key).map(|part| part.number);
                assert_eq!(removed, model.swap_remove(&key));
            }
            _ => {
                // Moved to an end, as in the model.
                if let Some(part) = page.parts.get(&key) {
                    part.detach();
                    let former = page.parts.insert(other.clone(), part);
                    let moved = model.shift_remove(&key).unwrap();
                    assert_eq!(former.map(|part| part.number), model.insert(other, moved));
                }
            }
        }
        if step % 50 == 0 {
            let expected: Vec<_> = model.keys().map(String::as_str).collect();
            assert_eq!(keys(&page), expected.join(" "));
        }
    }
}
