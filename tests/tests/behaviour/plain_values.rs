//! The plain struct stays plain data: literals, serde, threads, comparison, and the way back.

use std::thread;

use kinfolk::{Graph, Handle, Node, Rc};
use serde::{Deserialize, Serialize};

use crate::model::{self, Entry, EntryRc, Item, check, file, folder, names, no_leaks, note, shelf};

// These are ordinary structs of an application; only the attributes are new.

#[derive(Graph, Serialize, Deserialize, Clone, Debug, PartialEq)]
#[graph(to_plain)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Company {
    name: String,
    #[graph(own)]
    departments: Vec<Department>,
    #[graph(own)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    board: Option<Board>,
    #[graph(own)]
    head_office: Option<Box<Site>>,
}

#[derive(Graph, Serialize, Deserialize, Clone, Debug, PartialEq)]
#[graph(back(company: Company), back(parent: Department), weak(lead: Person), to_plain)]
struct Department {
    name: String,
    #[graph(own)]
    #[serde(default)]
    departments: Vec<Department>,
    #[graph(own)]
    #[serde(default)]
    staff: Vec<Member>,
}

#[derive(Graph, Serialize, Deserialize, Clone, Debug, PartialEq)]
#[graph(back(company: Company), to_plain)]
struct Board {
    #[graph(cell)]
    seats: u8,
}

#[derive(Graph, Serialize, Deserialize, Clone, Debug, PartialEq)]
#[graph(back(company: Company), back(of: Site), to_plain)]
struct Site {
    place: String,
    #[graph(own)]
    annex: Option<Box<Site>>,
}

#[derive(Graph, Serialize, Deserialize, Clone, Debug, PartialEq)]
#[graph(to_plain)]
#[serde(tag = "kind")]
enum Member {
    Person(Person),
    Robot(Robot),
}

#[derive(Graph, Serialize, Deserialize, Clone, Debug, PartialEq)]
#[graph(back(department: Department), to_plain)]
struct Person {
    name: String,
    #[graph(refcell)]
    skills: Vec<String>,
    salary: Option<u32>,
}

#[derive(Graph, Serialize, Deserialize, Clone, Debug, PartialEq)]
#[graph(back(department: Department), to_plain)]
struct Robot {
    serial: (u16, u16),
}

const JSON: &str = r#"{
    "name": "Acme",
    "departments": [
        {
            "name": "Works",
            "departments": [{"name": "Paint", "departments": [], "staff": []}],
            "staff": [
                {"kind": "Person", "name": "Ann", "skills": ["welding"], "salary": 7},
                {"kind": "Robot", "serial": [1, 2]}
            ]
        }
    ],
    "board": {"seats": 5},
    "headOffice": {"place": "Rome", "annex": {"place": "Ostia", "annex": null}}
}"#;

fn company() -> Company {
    serde_json::from_str(JSON).expect("serde wrote this JSON")
}

#[test]
fn existing_serde_structs_become_graphs_with_attributes_only() {
    let company = company().into_graph();
    let works = company.departments.get(0).unwrap();
    assert_eq!(works.company.get(), Some(company.clone()));
    assert_eq!(works.parent.get(), None);
    assert_eq!(works.lead.get(), None);
    let paint = works.departments.get(0).unwrap();
    assert_eq!(paint.parent.get(), Some(works.clone()));
    assert_eq!(paint.company.get(), None);
    let MemberRc::Person(ann) = works.staff.get(0).unwrap() else {
        panic!("Ann is a person");
    };
    assert_eq!(ann.department.get(), Some(works.clone()));
    assert_eq!(ann.salary, Some(7));
    let board = company.board.get().unwrap();
    assert_eq!(board.seats.get(), 5);
    assert_eq!(board.company.get(), Some(company.clone()));
    let office = company.head_office.get().unwrap();
    assert_eq!(office.place, "Rome");
    assert_eq!(office.annex.get().unwrap().of.get(), Some(office.clone()));
    assert_eq!(company.descendants().count(), 7);
    assert_eq!(company.validate(), Ok(()));
}

#[test]
fn to_plain_gives_the_same_value_back() {
    let plain = company();
    let graph = plain.clone().into_graph();
    assert_eq!(graph.to_plain(), plain);
    let value: serde_json::Value = serde_json::from_str(JSON).unwrap();
    assert_eq!(serde_json::to_value(graph.to_plain()).unwrap(), value);
}

