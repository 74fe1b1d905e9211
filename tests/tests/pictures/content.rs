//! Which nodes and links a picture shows.

use std::collections::{BTreeMap, HashMap};

use kinfolk::schema::LinkKind;
use kinfolk::{Graph, Node, Rc};

use crate::model::{Card, Label, card, label, workspace};

/// The lines of a picture that say what is left out.
fn left_out(picture: impl std::fmt::Display) -> Vec<String> {
    picture
        .to_string()
        .lines()
        .filter(|line| line.contains("left out"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_limit_leaves_out_the_last_nodes_of_the_walk() {
    let (workspace, _eve) = workspace();
    assert!(left_out(workspace.tree()).is_empty());

    let nodes = |limit| {
        let picture = workspace.dot().limit(limit).to_string();
        picture.lines().filter(|line| line.contains(" [label=") && !line.contains("->")).count()
    };
    let total = nodes(usize::MAX);
    assert_eq!(total, 16);
    for limit in 0..=total {
        assert_eq!(nodes(limit), limit);
        assert_eq!(left_out(workspace.tree().limit(limit)).is_empty(), limit == total);
    }
    // Twelve nodes are owned. What hangs on the links of a node that is left out is not counted.
    let counts = [(0, "12 nodes"), (5, "8 nodes"), (12, "4 nodes"), (15, "1 node")];
    for (limit, expected) in counts {
        let expected = format!("… {expected} left out");
        assert_eq!(left_out(workspace.tree().limit(limit)), [expected], "{limit}");
    }
}

#[test]
fn a_depth_counts_levels_below_the_node() {
    let (workspace, _eve) = workspace();
    let own = [LinkKind::Own];
    assert_eq!(
        workspace.tree().depth(0).links(own).to_string(),
        "Workspace …\n… 11 nodes left out\n"
    );
    let all = workspace.tree().depth(3).links(own).to_string();
    assert_eq!(all, workspace.tree().links(own).to_string());
    assert_eq!(all.lines().count(), 12);
}

#[test]
fn without_owning_links_only_the_others_are_drawn() {
    let card = card("a").into_graph();
    card.labels.push(Label { icon: Some(crate::model::Icon {}) });
    assert_eq!(
        card.tree().links([LinkKind::Shared]).to_string(),
        "Card\n└═ labels[0] ═> Label #1\nLabel #1\n"
    );
    assert_eq!(card.tree().links([LinkKind::Own]).to_string(), "Card\n");
}

#[test]
fn a_shared_node_hangs_where_it_is_owned() {
    #[derive(Graph)]
    #[graph(back(book: Book))]
    struct Page {}

    #[derive(Graph)]
    #[graph(shared(current: Page))]
    struct Book {
        #[graph(own)]
        pages: Vec<Page>,
    }

    let book = Book { pages: vec![Page {}, Page {}] }.into_graph();
    book.current.set(book.pages.get(1).unwrap());
    let expected = "\
Book
├─ pages[0]: Page
├─ pages[1]: Page #2
└═ current ═> Page #2
";
    assert_eq!(book.tree().to_string(), expected);

    // It is owned outside of what the picture begins with.
    let other = Book { pages: vec![] }.into_graph();
    other.current.set(book.pages.get(0).unwrap());
    assert_eq!(other.tree().to_string(), "Book\n└═ current ═> Page #1\nPage #1\n");
    assert_eq!(book.pages.get(0).unwrap().tree().to_string(), "Page\n");
}

#[test]
fn keys_are_drawn_in_owned_and_in_shared_maps() {
    #[derive(Graph)]
    #[graph(back(index: Index))]
    struct Word {}

    #[derive(Graph)]
    #[graph(shared(sorted: BTreeMap<u32, Word>, hashed: HashMap<&'static str, Word>))]
    struct Index {
        #[graph(own)]
        words: BTreeMap<&'static str, Word>,
    }

    let index = Index { words: [("a", Word {}), ("b", Word {})].into() }.into_graph();
    index.sorted.insert(9, index.words.get("a").unwrap());
    index.sorted.insert(8, Word {});
    index.hashed.insert("x", index.words.get("b").unwrap());
    let expected = "\
Index
├─ words[\"a\"]: Word #1
├─ words[\"b\"]: Word #2
├═ sorted[8] ═> Word #3
├═ sorted[9] ═> Word #1
└═ hashed[\"x\"] ═> Word #2
Word #3
";
    assert_eq!(index.tree().to_string(), expected);

    // A large map is in chunks.
    for number in 0..1000 {
        index.sorted.insert(number, Word {});
    }
    let picture = index.tree().to_string();
    assert!((0..1000).all(|number| picture.contains(&format!(" sorted[{number}] ═> "))));
}

#[test]
fn a_dead_target_is_not_drawn() {
    let (workspace, eve) = workspace();
    assert!(workspace.tree().label(label).to_string().contains("Person Eve"));
    drop(eve);
    assert!(!workspace.tree().label(label).to_string().contains("Person Eve"));
}

#[test]
fn a_ring_is_drawn_once() {
    let ring: Rc<Card> = card("a").into_graph();
    ring.labels.push(Label { icon: None });
    ring.labels.get(0).unwrap().example.set(ring.clone());
    let expected = "\
Card #0
└═ labels[0] ═> Label #1
Label #1
└═ example ═> Card #0
";
    assert_eq!(ring.tree().to_string(), expected);
    ring.labels.clear();
}
