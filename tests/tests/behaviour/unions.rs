//! Unions that wrap unions, and the conversions of handles and plain values.

use kinfolk::schema::NodeSchema;
use kinfolk::{Back, Graph, Handle, Node, Own, Rc, Weak, WeakLink};

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(owner: Page), weak(link: Block), to_plain)]
struct Text {
    text: &'static str,
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(owner: Page), to_plain)]
struct Image {}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(owner: Page), to_plain)]
struct Rule {}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(to_plain)]
enum Inline {
    Text(Text),
    Image(Image),
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(to_plain)]
enum Block {
    #[graph(with(Text))]
    Inline(Inline),
    Rule(Rule),
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(weak(seen: Vec<Block>), to_plain)]
struct Page {
    #[graph(own)]
    blocks: Vec<Block>,
    #[graph(own)]
    title: Option<Inline>,
}

fn text(text: &'static str) -> Text {
    Text { text }
}

fn page() -> Page {
    let blocks = vec![Block::Inline(Inline::Text(text("a"))), Block::Rule(Rule {})];
    Page { blocks, title: Some(Inline::Image(Image {})) }
}

#[test]
fn a_union_in_a_union_is_built_and_copied() {
    let page = page().into_graph();
    let BlockRc::Inline(InlineRc::Text(a)) = page.blocks.get(0).unwrap() else { unreachable!() };
    assert_eq!((a.text, a.owner.get()), ("a", Some(page.clone())));
    assert_eq!(page.descendants().count(), 3);
    assert_eq!(page.to_plain(), self::page());
    assert!(page.validate().is_ok());
}

#[test]
fn inner_handles_and_plain_values_are_taken() {
    let page = page().into_graph();
    let inner: InlineRc = text("b").into_graph().into();
    page.blocks.push(inner.clone());
    page.blocks.push(Inline::Image(Image {}));
    page.blocks.push(BlockRc::from(inner.clone()));
    assert_eq!(page.blocks.position(&inner), Some(3));
    assert_eq!(page.blocks.position(&BlockRc::from(inner.clone())), Some(3));
    assert_eq!(page.descendants_of::<Inline>().count(), 4);
    assert_eq!(page.descendants_of::<Block>().count(), 5);
    page.seen.push(&inner);
    assert!(page.seen.contains(&BlockRc::from(inner.clone())));
    let BlockRc::Inline(seen) = page.seen.get(0).unwrap() else { unreachable!() };
    assert_eq!(seen, inner);
}

#[test]
fn weak_handles_of_two_levels_are_two_words() {
    const WORD: usize = size_of::<usize>();
    assert_eq!(size_of::<BlockRc>(), 2 * WORD);
    assert_eq!(size_of::<Weak<Block>>(), 2 * WORD);
    assert_eq!(size_of::<Back<Block>>(), 2 * WORD);
    assert_eq!(size_of::<WeakLink<Page, Block>>(), 3 * WORD);
    assert_eq!(size_of::<Own<Page, Vec<Block>>>(), 2 * WORD);
}

#[test]
fn weak_handles_find_nodes_two_levels_down() {
    let a = text("a").into_graph();
    let outer = BlockRc::from(InlineRc::from(a.clone()));
    let weak = outer.downgrade();
    assert_eq!(weak, outer.clone().downgrade());
    assert_eq!(weak.upgrade(), Some(outer.clone()));
    a.link.set(&outer);
    assert_eq!(a.link.get(), Some(outer.clone()));
    assert_eq!(outer.to_any().downcast::<Block>(), Some(outer.clone()));
    assert_eq!(outer.to_any().downcast::<Inline>(), Some(InlineRc::Text(a.clone())));
    drop((a, outer));
    assert_eq!(weak.upgrade(), None);
    assert_ne!(weak, Weak::new());
    assert_eq!(Weak::<Block>::new(), Weak::default());
}

