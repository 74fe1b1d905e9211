//! A hook that resurrects its node. A hook runs once in a node's life, so this works once.

use kinfolk::{Graph, Rc};

use crate::output::{outln, yes_or_no};

#[derive(Graph)]
struct Desk {
    #[graph(own)]
    drawer: Option<Letter>,
}

#[derive(Graph)]
#[graph(back(drawer: Desk), weak(desk: Desk), finalize = LetterNode::resurrect)]
struct Letter {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
#[graph(back(letter: Letter), finalize = |page| outln!("  the hook of page {} runs", page.number))]
struct Page {
    number: u32,
}

impl LetterNode {
    /// The hook: puts the letter into the desk's drawer, and so keeps it alive.
    fn resurrect(this: &Rc<Letter>) {
        outln!("  the letter's hook runs and puts the letter into the drawer");
        if let Some(desk) = this.desk.get() {
            desk.drawer.set(this.clone());
        }
    }
}

pub fn show() {
    let desk = Desk { drawer: None }.into_graph();
    let letter = Letter { pages: vec![Page { number: 1 }, Page { number: 2 }] }.into_graph();
    letter.desk.set(&desk);
    let weak = Rc::downgrade(&letter);

    outln!("\nDrop the last handle to a letter");
    drop(letter);
    match weak.upgrade() {
        Some(letter) => {
            let pages = letter.pages.read();
            let linked = pages.iter().all(|page| page.letter.get().as_ref() == Some(&letter));
            outln!("  a weak handle from before still finds it, with {} pages", pages.len());
            outln!("  all pages still link back to it: {}", yes_or_no(linked));
        }
        None => outln!("  the letter is dead"),
    }

    // The letter's hook has run already. The hooks of the pages have not: the pages did not die.
    outln!("\nTake the letter out of the drawer and drop it again");
    drop(desk.drawer.take());
    outln!("  the letter's hook did not run again");
    outln!("  the letter is dead: {}", yes_or_no(weak.upgrade().is_none()));
}
