//! A hook that resurrects its node. A hook runs once in a node's life, so this works once.

use kinfolk::{Graph, Rc};

use crate::output::{say, yes_or_no};

#[derive(Graph)]
struct Desk {
    #[graph(own)]
    drawer: Option<Letter>,
}

#[derive(Graph)]
#[graph(back(drawer: Desk), weak(desk: Desk), finalize = LetterNode::keep)]
struct Letter {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
#[graph(back(letter: Letter), finalize = |page| say!("  the hook of page {} runs", page.number))]
struct Page {
    number: u32,
}

impl LetterNode {
    /// The hook: puts the letter into the desk's drawer, and so keeps it alive.
    fn keep(this: &Rc<Letter>) {
        say!("  the letter's hook runs: into the drawer");
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

    say!("\nThe last handle to a letter is dropped");
    drop(letter);
    match weak.upgrade() {
        Some(letter) => {
            let pages = letter.pages.read();
            let agree = pages.iter().all(|page| page.letter.get().as_ref() == Some(&letter));
            say!("  a weak handle from before still finds it, with {} pages", pages.len());
            say!("  all pages know their letter: {}", yes_or_no(agree));
        }
        None => say!("  it is dead"),
    }

    // The letter's hook has run already. The hooks of the pages have not: the pages did not die.
    say!("\nThe letter is taken out of the drawer and dropped again");
    drop(desk.drawer.take());
    say!("  its own hook was silent; it is dead: {}", yes_or_no(weak.upgrade().is_none()));
}
