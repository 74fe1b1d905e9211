//! Node types and links as data, and which models can leak.

use std::any::TypeId;
use std::marker::PhantomData;

use kinfolk::schema::{LinkKind, Schema};
use kinfolk::{Graph, Rc, collect, leaks, schema};

use crate::model;

/// The names of a schema's types.
fn types(schema: &Schema) -> String {
    schema.node_types().iter().map(kinfolk::schema::NodeSchema::name).collect::<Vec<_>>().join(" ")
}

/// The links of each type of a schema, as text.
fn links<T: Graph>() -> Vec<String> {
    schema::<T>().node_types().iter().map(|node| format!("{node:?}")).collect()
}

/// The cycles in which a model may leak, as text.
fn may_leak<T: Graph>() -> Vec<String> {
    schema::<T>().may_leak().iter().map(ToString::to_string).collect()
}

mod as_data {
    use super::*;

    #[test]
    fn of_a_struct_names_it_and_all_that_its_links_lead_to() {
        let schema = schema::<model::Silent>();
        assert_eq!(types(&schema), "Silent Hooked Leaf");
        let silent = &schema.node_types()[0];
        assert_eq!((silent.name(), silent.type_id()), ("Silent", TypeId::of::<model::Silent>()));
        let links: Vec<_> = silent
            .links()
            .iter()
            .map(|link| (link.name(), link.kind(), link.is_list(), link.targets().count()))
            .collect();
        assert_eq!(
            links,
            [
                ("owner", LinkKind::Back, false, 3),
                ("friend", LinkKind::Weak, false, 3),
                ("parts", LinkKind::Own, true, 3),
                ("lone", LinkKind::Own, false, 1),
                ("one", LinkKind::Shared, false, 3),
                ("many", LinkKind::Shared, true, 3),
                ("leaf", LinkKind::Shared, false, 1),
                ("leaves", LinkKind::Shared, true, 1),
            ],
        );
        let one = &silent.links()[4];
        assert_eq!(one.targets().collect::<Vec<_>>(), ["Silent", "Hooked", "Leaf"]);
        assert_eq!(
            one.target_ids().collect::<Vec<_>>(),
            [
                TypeId::of::<model::Silent>(),
                TypeId::of::<model::Hooked>(),
                TypeId::of::<model::Leaf>(),
            ],
        );
    }

    #[test]
    fn of_a_union_begins_with_its_types() {
        assert_eq!(types(&schema::<model::Part>()), "Silent Hooked Leaf");
        assert_eq!(types(&schema::<Box<model::Leaf>>()), "Leaf Silent Hooked");
        assert_eq!(types(&schema::<Box<Box<model::Part>>>()), "Silent Hooked Leaf");
    }

