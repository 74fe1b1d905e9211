//! Pictures, compared with files.

use std::path::Path;
use std::{env, fs};

use kinfolk::schema::LinkKind;
use kinfolk::{Node, collect, leaks, schema};

use crate::model::{Card, Workspace, card, label, workspace};

const ALL: [LinkKind; 4] = [LinkKind::Own, LinkKind::Back, LinkKind::Weak, LinkKind::Shared];

#[track_caller]
fn check(name: &str, picture: impl std::fmt::Display) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/expected").join(name);
    let picture = picture.to_string();
    if env::var_os("KINFOLK_PICTURES").is_some_and(|value| value == "overwrite") {
        fs::write(&path, &picture).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(picture, expected, "{name}");
}

#[test]
fn a_graph_with_each_kind_of_link() {
    let (workspace, _eve) = workspace();
    check("workspace.txt", workspace.tree().label(label));
    check("workspace.dot", workspace.dot().label(label));
    check("workspace.mmd", workspace.mermaid().label(label));
}

#[test]
fn a_graph_with_back_links() {
    let (workspace, _eve) = workspace();
    check("back_links.txt", workspace.tree().links(ALL));
    check("back_links.dot", workspace.dot().links(ALL));
    check("back_links.mmd", workspace.mermaid().links(ALL));
}

#[test]
fn a_part_of_a_graph() {
    let (workspace, _eve) = workspace();
    check("part.txt", workspace.tree().depth(1).label(label));
    check("part.dot", workspace.dot().depth(1).label(label));
    check("part.mmd", workspace.mermaid().depth(1).label(label));
}

#[test]
fn a_schema() {
    check("schema.dot", schema::<Workspace>().dot());
    check("schema.mmd", schema::<Workspace>().mermaid());
    check("schema_back_links.dot", schema::<Workspace>().dot().links(ALL));
    check("schema_back_links.mmd", schema::<Workspace>().mermaid().links(ALL));
}

#[test]
fn a_leak_alone_and_in_a_graph() {
    let ring = || {
        let card = kinfolk::Rc::<Card>::new(card("ring"));
        let label = crate::model::Label { icon: None };
        card.labels.push(label);
        card.labels.get(0).unwrap().example.set(card.clone());
        card
    };
    drop(ring());
    let leaks = leaks();
    assert_eq!(leaks.len(), 1);
    check("leak.dot", leaks[0].dot());
    check("leak.mmd", leaks[0].mermaid());
    assert_eq!(collect().freed(), 2);

    let card = ring();
    check("marked.txt", card.tree().mark(&leaks[0]));
    check("marked.dot", card.dot().mark(&leaks[0]));
    check("marked.mmd", card.mermaid().mark(&leaks[0]));
    card.labels.clear();
}
