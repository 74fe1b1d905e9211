//! Values in each form of node, beside links of each kind.

use std::marker::PhantomData;

use kinfolk::schema::LinkSchema;
use kinfolk::{Graph, Node, Value};

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(parent: Folder), weak(seen: Folder), shared(like: Folder), to_plain)]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
    #[graph(value)]
    pub name: String,
    size: u64,
    #[graph(own)]
    only: Option<Box<Folder>>,
    #[graph(value)]
    count: usize,
}

fn folder(name: &str, folders: Vec<Folder>, only: Option<Folder>) -> Folder {
    Folder { count: folders.len(), folders, name: name.into(), size: 3, only: only.map(Box::new) }
}

#[test]
fn a_struct_has_values_beside_links_of_each_kind() {
    let plain = folder("a", vec![folder("b", vec![], None)], Some(folder("c", vec![], None)));
    let root = plain.clone().into_graph();
    assert_eq!(root.to_plain(), plain);
    let [b, c] = [root.folders.get(0).unwrap(), root.only.get().unwrap()];
    assert_eq!(
        [b.place().unwrap().to_string(), c.place().unwrap().to_string()],
        ["folders[0]", "only"]
    );
    b.name.set("bb".into());
    root.like.set(c.clone());
    assert_eq!(c.name.take(), "c");
    let names = root.descendants_of::<Folder>().map(|node| node.name.get());
    assert_eq!(names.collect::<Vec<_>>(), ["bb", ""]);
    root.validate().unwrap();
    c.folders.push(root.folders.get(0).unwrap());
    assert_eq!(b.path().to_string(), "Folder.only.folders[0]");
    root.validate().unwrap();
    assert_eq!(root.to_plain().only.unwrap().folders[0].name, "bb");
    assert_eq!(kinfolk::leaks().len(), 0);
}

#[test]
fn values_are_no_links_in_the_schema() {
    let schema = kinfolk::schema::<Folder>();
    let links: Vec<_> = schema.node_types()[0].links().iter().map(LinkSchema::name).collect();
    assert_eq!(links, ["parent", "seen", "folders", "only", "like"]);
    let schema = kinfolk::schema::<Shape>();
    let links: Vec<_> = schema.node_types()[0].links().iter().map(LinkSchema::name).collect();
    assert_eq!(links, ["parent", "shapes", "frame", "inner", "like"]);
}

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(above: Text), to_plain)]
struct Text(#[graph(own)] Vec<Text>, #[graph(value)] pub String, u32, #[graph(value)] u32);

#[test]
fn a_tuple_struct_has_values() {
    let plain = Text(vec![Text(vec![], "b".into(), 1, 2)], "a".into(), 3, 4);
    let root = plain.clone().into_graph();
    assert_eq!(root.to_plain(), plain);
    let below = root.0.get(0).unwrap();
    below.1.set("bb".into());
    below.3.update(|number| *number += below.2);
    assert_eq!(root.to_plain().0, [Text(vec![], "bb".into(), 1, 3)]);
    root.validate().unwrap();
}

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(parent: Shape), shared(like: Shape), to_plain)]
enum Shape {
    Dot,
    Label(#[graph(value)] String),
    Circle {
        #[graph(value)]
        radius: f64,
        name: String,
    },
    Group {
        #[graph(own)]
        shapes: Vec<Shape>,
        #[graph(value)]
        title: String,
    },
    Framed {
        #[graph(own)]
        frame: Box<Shape>,
        #[graph(value)]
        width: u32,
        #[graph(own)]
        inner: Vec<Shape>,
        #[graph(value)]
        seen: Vec<bool>,
    },
}

fn shapes() -> Shape {
    let framed = Shape::Framed {
        frame: Box::new(Shape::Dot),
        width: 2,
        inner: vec![Shape::Label("l".into()), Shape::Circle { radius: 1.5, name: "c".into() }],
        seen: vec![true],
    };
    Shape::Group { shapes: vec![framed, Shape::Dot], title: "g".into() }
}

#[test]
fn variants_of_a_node_enum_have_values() {
    let root = shapes().into_graph();
    assert_eq!(root.to_plain(), shapes());
    root.validate().unwrap();
    let ShapeKind::Group { shapes: list, title } = &root.kind else { unreachable!() };
    title.update(|title| title.push('!'));
    let framed = list.get(0).unwrap();
    let ShapeKind::Framed { frame, width, inner, seen } = &framed.kind else { unreachable!() };
    width.set(7);
    seen.update(|seen| seen.push(false));
    framed.like.set(framed.clone());
    assert_eq!(frame.get().path().to_string(), "Shape::Group.shapes[0].frame");
    let label = inner.get(0).unwrap();
    assert_eq!(label.path().to_string(), "Shape::Group.shapes[0].inner[0]");
    let ShapeKind::Label(text) = &label.kind else { unreachable!() };
    text.set("ll".into());
    let circle = inner.get(1).unwrap();
    let ShapeKind::Circle { radius, name } = &circle.kind else { unreachable!() };
    radius.set(2.5);
    assert_eq!((root.descendants().count(), name.as_str()), (5, "c"));

    let framed_plain = Shape::Framed {
        frame: Box::new(Shape::Dot),
        width: 7,
        inner: vec![Shape::Label("ll".into()), Shape::Circle { radius: 2.5, name: "c".into() }],
        seen: vec![true, false],
    };
    assert_eq!(framed.to_plain(), framed_plain);
    assert_eq!(root.to_plain().into_graph().to_plain(), root.to_plain());
    assert!(list.contains(&framed));
    framed.detach();
    assert_eq!((framed.depth(), list.len()), (0, 1));
    framed.like.take();
}

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(to_plain)]
struct Generic<T: Default, const N: usize>
where
    T: PartialEq,
{
    #[graph(value)]
    of: T,
    #[graph(value)]
    array: [T; N],
    of_none: PhantomData<T>,
}