    #[test]
    fn of_each_kind_of_container() {
        #[derive(Graph)]
        #[graph(
            back(rack: Rack),
            weak(near: Tin, far: Vec<Tin>),
            shared(lid: Box<Tin>, lids: Vec<Box<Tin>>, any: Thing)
        )]
        struct Rack {
            #[graph(own)]
            list: Vec<Rack>,
            #[graph(own)]
            option: Option<Tin>,
            #[graph(own)]
            boxed: Option<Box<Thing>>,
        }
        #[derive(Graph)]
        #[graph(back(rack: Rack))]
        struct Tin {}
        #[derive(Graph)]
        enum Thing {
            Tin(Tin),
            Rack(Rack),
        }

        assert_eq!(
            links::<Thing>(),
            [
                "Tin { rack: back Rack }",
                "Rack { rack: back Rack, near: weak Tin, far: weak [Tin], list: own [Rack], \
                 option: own Tin, boxed: own Tin | Rack, lid: shared Tin, lids: shared [Tin], \
                 any: shared Tin | Rack }",
            ],
        );
        // Uses the declared fields too.
        for boxed in
            [Thing::Tin(Tin {}), Thing::Rack(Rack { list: vec![], option: None, boxed: None })]
        {
            drop(Rack { list: vec![], option: None, boxed: Some(Box::new(boxed)) }.into_graph());
        }
    }

    #[test]
    fn of_generics() {
        #[derive(Graph)]
        #[graph(shared(inner: T), shared(all: Vec<Wrap<T, N>>))]
        struct Wrap<T: Graph, const N: usize> {
            inside: PhantomData<T>,
        }
        #[derive(Graph)]
        struct Tin {}
        #[derive(Graph)]
        #[graph(shared(wrap: Wrap<Can, 1>))]
        struct Can {}

        assert_eq!(
            links::<Wrap<Tin, 0>>(),
            ["Wrap { inner: shared Tin, all: shared [Wrap] }", "Tin"]
        );
        assert_eq!(may_leak::<Wrap<Tin, 0>>(), ["Wrap.all -> Wrap"]);
        assert_eq!(
            may_leak::<Wrap<Can, 1>>(),
            ["Wrap.inner -> Can.wrap -> Wrap", "Wrap.all -> Wrap"]
        );
        // `Wrap<Can, 2>` is another type, which leads to the first one and not back.
        assert_eq!(types(&schema::<Wrap<Can, 2>>()), "Wrap Can Wrap");
        let cycles = may_leak::<Wrap<Can, 2>>();
        assert_eq!(cycles.len(), 3, "{cycles:?}");
    }

    #[test]
    fn of_a_type_without_links() {
        #[derive(Graph)]
        struct Tin {}
        assert_eq!((links::<Tin>(), may_leak::<Tin>()), (vec!["Tin".to_owned()], vec![]));
        assert_eq!(schema::<Tin>().node_types()[0].links().len(), 0);
    }

    #[test]
    fn kinds_are_strong_or_not_and_are_named_as_declared() {
        let kinds = [LinkKind::Own, LinkKind::Back, LinkKind::Weak, LinkKind::Shared];
        assert_eq!(kinds.map(|kind| kind.to_string()), ["own", "back", "weak", "shared"]);
        assert_eq!(kinds.map(LinkKind::is_strong), [true, false, false, true]);
        assert_eq!(format!("{:>7}|{:<5}|", LinkKind::Own, LinkKind::Back), "    own|back |");
    }
}

/// Three types with the same name.
mod one_way {
    pub mod upper {
        #[derive(kinfolk::Graph)]
        #[graph(shared(pub next: super::lower::Page))]
        pub struct Page {}
    }
    pub mod lower {
        #[derive(kinfolk::Graph)]
        #[graph(shared(pub next: super::last::Page))]
        pub struct Page {}
    }
    pub mod last {
        #[derive(kinfolk::Graph)]
        pub struct Page {}
    }
}

/// Two types with the same name.
mod both_ways {
    pub mod upper {
        #[derive(kinfolk::Graph)]
        #[graph(shared(pub next: super::lower::Page))]
        pub struct Page {}
    }
    pub mod lower {
        #[derive(kinfolk::Graph)]
        #[graph(shared(pub next: super::upper::Page))]
        pub struct Page {}
    }
}

/// Which models can leak, and through which cycle.
mod leaky {
    use super::*;

    #[test]
    fn not_without_shared_links() {
        #[derive(Graph)]
        #[graph(back(parent: Folder), weak(twin: Folder))]
        struct Folder {
            #[graph(own)]
            folders: Vec<Folder>,
        }
        assert_eq!(may_leak::<Folder>(), [""; 0]);
        drop(Folder { folders: vec![] }.into_graph());
    }

    #[test]
    fn not_by_shared_links_that_lead_nowhere_back() {
        #[derive(Graph)]
        #[graph(shared(b: B), shared(c: Vec<C>))]
        struct A {}
        #[derive(Graph)]
        #[graph(shared(c: C))]
        struct B {}
        #[derive(Graph)]
        struct C {}
        assert_eq!(may_leak::<A>(), [""; 0]);
    }

