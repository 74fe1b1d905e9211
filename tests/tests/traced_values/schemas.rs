//! Traced values in schemas, leak reports and pictures.

use std::collections::HashMap;

use kinfolk::schema::LinkKind;
use kinfolk::{AnyRc, Graph, Handle, Node, Rc, Trace, collect, leaks, schema};

use crate::model::{Env, env, function, notes};

fn cycles<T: Graph>() -> Vec<String> {
    schema::<T>().may_leak().iter().map(ToString::to_string).collect()
}

#[test]
fn a_traced_value_is_a_link_of_the_schema() {
    let schema = schema::<Env>();
    let [env, function] = schema.node_types() else { panic!("{schema:?}") };
    assert_eq!(format!("{env:?}"), "Env { outer: shared Env, store: trace [Function] }");
    assert_eq!(function.name(), "Function");
    let store = &env.links()[1];
    assert_eq!(
        (store.kind(), store.is_list(), store.is_required()),
        (LinkKind::Traced, true, false)
    );
    assert!(LinkKind::Traced.is_strong());
}

#[test]
fn cycles_through_it_may_leak() {
    assert_eq!(cycles::<Env>(), ["Env.outer -> Env", "Env.store -> Function.env -> Env"]);
}

#[derive(Clone, Trace)]
enum Style {
    Plain,
    Theme(Rc<Theme>),
}

#[derive(Graph)]
struct Page {
    #[graph(value, trace)]
    styles: HashMap<String, Style>,
    #[graph(value, trace)]
    numbers: Vec<u32>,
}

#[derive(Graph)]
struct Theme {}

#[test]
fn a_value_that_leads_back_to_no_holder_cannot_leak() {
    assert_eq!(cycles::<Page>(), [""; 0]);
    let theme = Theme {}.into_graph();
    let styles = HashMap::from([("a".into(), Style::Theme(theme)), ("b".into(), Style::Plain)]);
    let page = Page { styles, numbers: vec![1] }.into_graph();
    page.numbers.update(|numbers| numbers.push(2));
    assert_eq!(collect().examined(), 0);
}

#[derive(Graph)]
struct Any {
    #[graph(value, trace)]
    held: Vec<AnyRc>,
}

#[derive(Graph)]
#[graph(shared(any: Any))]
struct Other {}

#[test]
fn an_untyped_handle_may_lead_anywhere() {
    assert_eq!(cycles::<Any>(), ["Any.held -> AnyRc -> Any"]);
    assert_eq!(
        cycles::<Other>(),
        ["Any.held -> AnyRc -> Other.any -> Any", "Any.held -> AnyRc -> Any"]
    );
    let any = Any { held: vec![] }.into_graph();
    let other = Other {}.into_graph();
    other.any.set(any.clone());
    any.held.set(vec![other.to_any()]);
    drop((any, other));
    let leaks = leaks();
    assert_eq!(leaks.len(), 1);
    assert_eq!(leaks[0].cycle().to_string(), "Any.held -> Other.any -> Any");
    assert_eq!(collect().freed(), 2);
}

#[derive(Graph)]
struct Knot {
    #[graph(value, trace)]
    this: Option<Rc<Knot>>,
}

#[test]
fn a_leak_says_what_would_open_the_cycle() {
    let knot = Knot { this: None }.into_graph();
    knot.this.set(Some(knot.clone()));
    drop(knot);
    let leaks = leaks();
    let text = leaks[0].to_string();
    let start = "Knot.this -> Knot, 1 node: weak handles in Knot.this would open the cycle [";
    assert!(text.starts_with(start), "{text}");
    assert_eq!(leaks[0].cycle().shared_link(), "Knot.this");
    assert_eq!(collect().freed(), 1);
}

#[test]
fn pictures_show_it() {
    let global = env("global");
    global.put("f", function("f", &global));
    global.put("g", function("g", &global));
    assert_eq!(global.validate(), Ok(()));
    assert_eq!(
        global.tree().to_string(),
        "\
Env #0
├═ store[0] ═> Function #1
└═ store[1] ═> Function #2
Function #1
└═ env ═> Env #0
Function #2
└═ env ═> Env #0
"
    );
    assert!(global.tree().links([LinkKind::Own]).to_string().lines().count() == 1);
    drop(global);
    collect();
    notes();
}

/// A node enum, with a traced value in a variant, before the shared links of the enum.
#[derive(Graph)]
#[graph(shared(next: Item))]
enum Item {
    Leaf,
    Many {
        #[graph(value, trace)]
        items: Vec<Rc<Item>>,
        #[graph(own)]
        child: Option<Box<Item2>>,
    },
    Pair(#[graph(value, trace)] Vec<Rc<Item>>, u32),
}

#[derive(Graph)]
#[graph(back(item: Item))]
struct Item2 {}

#[test]
fn a_variant_of_a_node_enum_can_have_one() {
    assert_eq!(
        cycles::<Item>(),
        ["Item::Many.items -> Item::Many", "Item::Pair.0 -> Item::Pair", "Item.next -> Item"]
    );
    let leaf = Item::Leaf.into_graph();
    let pair = Item::Pair(vec![leaf.clone()], 3).into_graph();
    let many =
        Item::Many { items: vec![pair.clone()], child: Some(Box::new(Item2 {})) }.into_graph();
    let ItemKind::Pair(items, 3) = &pair.kind else { unreachable!() };
    items.update(|items| items.push(many.clone()));
    many.next.set(pair.clone());
    leaf.next.set(many.clone());
    drop((pair, many));
    assert_eq!(collect().freed(), 0);
    drop(leaf);
    assert_eq!(leaks().len(), 1);
    assert_eq!(collect().freed(), 4);
}

#[derive(Graph)]
struct Tuple<T: Trace + Clone>(u32, #[graph(value, trace)] Vec<T>);

#[test]
fn a_generic_tuple_struct_can_have_one() {
    let node = Tuple::<Rc<Theme>>(1, vec![Theme {}.into_graph()]).into_graph();
    assert_eq!((node.0, node.1.read().len()), (1, 1));
    assert_eq!(cycles::<Tuple<AnyRc>>(), ["Tuple.1 -> AnyRc -> Tuple"]);
    assert_eq!(cycles::<Tuple<u32>>(), [""; 0]);
}
