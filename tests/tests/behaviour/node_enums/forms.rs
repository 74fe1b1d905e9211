//! The keys of a node enum, its names, and types that it can have.

use kinfolk::{Graph, Node, Rc};
use serde::{Deserialize, Serialize};

#[derive(Graph, Debug, Clone, PartialEq)]
#[graph(node_enum, node = LiveValue, kind = ValueForm, derive(Debug), to_plain)]
#[graph(back(pub list: Value))]
enum Value {
    Number(u32),
    Text(String),
    List(#[graph(own)] Vec<Value>),
}

impl LiveValue {
    fn sum(&self) -> u32 {
        match &self.kind {
            ValueForm::Number(number) => *number,
            ValueForm::Text(_) => 0,
            ValueForm::List(values) => values.iter().map(|value| value.sum()).sum(),
        }
    }
}

#[test]
fn keys_name_the_node_and_its_kind() {
    let plain = Value::List(vec![Value::Number(1), Value::Text("a".into()), Value::Number(2)]);
    let list: Rc<Value> = plain.clone().into_graph();
    assert_eq!(list.sum(), 3);
    assert_eq!(list.to_plain(), plain);
    let text = format!("{:?}", *list);
    assert!(text.starts_with("LiveValue { list: ") && text.contains("kind: List("), "{text}");
    let number = Value::Number(7).into_graph();
    assert!(format!("{:?}", *number).contains("kind: Number(7)"));
}

/// All of one type parameter; a constant; a where clause.
#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(above: Tree<T, N>), to_plain)]
enum Tree<T, const N: usize = 2>
where
    T: PartialOrd,
{
    Leaf(T),
    Leaves { values: [T; N] },
    Fork(#[graph(own)] Box<Tree<T, N>>, #[graph(own)] Box<Self>),
}

impl<T: PartialOrd + 'static, const N: usize> TreeNode<T, N> {
    fn is_sorted(&self) -> bool {
        match &self.kind {
            TreeKind::Leaf(_) => true,
            TreeKind::Leaves { values } => values.is_sorted(),
            TreeKind::Fork(left, right) => left.get().is_sorted() && right.get().is_sorted(),
        }
    }
}

#[test]
fn node_enums_are_generic() {
    let leaf: Tree<u8> = Tree::Leaf(1);
    let plain = Tree::Fork(leaf.into(), Tree::Leaves { values: [2, 1] }.into());
    let root = plain.clone().into_graph();
    assert!(!root.is_sorted());
    let TreeKind::Fork(_, right) = &root.kind else { panic!() };
    right.replace(Tree::Leaf(3));
    assert!(root.is_sorted());
    assert_ne!(root.to_plain(), plain);
}

/// A node enum whose plain value serde reads and writes.
#[derive(Graph, Serialize, Deserialize, Clone, Debug, PartialEq)]
#[graph(back(block: Block), to_plain)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Block {
    Rule,
    Text {
        text: String,
    },
    Quote {
        #[serde(default)]
        #[graph(own)]
        blocks: Vec<Block>,
        #[serde(flatten)]
        source: Source,
    },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Source {
    author: String,
}

#[test]
fn serde_reads_and_writes_the_plain_enum() {
    let json =
        r#"{"type":"quote","blocks":[{"type":"text","text":"a"},{"type":"rule"}],"author":"b"}"#;
    let plain: Block = serde_json::from_str(json).unwrap();
    let root = plain.clone().into_graph();
    let BlockKind::Quote { blocks, source } = &root.kind else { panic!() };
    assert_eq!((blocks.len(), &*source.author), (2, "b"));
    assert_eq!(root.to_plain(), plain);
    assert_eq!(serde_json::to_string(&root.to_plain()).unwrap(), json);
    let Some(first) = blocks.first() else { panic!() };
    let BlockKind::Text { text } = &first.kind else { panic!() };
    assert_eq!((&**text, first.block.get()), ("a", Some(root.clone())));
    assert_eq!(root.index_in_owner(), None);
}

/// Without a link of any kind.
#[derive(Graph, Clone, Copy, PartialEq, Eq, Debug)]
#[graph(to_plain)]
enum Colour {
    Red = 1,
    Green = 5,
}

#[test]
fn unit_variants_with_discriminants_are_nodes() {
    let [red, green] = [Colour::Red, Colour::Green].map(Graph::into_graph);
    assert!(matches!(red.kind, ColourKind::Red) && matches!(green.kind, ColourKind::Green));
    assert_eq!([red.to_plain(), green.to_plain()], [Colour::Red, Colour::Green]);
    assert_eq!(green.to_plain() as u8, 5);
    assert_eq!(red.path().to_string(), "Colour::Red");
}
