// What std's maps and lists have, and links have not. The errors say what to write.
use kinfolk::{Graph, Rc};
use std::collections::{BTreeMap, HashMap};

#[derive(Graph)]
#[graph(shared(recent: Vec<Menu>))]
struct Window {
    #[graph(own)]
    sorted: BTreeMap<String, Menu>,
    #[graph(own)]
    hashed: HashMap<String, Menu>,
    #[graph(own)]
    list: Vec<Menu>,
    #[graph(own)]
    option: Option<Menu>,
}

#[derive(Graph)]
#[graph(back(window: Window))]
struct Menu {
    title: String,
}

fn changed(window: &Rc<Window>, menu: Rc<Menu>) {
    window.sorted.push(menu.clone());
    window.sorted.entry("file".to_owned()).or_insert(menu.clone());
    window.sorted.get_mut("file");
    window.sorted["file"].title.len();
    window.hashed.values_mut();
    window.hashed.iter_mut();
    window.list[0].title.len();
    window.list.get_mut(0);
    window.list.iter_mut();
    window.option.as_mut();
    window.recent[0].title.len();
    window.recent.last_mut();
}

fn main() {}