#[test]
fn handles_convert_back() {
    let a = text("a").into_graph();
    let inner = InlineRc::from(a.clone());
    let outer = BlockRc::from(inner.clone());
    assert_eq!(InlineRc::try_from(outer.clone()).unwrap(), inner);
    assert_eq!(Rc::<Text>::try_from(inner.clone()).unwrap(), a);
    let error = Rc::<Rule>::try_from(outer.clone()).unwrap_err();
    assert_eq!(error.to_string(), "this node is a `Text`");
    assert_eq!(format!("{error:?}"), format!("CastError({outer:?})"));
    assert_eq!(error.into_handle(), outer);
    assert_eq!(Rc::<Image>::try_from(inner.clone()).unwrap_err().into_handle(), inner);
}

#[test]
fn a_variants_handle_compares_with_the_unions() {
    let [a, b] = ["a", "b"].map(|name| text(name).into_graph());
    let inner = InlineRc::from(a.clone());
    let outer = BlockRc::from(inner.clone());
    assert_eq!(inner, a);
    assert_eq!(a, inner);
    assert_ne!(inner, b);
    assert_ne!(b, inner);
    assert_eq!(outer, inner);
    assert_eq!(inner, outer);
    assert_ne!(outer, InlineRc::from(b));
}

#[test]
fn a_plain_enum_converts_from_each_variant() {
    let inner: Inline = text("a").into();
    assert_eq!(inner, Inline::Text(text("a")));
    let outer: Block = inner.clone().into();
    assert_eq!(outer, Block::Inline(inner));
    let blocks: Vec<Block> = vec![Rule {}.into(), Inline::Image(Image {}).into()];
    assert_eq!(Page { blocks, title: None }.into_graph().blocks.len(), 2);
}

#[derive(Graph, PartialEq, Debug)]
#[graph(no_from)]
enum Ruled {
    Rule(Rule),
}

impl From<Rule> for Ruled {
    fn from(rule: Rule) -> Self {
        Ruled::Rule(rule)
    }
}

#[test]
fn no_from_leaves_the_conversion_to_you() {
    assert_eq!(Ruled::from(Rule {}), Ruled::Rule(Rule {}));
    assert_eq!(RuledRc::from(Rule {}).to_any().type_name(), "Rule");
}

#[test]
fn listed_types_convert_in_one_step() {
    let page = page().into_graph();
    let b = text("b").into_graph();
    page.blocks.push(b.clone());
    page.blocks.push(text("c"));
    assert_eq!(page.blocks.position(&b), Some(2));
    assert_eq!(page.blocks.len(), 4);
    assert_eq!(b.owner.get(), Some(page.clone()));
    assert_eq!(BlockRc::from(b.clone()), InlineRc::from(b.clone()));
    assert!(matches!(BlockRc::from(text("d")), BlockRc::Inline(InlineRc::Text(_))));
    page.seen.push(&b);
    assert!(page.seen.contains(&b));
}

/// `Text` is in both branches.
#[derive(Graph)]
#[graph(to_plain)]
enum Twice {
    Block(Block),
    Inline(Inline),
}

#[test]
fn a_type_in_two_branches_is_found_in_the_first() {
    let page = page().into_graph();
    let a = page.blocks.get(0).unwrap().cast::<Text>().unwrap();
    let second = TwiceRc::from(InlineRc::from(a.clone()));
    assert!(matches!(second, TwiceRc::Inline(InlineRc::Text(_))));
    let first = a.cast::<Twice>().unwrap();
    assert!(matches!(first, TwiceRc::Block(BlockRc::Inline(InlineRc::Text(_)))));
    assert_eq!(first, second);
    let found = second.to_any().downcast::<Twice>().unwrap();
    assert!(matches!(found, TwiceRc::Block(_)));
}

#[test]
fn a_type_in_two_branches_is_once_in_the_schema() {
    let schema = kinfolk::schema::schema::<Twice>();
    let is_text = |node: &&NodeSchema| node.name() == "Text";
    assert_eq!(schema.node_types().iter().filter(is_text).count(), 1);
}
