//! Pictures of deep graphs, in hooks, and with labels that change the graph.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use kinfolk::{Graph, Node, Rc};

use crate::model::{card, workspace};

#[derive(Graph)]
#[graph(back(parent: Folder), finalize = FolderNode::closed)]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

thread_local! {
    static CLOSED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

impl FolderNode {
    fn closed(this: &Rc<Folder>) {
        CLOSED.with_borrow_mut(|all| all.push(this.tree().to_string()));
    }
}

#[test]
fn depth_does_not_matter() {
    const DEPTH: usize = 200_000;

    #[derive(Graph)]
    #[graph(back(parent: Link))]
    struct Link {
        #[graph(own)]
        next: Option<Box<Link>>,
    }

    let body = || {
        let mut chain = Link { next: None }.into_graph();
        for _ in 0..DEPTH {
            let above = Link { next: None }.into_graph();
            above.next.set(chain);
            chain = above;
        }
        assert_eq!(chain.dot().to_string().lines().count(), 2 * DEPTH + 4);
        assert_eq!(chain.mermaid().to_string().lines().count(), 2 * DEPTH + 2);
        let part = chain.tree().depth(2).to_string();
        assert!(part.ends_with(&format!("… {} nodes left out\n", DEPTH - 2)), "{part}");
    };
    thread::Builder::new().stack_size(2 << 20).spawn(body).unwrap().join().unwrap();
}

#[test]
fn a_hook_can_draw_what_dies() {
    let root = Folder { folders: vec![Folder { folders: vec![] }] }.into_graph();
    drop(root);
    let drawn = CLOSED.take();
    assert_eq!(drawn, ["Folder\n└─ folders[0]: Folder\n", "Folder\n"]);
}

#[test]
fn a_label_may_change_the_graph() {
    let (workspace, _eve) = workspace();
    let before = workspace.tree().to_string();
    let picture = workspace.tree().label(|node| {
        workspace.boards.clear();
        workspace.people.clear();
        node.type_name()
    });
    let drawn = picture.to_string();
    assert_eq!(drawn.lines().count(), before.lines().count());
    assert!(workspace.tree().to_string().lines().count() < 8);
    assert_eq!(workspace.validate(), Ok(()));
}

#[test]
fn a_label_may_panic() {
    let (workspace, _eve) = workspace();
    let picture = workspace.tree().label(|node| {
        assert_ne!(node.type_name(), "Card", "no cards");
        node.type_name()
    });
    assert!(catch_unwind(AssertUnwindSafe(|| picture.to_string())).is_err());
    assert_eq!(workspace.validate(), Ok(()));
}

#[test]
fn a_long_list_is_drawn_in_order() {
    let (workspace, _eve) = workspace();
    let board = workspace.boards.get("shop").unwrap();
    board.cards.extend((0..5000).map(|number| card(&number.to_string())));
    // Many moves to the front put the list into chunks.
    for _ in 0..200 {
        board.cards.move_to(5000, 0);
    }
    let lines = board.dot().to_string();
    assert_eq!(lines.matches(" -> ").count(), 5001);
    assert!(lines.contains("cards[5000]"));
}