    #[test]
    fn by_a_link_to_the_type_itself() {
        #[derive(Graph)]
        #[graph(shared(this: Knot), shared(all: Vec<Knot>), weak(other: Knot))]
        struct Knot {}
        assert_eq!(may_leak::<Knot>(), ["Knot.this -> Knot", "Knot.all -> Knot"]);
        let links: Vec<_> =
            schema::<Knot>().may_leak().iter().map(kinfolk::collect::Cycle::shared_link).collect();
        assert_eq!(links, ["Knot.this", "Knot.all"]);
    }

    #[test]
    fn by_two_links_in_one_cycle() {
        #[derive(Graph)]
        #[graph(shared(b: B))]
        struct A {}
        #[derive(Graph)]
        #[graph(shared(a: A))]
        struct B {}
        assert_eq!(may_leak::<A>(), ["A.b -> B.a -> A"]);
        assert_eq!(may_leak::<B>(), ["B.a -> A.b -> B"]);
    }

    #[test]
    fn by_way_of_owned_nodes_and_begins_at_the_topmost_owner() {
        #[derive(Graph)]
        struct Book {
            #[graph(own)]
            chapters: Vec<Chapter>,
        }
        #[derive(Graph)]
        #[graph(back(book: Book))]
        struct Chapter {
            #[graph(own)]
            pages: Option<Box<Page>>,
        }
        #[derive(Graph)]
        #[graph(back(chapter: Chapter), shared(book: Book))]
        struct Page {}
        let expected = "Book.chapters -> Chapter.pages -> Page.book -> Book";
        assert_eq!(may_leak::<Book>(), [expected]);
        assert_eq!(may_leak::<Page>(), [expected]);
        assert_eq!(schema::<Chapter>().may_leak()[0].shared_link(), "Page.book");
        drop(Book { chapters: vec![Chapter { pages: None }] }.into_graph());
    }

    #[test]
    fn by_way_of_a_union() {
        #[derive(Graph)]
        #[graph(shared(any: Any))]
        struct A {}
        #[derive(Graph)]
        struct B {}
        #[derive(Graph)]
        #[graph(shared(a: Vec<A>))]
        struct C {}
        #[derive(Graph)]
        enum Any {
            B(B),
            C(C),
        }
        assert_eq!(may_leak::<A>(), ["A.any -> C.a -> A"]);
        assert_eq!(may_leak::<Any>(), ["C.a -> A.any -> C"]);
        drop([Any::B(B {}), Any::C(C {})].map(Graph::into_graph));
    }

    #[test]
    fn not_where_a_weak_link_or_a_back_link_leads_back() {
        #[derive(Graph)]
        #[graph(shared(b: B))]
        struct A {
            #[graph(own)]
            c: Vec<C>,
        }
        #[derive(Graph)]
        #[graph(weak(a: A), weak(all: Vec<A>))]
        struct B {}
        #[derive(Graph)]
        #[graph(back(a: A), shared(b: B))]
        struct C {}
        assert_eq!(may_leak::<A>(), [""; 0]);
        drop(A { c: vec![] }.into_graph());
    }

    /// The cycles of a type are named even where only a weak link leads to it.
    #[test]
    fn by_types_that_only_weak_links_and_back_links_lead_to() {
        #[derive(Graph)]
        #[graph(weak(knot: Knot), back(owner: Owner))]
        struct A {}
        #[derive(Graph)]
        #[graph(shared(this: Knot))]
        struct Knot {}
        #[derive(Graph)]
        #[graph(shared(owner: Owner))]
        struct Owner {
            #[graph(own)]
            a: Option<A>,
        }
        let cycles = may_leak::<A>();
        assert_eq!(cycles.len(), 2, "{cycles:?}");
        assert!(cycles.contains(&"Knot.this -> Knot".into()));
        assert!(cycles.contains(&"Owner.owner -> Owner".into()));
        drop(Owner { a: None }.into_graph());
    }

    #[test]
    fn by_a_shortest_cycle_for_each_shared_link_that_can_close_one() {
        #[derive(Graph)]
        #[graph(shared(b: B), shared(c: C))]
        struct A {}
        #[derive(Graph)]
        #[graph(shared(c: C), shared(tin: Tin))]
        struct B {}
        #[derive(Graph)]
        #[graph(shared(a: A))]
        struct C {}
        #[derive(Graph)]
        struct Tin {}
        assert_eq!(may_leak::<A>(), ["A.b -> B.c -> C.a -> A", "A.c -> C.a -> A"]);
    }

