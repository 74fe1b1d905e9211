//! The links of the enum, which each variant has, beside those of the variants.

use kinfolk::{AttachErrorKind, Graph, Handle, Node, collect, leaks, schema};

use super::{Expr, ExprKind, Type, call, name, number, tree};

#[test]
fn links_of_the_enum_are_in_each_variant() {
    let root = tree().into_graph();
    let nothing = Expr::Nothing.into_graph();
    let number = Type { name: "number" }.into_graph();
    for node in [&root, &nothing] {
        node.uses.push(&root);
        node.types.push(number.clone());
        assert_eq!(node.types.get(0).unwrap().name, "number");
        assert_eq!(node.uses.get(0), Some(root.clone()));
    }
}

#[test]
fn the_schema_shows_one_type_with_the_links_of_all_variants() {
    let schema = schema::<Expr>();
    let [expr, ty] = schema.node_types() else { panic!("{schema:?}") };
    assert_eq!((expr.name(), ty.name()), ("Expr", "Type"));
    assert_eq!(
        format!("{expr:?}"),
        "Expr { parent: back Expr, uses: weak [Expr], Binary.left: own 1 Expr, Binary.right: own \
         1 Expr, Call.0: own 1 Expr, Call.1: own [Expr], Return.value: own Expr, types: shared [Type] }"
    );
    let names: Vec<_> = expr.links().iter().map(|link| (link.variant(), link.name())).collect();
    assert_eq!(names[0], (None, "parent"));
    assert_eq!(names[2], (Some("Binary"), "left"));
    assert_eq!(names[4], (Some("Call"), "0"));
    assert_eq!(names[7], (None, "types"));
}

/// The shared link has another number in each variant.
#[derive(Graph)]
#[graph(back(parent: Scope), shared(pub main: Scope), shared(pub all: Vec<Scope>))]
enum Scope {
    Empty,
    Two(#[graph(own)] Vec<Scope>, #[graph(own)] Box<Scope>),
    One {
        #[graph(own)]
        inner: Box<Scope>,
    },
}

impl ScopeNode {
    fn inner(&self) -> kinfolk::Rc<Scope> {
        match &self.kind {
            ScopeKind::Two(_, inner) | ScopeKind::One { inner } => inner.get(),
            ScopeKind::Empty => panic!(),
        }
    }
}

fn one(inner: Scope) -> Scope {
    Scope::One { inner: inner.into() }
}

fn two(list: Vec<Scope>, inner: Scope) -> Scope {
    Scope::Two(list, inner.into())
}

#[test]
fn leaks_name_the_variant() {
    let outer = two(vec![], one(Scope::Empty)).into_graph();
    outer.inner().inner().main.set(outer.clone());
    drop(outer);
    let found = leaks();
    let cycles: Vec<_> = found.iter().map(|leak| leak.cycle().to_string()).collect();
    assert_eq!(cycles, ["Scope::Two.1 -> Scope::One.inner -> Scope::Empty.main -> Scope::Two"]);
    assert_eq!(found[0].cycle().shared_link(), "Scope::Empty.main");
    assert_eq!(collect().freed(), 3);

    let one = one(Scope::Empty).into_graph();
    one.all.push(one.clone());
    drop(one);
    assert_eq!(leaks()[0].cycle().to_string(), "Scope::One.all -> Scope::One");
    assert_eq!(collect().freed(), 2);
    let cycles = schema::<Scope>().may_leak();
    assert!(cycles.iter().any(|cycle| cycle.to_string().starts_with("Scope.main ")), "{cycles:?}");
}

#[test]
fn shared_links_are_candidates_by_their_number() {
    let variants: [fn() -> Scope; 3] =
        [|| Scope::Empty, || one(Scope::Empty), || two(vec![Scope::Empty], Scope::Empty)];
    for (variant, nodes) in variants.into_iter().zip([1, 2, 3]) {
        let scope = variant().into_graph();
        scope.main.set(scope.clone());
        drop(scope);
        assert_eq!(collect().freed(), nodes);

        let scope = variant().into_graph();
        scope.all.push(scope.clone());
        // Set and emptied again: the list is the only candidate.
        scope.main.set(scope.clone());
        scope.main.take();
        drop(scope);
        assert_eq!(collect().freed(), nodes);
    }
}

#[test]
fn refused_children_name_the_variant() {
    let root = call(name("f"), vec![call(name("g"), vec![])]).into_graph();
    let ExprKind::Call(_, arguments) = &root.kind else { panic!() };
    let inner = arguments.get(0).unwrap();
    let ExprKind::Call(_, below) = &inner.kind else { panic!() };
    let error = below.try_push(root.clone()).unwrap_err();
    assert_eq!(error.kind(), AttachErrorKind::Cycle);
    let text = error.to_string();
    assert!(text.ends_with("Expr::Call.1 -> Expr::Call.1 -> Expr::Call"), "{text}");
    assert_eq!(error.into_child(), root);

    let ExprKind::Call(function, _) = &inner.kind else { panic!() };
    let error = arguments.try_push(function.get()).unwrap_err();
    assert_eq!(error.kind(), AttachErrorKind::Required);
    assert!(error.to_string().contains("Expr::Call.0"), "{error}");
    arguments.push(number(2.0));
    assert_eq!(root.text(), "f(g(), 2)");
    assert!(format!("{root:?}").starts_with("Expr::Call("), "{root:?}");
}

#[derive(Graph)]
#[graph(back(pub place: Place), to_plain)]
enum Shape {
    Dot,
    Group(#[graph(own)] Vec<Item>),
}

#[derive(Graph)]
#[graph(back(pub place: Place), to_plain)]
struct Page {
    #[graph(own)]
    items: Vec<Item>,
}

/// A union may wrap a node enum.
#[derive(Graph)]
#[graph(to_plain)]
enum Item {
    Shape(Shape),
    Page(Page),
}

/// And it may be an owner.
#[derive(Graph)]
enum Place {
    Shape(Shape),
    Page(Page),
}

#[test]
fn a_union_wraps_a_node_enum() {
    let page = Page { items: vec![Item::Shape(Shape::Group(vec![]))] }.into_graph();
    let ItemRc::Shape(group) = page.items.get(0).unwrap() else { panic!() };
    assert!(matches!(group.place.get(), Some(PlaceRc::Page(owner)) if owner == page));
    let ShapeKind::Group(items) = &group.kind else { panic!() };
    items.push(Shape::Dot);
    items.push(Page { items: vec![] });
    let ItemRc::Shape(dot) = items.get(0).unwrap() else { panic!() };
    assert!(matches!(dot.place.get(), Some(PlaceRc::Shape(owner)) if owner == group));
    assert_eq!(dot.path().to_string(), "Page.items[0].0[0]");
    assert_eq!(group.cast::<Place>().unwrap().cast::<Item>(), Some(ItemRc::Shape(group.clone())));
    let Item::Shape(Shape::Group(plain)) = page.to_plain().items.remove(0) else { panic!() };
    assert_eq!(plain.len(), 2);
    assert_eq!(page.validate(), Ok(()));
}