#[test]
fn to_plain_sees_every_change_of_the_graph() {
    let graph = company().into_graph();
    let works = graph.departments.get(0).unwrap();
    let MemberRc::Person(ann) = works.staff.get(0).unwrap() else {
        panic!("Ann is a person");
    };
    ann.skills.borrow_mut().push("paint".into());
    works.departments.get(0).unwrap().staff.push(ann.clone());
    works.lead.set(&ann);
    graph.board.get().unwrap().seats.set(9);
    let office = graph.head_office.take().unwrap();
    graph.head_office.set(office.annex.take().unwrap());

    let mut expected = company();
    let Member::Person(mut ann) = expected.departments[0].staff.remove(0) else {
        panic!("Ann is a person");
    };
    ann.skills.push("paint".into());
    expected.departments[0].departments[0].staff.push(Member::Person(ann));
    expected.board = Some(Board { seats: 9 });
    expected.head_office = Some(Box::new(Site { place: "Ostia".into(), annex: None }));
    assert_eq!(graph.to_plain(), expected);
    assert_eq!(works.to_plain(), expected.departments[0]);
    assert_eq!(works.staff.get(0).unwrap().to_plain(), expected.departments[0].staff[0]);
}

#[test]
fn a_plain_value_goes_to_another_thread_and_its_graph_is_made_there() {
    fn is_send<T: Send + Sync>() {}
    is_send::<Company>();
    is_send::<Member>();
    let plain = company();
    let back = thread::spawn(move || {
        let graph = plain.into_graph();
        graph.departments.clear();
        graph.to_plain()
    });
    let back = back.join().unwrap();
    assert_eq!(back.departments, []);
    assert_eq!(back.board, company().board);
}

#[test]
fn a_literal_with_everything() {
    let _no_leaks = no_leaks();
    let plain = model::Folder {
        entries: vec![Entry::File(file("a")), Entry::Folder(folder("b"))],
        archive: vec![folder("c"), folder("d")],
        notes: vec![note("e")],
        cover: Some(file("f")),
        inner: Some(Box::new(model::Folder { inner: Some(Box::new(folder("g"))), ..folder("h") })),
        rack: Some(Box::new(model::Shelf {
            items: vec![Item::Folder(folder("i")), Item::File(file("j"))],
            files: vec![file("k")],
            boards: vec![shelf("l")],
            top: Some(Box::new(Item::Shelf(shelf("m")))),
            label: Some(note("n")),
            ..shelf("o")
        })),
        pinned: Some(Box::new(Entry::Folder(folder("p")))),
        ..folder("root")
    };
    let graph = plain.clone().into_graph();
    check(&graph);
    assert_eq!(names(graph.descendants_or_self()), "root a b c d e f h g o i j k l m n p");
    assert_eq!(graph.to_plain(), plain);
    let EntryRc::Folder(b) = graph.entries.get(1).unwrap() else { unreachable!() };
    assert_eq!(b.to_plain(), folder("b"));
}

#[test]
fn values_in_the_node_are_those_of_the_plain_struct() {
    let text = "as it is".to_owned();
    let at = text.as_ptr();
    let note: Rc<model::Note> = model::Note { text, ..note("n") }.into_graph();
    assert_eq!(note.text.borrow().as_ptr(), at, "moved, not copied");
    let again = note.to_plain();
    assert_eq!(again.text, "as it is");
    assert_ne!(again.text.as_ptr(), at, "copied, not moved");
}

#[test]
fn depths_around_the_bounds_of_recursion() {
    for depth in (40..60).chain(90..105).chain([143, 144, 145, 146, 191, 192, 193]) {
        let mut plain = folder("0");
        for number in 1..depth {
            plain = model::Folder {
                inner: Some(Box::new(plain)),
                entries: vec![Entry::File(file("leaf"))],
                ..folder(&number.to_string())
            };
        }
        let graph = plain.clone().into_graph();
        check(&graph);
        assert_eq!(graph.descendants_of::<model::Folder>().count(), depth - 1);
        assert_eq!(graph.to_plain(), plain, "{depth}");
    }
}

mod with_type_parameters {
    use super::*;

    /// Its bound is only on `to_plain`: a `Tree` of any type is a graph.
    #[derive(Graph, Clone, Debug, PartialEq)]
    #[graph(back(parent: Tree<T>), to_plain)]
    struct Tree<T> {
        value: T,
        #[graph(refcell)]
        values: Vec<T>,
        #[graph(cell)]
        count: u32,
        kind: std::marker::PhantomData<fn(T)>,
        #[graph(own)]
        below: Vec<Branch<T>>,
    }

    #[derive(Graph, Clone, Debug, PartialEq)]
    #[graph(to_plain)]
    enum Branch<T> {
        Tree(Tree<T>),
        Leaf(Leaf<T>),
    }

    #[derive(Graph, Clone, Debug, PartialEq)]
    #[graph(back(parent: Tree<T>), to_plain)]
    struct Leaf<T> {
        value: T,
    }

    /// Holds a value that cannot be cloned.
    #[derive(Graph)]
    #[graph(back(parent: Boxed<T>), to_plain)]
    struct Boxed<T> {
        value: T,
        shared: std::rc::Rc<u8>,
        #[graph(own)]
        below: Option<Box<Boxed<T>>>,
    }

    #[derive(Graph)]
    #[graph(to_plain)]
    struct Typed<T> {
        kind: std::marker::PhantomData<T>,
        shared: std::rc::Rc<T>,
    }