    #[test]
    fn by_boxes_as_by_their_contents() {
        #[derive(Graph)]
        #[graph(shared(list: Vec<Box<Knot>>), shared(boxed: Box<Knot>))]
        struct Knot {}
        assert_eq!(may_leak::<Knot>(), ["Knot.list -> Knot", "Knot.boxed -> Knot"]);
    }

    /// Types are not told apart by name.
    #[test]
    fn not_by_two_types_of_one_name() {
        use crate::schemas::one_way::{last, lower, upper};

        let schema = schema::<upper::Page>();
        assert_eq!((types(&schema).as_str(), schema.may_leak()), ("Page Page Page", vec![]));
        let ids: Vec<_> =
            schema.node_types().iter().map(kinfolk::schema::NodeSchema::type_id).collect();
        assert_eq!(
            ids,
            [TypeId::of::<upper::Page>(), TypeId::of::<lower::Page>(), TypeId::of::<last::Page>()]
        );
        let page = upper::Page {}.into_graph();
        page.next.set(lower::Page {});
        page.next.get().unwrap().next.set(last::Page {});
        assert_eq!(collect().examined(), 0);
    }

    #[test]
    fn by_two_types_of_one_name_that_hold_each_other() {
        use crate::schemas::both_ways::{lower, upper};

        assert_eq!(may_leak::<upper::Page>(), ["Page.next -> Page.next -> Page"]);
        let page = upper::Page {}.into_graph();
        page.next.set(lower::Page {});
        page.next.get().unwrap().next.set(page.clone());
        drop(page);
        let leaks = leaks();
        assert_eq!(leaks[0].cycle().to_string(), "Page.next -> Page.next -> Page");
        assert_eq!(collect().freed(), 2);
    }

    #[test]
    fn by_the_model_of_these_tests_in_many_ways() {
        let cycles = may_leak::<model::Part>();
        for expected in [
            "Silent.one -> Silent",
            "Silent.many -> Silent",
            "Hooked.one -> Hooked",
            "Hooked.many -> Hooked",
        ] {
            assert!(cycles.contains(&expected.into()), "{expected}: {cycles:?}");
        }
        assert!(!cycles.iter().any(|cycle| cycle.contains("leaf") || cycle.contains("leaves")));
    }
}

/// A model that cannot leak is never examined, however it looks.
#[test]
fn models_that_cannot_leak_cost_nothing_in_a_collection() {
    #[derive(Graph)]
    #[graph(shared(pub font: Font), shared(pub themes: Vec<Theme>))]
    struct Document {
        #[graph(own)]
        pages: Vec<Page>,
    }
    #[derive(Graph)]
    #[graph(back(document: Document), weak(pub next: Page), shared(pub theme: Any))]
    struct Page {}
    #[derive(Graph)]
    #[graph(shared(pub font: Font), weak(pub used: Document))]
    struct Theme {}
    #[derive(Graph)]
    struct Font {}
    #[derive(Graph)]
    enum Any {
        Theme(Theme),
        Font(Font),
    }

    assert_eq!(schema::<Document>().may_leak(), []);
    let document = Document { pages: (0..200).map(|_| Page {}).collect() }.into_graph();
    document.font.set(Font {});
    let font = document.font.get().unwrap();
    for page in &document.pages {
        let theme = document.themes.add(Theme {});
        theme.font.set(font.clone());
        theme.used.set(&document);
        page.theme.set(Any::Font(Font {}));
        page.theme.set(Any::Theme(Theme {}));
        page.theme.set(theme);
        page.next.set(&page);
    }
    assert_eq!((collect().examined(), leaks()), (0, vec![]));
    drop(document);
    assert_eq!((collect().examined(), Rc::strong_count(&font)), (0, 1));
}
