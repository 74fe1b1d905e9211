//! Data as declared, in a `Cell`, in a `RefCell`, in a `Value`; and the plain value back.

use kinfolk::Graph;

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(list: List), to_plain)]
struct Item {
    name: String,
    #[graph(cell)]
    count: u32,
    #[graph(refcell)]
    notes: Vec<String>,
    #[graph(value)]
    shop: String,
}

#[derive(Debug, PartialEq, Graph)]
#[graph(to_plain)]
enum Entry {
    Item(Item),
}

#[derive(Debug, PartialEq, Graph)]
#[graph(to_plain)]
struct List {
    #[graph(own)]
    entries: Vec<Entry>,
    #[graph(own)]
    last: Option<Box<Item>>,
}

fn main() {
    let item = Item { name: "milk".into(), count: 1, notes: vec![], shop: "Dairy".into() };
    let list = List { entries: vec![Entry::Item(item.clone())], last: Some(Box::new(item)) };
    let list = list.into_graph();
    let EntryRc::Item(item) = list.entries.get(0).unwrap();
    item.count.set(2);
    item.notes.borrow_mut().push("fresh".into());
    let shop: &kinfolk::Value<Item, String> = &item.shop;
    shop.update(|shop| shop.push_str(" & Co"));

    let plain: List = list.to_plain();
    let Entry::Item(item) = list.entries.get(0).unwrap().to_plain();
    assert_eq!((item.count, &item.notes[..]), (2, &["fresh".to_owned()][..]));
    assert_eq!(item.shop, "Dairy & Co");
    assert_eq!(plain.entries, [Entry::Item(item)]);
    assert_eq!(plain.last.unwrap().count, 1);
}