    #[derive(Graph)]
    #[graph(back(parent: Counter<T>), to_plain)]
    struct Counter<T> {
        #[graph(cell)]
        last: Option<T>,
        #[graph(own)]
        below: Vec<Counter<T>>,
    }

    struct NotClone;

    #[test]
    fn the_method_copies_all_depths() {
        let kind = std::marker::PhantomData;
        let mut tree =
            Tree { value: "0".to_owned(), values: vec![], count: 0, kind, below: vec![] };
        for count in 1..300 {
            let value = count.to_string();
            let leaf = Branch::Leaf(Leaf { value: value.clone() });
            let below = vec![leaf, Branch::Tree(tree)];
            tree = Tree { value: value.clone(), values: vec![value], count, kind, below };
        }
        assert_eq!(tree.clone().into_graph().to_plain(), tree);

        let counter =
            Counter { last: Some('a'), below: vec![Counter { last: None, below: vec![] }] };
        let counter = counter.into_graph().to_plain();
        assert_eq!((counter.last, counter.below[0].last), (Some('a'), None));
    }

    #[test]
    fn the_type_needs_no_clone() {
        let shared = std::rc::Rc::new(1);
        let boxed = Boxed { value: NotClone, shared: shared.clone(), below: None }.into_graph();
        boxed.below.set(Boxed { value: NotClone, shared, below: None });
        assert_eq!(boxed.descendants().count(), 1);

        let counter = Counter { last: Some(NotClone), below: vec![] }.into_graph();
        assert!(counter.last.take().is_some());

        let shared = std::rc::Rc::new(NotClone);
        let typed = Typed { kind: std::marker::PhantomData, shared }.into_graph();
        assert!(std::rc::Rc::ptr_eq(&typed.to_plain().shared, &typed.shared));
    }
}

mod of_types_that_begin_deep {
    use super::*;

    #[derive(Graph, Clone, Debug, PartialEq)]
    #[graph(back(up: A), to_plain)]
    struct A {
        number: usize,
        #[graph(own)]
        same: Option<Box<A>>,
        #[graph(own)]
        b: Vec<B>,
    }

    #[derive(Graph, Clone, Debug, PartialEq)]
    #[graph(back(up: Parent), to_plain)]
    struct B {
        number: usize,
        #[graph(own)]
        same: Option<Box<B>>,
        #[graph(own)]
        c: Option<AnyC>,
    }

    #[derive(Graph)]
    enum Parent {
        A(A),
        B(B),
    }

    #[derive(Graph, Clone, Debug, PartialEq)]
    #[graph(to_plain)]
    enum AnyC {
        C(C),
    }

    #[derive(Graph, Clone, Debug, PartialEq)]
    #[graph(back(up: B), back(above: C), to_plain)]
    struct C {
        number: usize,
        #[graph(own)]
        c: Vec<AnyC>,
    }

    #[test]
    fn come_back_whole() {
        let mut c = C { number: 0, c: vec![] };
        for number in 1..300 {
            c = C { number, c: vec![AnyC::C(c), AnyC::C(C { number, c: vec![] })] };
        }
        let mut b = B { number: 0, same: None, c: Some(AnyC::C(c)) };
        for number in 1..300 {
            b = B { number, same: Some(Box::new(b)), c: None };
        }
        let mut a = A { number: 0, same: None, b: vec![b] };
        for number in 1..300 {
            a = A { number, same: Some(Box::new(a)), b: vec![] };
        }
        assert_eq!(a.clone().into_graph().to_plain(), a);
    }
}

mod of_a_borrowed_field {
    use std::panic::Location;

    use super::*;
    use kinfolk_tests::panics::{panic_of, place_of_panic};

    #[derive(Graph)]
    #[graph(to_plain)]
    struct Album {
        #[graph(own)]
        pictures: Vec<Picture>,
    }

    #[derive(Graph)]
    #[graph(to_plain)]
    enum Picture {
        Photo(Photo),
    }

    #[derive(Graph)]
    #[graph(back(album: Album), to_plain)]
    struct Photo {
        #[graph(refcell)]
        r#in: Vec<String>,
    }

    #[test]
    fn panics_with_its_name_at_the_call() {
        let album = Album { pictures: vec![Picture::Photo(Photo { r#in: vec![] })] }.into_graph();
        let handle = album.pictures.get(0).unwrap();
        let PictureRc::Photo(photo) = &handle;
        let borrowed = photo.r#in.borrow_mut();
        let here = Location::caller();
        let text = panic_of(|| album.to_plain());
        assert_eq!(text, "`to_plain` cannot copy `Photo.in` while it is mutably borrowed");
        assert_eq!(place_of_panic(), format!("{}:{}", here.file(), here.line() + 1));
        panic_of(|| handle.to_plain());
        assert_eq!(place_of_panic(), format!("{}:{}", here.file(), here.line() + 4));
        drop(borrowed);
        assert_eq!(album.to_plain().pictures.len(), 1);
    }
}
