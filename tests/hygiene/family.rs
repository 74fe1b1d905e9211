// A model with every kind of link, for the packages that derive it in another edition.

#[derive(::kinfolk::Graph)]
#[graph(back(parent: Folder), weak(shortcut: Entry, recent: Vec<File>), to_plain)]
#[graph(shared(icon: Entry, templates: Vec<File>))]
#[graph(live(opened: ::std::cell::Cell<u8> = ::std::cell::Cell::new(1), depth: u8))]
#[graph(finalize = FolderNode::closed)]
struct Folder {
    name: String,
    closed: ::std::rc::Rc<::std::cell::Cell<u8>>,
    #[graph(own)]
    entries: Vec<Entry>,
    #[graph(own)]
    cover: Option<Box<File>>,
}

#[derive(::kinfolk::Graph)]
#[graph(back(folder: Folder), derive(Debug), to_plain)]
#[graph(finalize = |file: &::kinfolk::Rc<Self>| file.closed.set(file.closed.get() + 1))]
struct File {
    closed: ::std::rc::Rc<::std::cell::Cell<u8>>,
    #[graph(cell)]
    size: u64,
    #[graph(refcell)]
    tags: Vec<String>,
}

impl FolderNode {
    fn closed(&self) {
        self.closed.set(self.closed.get() + 10);
    }
}

#[derive(::kinfolk::Graph)]
#[graph(to_plain)]
enum Entry {
    Folder(Folder),
    File(File),
}

#[cfg(test)]
#[derive(::kinfolk::Trace)]
struct Data {
    folder: ::kinfolk::Rc<Folder>,
    values: ::std::collections::HashMap<String, Value>,
}

#[cfg(test)]
#[derive(::kinfolk::Trace)]
enum Value {
    Entry(EntryRc),
    Data { data: Box<Data>, name: &'static str },
    Skipped(#[trace(skip)] fn(), Option<Box<Value>>),
}

#[cfg(test)]
#[derive(::kinfolk::Graph)]
#[graph(back(group: Group), to_plain, derive(Debug))]
struct Text(String, #[graph(cell)] u64);

#[cfg(test)]
#[derive(::kinfolk::Graph)]
#[graph(to_plain)]
struct Group(#[graph(own)] Vec<Text>, #[graph(refcell)] Vec<String>);

#[test]
fn data_is_traced() {
    fn is_traced<T: ::kinfolk::Trace>(_: &T) {}
    let plain = Folder { name: "".into(), closed: Default::default(), entries: vec![], cover: None };
    let folder = ::kinfolk::Graph::into_graph(plain);
    let entry = Value::Entry(folder.clone().into());
    let data = Data { folder, values: Some(("entry".to_owned(), entry)).into_iter().collect() };
    let value = Value::Data { data: Box::new(data), name: "data" };
    let value = Value::Skipped(|| (), Some(Box::new(value)));
    is_traced(&value);
    let value = match value {
        Value::Skipped(call, Some(value)) => {
            call();
            *value
        }
        value => value,
    };
    if let Value::Data { data, name } = value {
        assert!(name == "data" && data.values.len() == 1 && data.folder.name.is_empty());
    }
}

#[test]
fn the_fields_need_no_names() {
    let plain = Group(vec![Text("a".into(), 1)], vec![]);
    let group = ::kinfolk::Graph::into_graph(plain);
    let text = group.0.get(0).unwrap();
    text.1.set(2);
    group.1.borrow_mut().push(text.0.clone());
    assert!(text.group.get() == Some(group.clone()));
    let plain = group.to_plain();
    assert!(plain.0[0].1 == 2 && plain.0[0].0 == "a" && plain.1 == ["a"]);
}

#[cfg(test)]
#[derive(::kinfolk::Graph)]
#[graph(back(parent: Expr), shared(other: Expr), finalize = |_| (), to_plain)]
enum Expr {
    Number(u8, #[graph(cell)] u8),
    Sum {
        #[graph(own)]
        terms: Vec<Expr>,
    },
    Nothing,
}

#[test]
fn the_enum_is_one_node_type() {
    let plain = Expr::Sum { terms: vec![Expr::Number(1, 2), Expr::Nothing] };
    let sum = ::kinfolk::Graph::into_graph(plain);
    match &sum.kind {
        ExprKind::Sum { terms } => {
            let number = terms.get(0).unwrap();
            assert!(number.parent.get() == Some(sum.clone()));
            if let ExprKind::Number(_, cell) = &number.kind {
                cell.set(3);
            }
        }
        ExprKind::Number(..) | ExprKind::Nothing => unreachable!(),
    }
    match sum.to_plain() {
        Expr::Sum { terms } => match terms[0] {
            Expr::Number(1, 3) => {}
            _ => unreachable!(),
        },
        Expr::Number(..) | Expr::Nothing => unreachable!(),
    }
}

#[test]
fn the_family_lives() {
    let closed = ::std::rc::Rc::new(::std::cell::Cell::new(0));
    let file = |size| File { closed: closed.clone(), size, tags: vec![] };
    let name = "root".into();
    let plain = Folder { name, closed: closed.clone(), entries: vec![], cover: None };
    let folder = ::kinfolk::Graph::into_graph(plain);
    assert_eq!((folder.opened.replace(2), folder.depth), (1, 0));
    let first = folder.entries.add(file(1));
    folder.shortcut.set(&first);
    folder.cover.set(file(2));
    folder.icon.set(file(4));
    folder.templates.push(folder.cover.get().unwrap());
    folder.recent.push(&folder.cover.get().unwrap());
    match first {
        EntryRc::File(file) => {
            file.size.set(3);
            file.tags.borrow_mut().push(folder.name.clone());
            assert!(file.folder.get() == Some(folder.clone()));
        }
        EntryRc::Folder(folder) => assert!(folder.parent.get().is_none()),
    }
    match &folder.to_plain().entries[0] {
        Entry::File(file) => assert!(file.size == 3 && file.tags == ["root"]),
        Entry::Folder(_) => unreachable!(),
    }
    drop(folder);
    assert_eq!(closed.get(), 13);
}