#[test]
fn values_can_be_of_parameters() {
    let plain = Generic { of: 1_u8, array: [2, 3], of_none: PhantomData };
    let node = plain.clone().into_graph();
    node.array.update(|array| array.reverse());
    node.of.set(4);
    assert_eq!(node.to_plain(), Generic { of: 4, array: [3, 2], of_none: PhantomData });
}

/// With more fields than one tuple takes.
#[derive(Clone, Debug, Default, Graph, PartialEq)]
#[graph(to_plain)]
struct Wide {
    #[graph(value)]
    a: u8,
    #[graph(value)]
    b: u8,
    #[graph(value)]
    c: u8,
    #[graph(value)]
    d: u8,
    #[graph(value)]
    e: u8,
    #[graph(value)]
    f: u8,
    #[graph(value)]
    g: u8,
    #[graph(value)]
    h: u8,
    #[graph(value)]
    i: String,
    #[cfg(any())]
    #[graph(value)]
    no: Missing,
}

#[test]
fn a_node_has_any_number_of_values() {
    let node = Wide::default().into_graph();
    let all: [&Value<Wide, u8>; 8] =
        [&node.a, &node.b, &node.c, &node.d, &node.e, &node.f, &node.g, &node.h];
    for (at, value) in (1..).zip(all) {
        value.set(at);
    }
    node.i.set("i".into());
    let plain = Wide { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: "i".into() };
    assert_eq!(node.to_plain(), plain);
}

macro_rules! model {
    ($name:ident, $field:ident: $ty:ty) => {
        #[derive(Graph)]
        struct $name {
            #[graph(value)]
            $field: $ty,
            #[graph(value)]
            second: $ty,
        }
    };
}

model!(ByMacro, second_one: Vec<u8>);

#[test]
fn a_macro_can_write_values() {
    let node = ByMacro { second_one: vec![1], second: vec![] }.into_graph();
    node.second.update(|all| all.extend(node.second_one.get()));
    assert_eq!(node.second.get(), [1]);
}
