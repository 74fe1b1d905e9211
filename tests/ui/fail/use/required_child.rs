// A required child is replaced. The operations of options and lists do not exist.
use kinfolk::{Graph, Rc};

#[derive(Graph)]
struct Window {
    #[graph(own)]
    menu: Menu,
    #[graph(own)]
    help: Option<Menu>,
    #[graph(own)]
    bars: Vec<Bar>,
}

#[derive(Graph)]
#[graph(back(window: Window))]
struct Menu {
    title: String,
}

#[derive(Graph)]
#[graph(back(window: Window))]
struct Bar {}

fn changed(window: &Rc<Window>, menu: Rc<Menu>, bar: Rc<Bar>) {
    window.menu.take();
    window.menu.set(menu.clone());
    window.menu.is_some();
    window.menu.push(menu);
    window.menu.replace(bar);
    window.menu.swap(&window.help);
    window.menu.replace();
    window.menu.title.len();
    let _ = Window { menu: None, help: None, bars: vec![] };
    let _ = Window { help: None, bars: vec![] };
}

fn main() {}
