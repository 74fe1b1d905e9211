//! Each operation, on maps that nothing else uses.

use kinfolk::{AttachErrorKind, Graph, Handle, Node, Rc};

use crate::model::{Workspace, closed, entries, project, workspace};

fn by_name(workspace: &Rc<Workspace>) -> String {
    assert_eq!(workspace.validate(), Ok(()));
    entries(&workspace.by_name)
}

#[test]
fn a_plain_map_becomes_children_with_back_links() {
    let workspace = workspace("b a c");
    assert_eq!(by_name(&workspace), "a=a b=b c=c");
    let a = workspace.by_name.get("a").unwrap();
    assert_eq!(a.workspace.get(), Some(workspace.clone()));
    assert_eq!(workspace.by_name.len(), 3);
    assert!(!workspace.by_name.is_empty() && workspace.by_name.contains_key("b"));
    assert_eq!(workspace.by_name.get("d"), None);
    assert_eq!(workspace.by_name.owner(), workspace);
}

#[test]
fn insert_returns_the_former_child() {
    let workspace = workspace("a b");
    let a = workspace.by_name.get("a").unwrap();
    assert_eq!(workspace.by_name.insert("a".to_owned(), project("x")), Some(a.clone()));
    assert_eq!(a.owner(), None);
    assert_eq!(by_name(&workspace), "a=x b=b");
    assert_eq!(workspace.by_name.insert("c".to_owned(), a.clone()), None);
    assert_eq!(by_name(&workspace), "a=x b=b c=a");
    // Within the map: the child leaves its old key, and the former child leaves the map.
    let b = workspace.by_name.get("b").unwrap();
    assert_eq!(workspace.by_name.insert("b".to_owned(), a.clone()), Some(b.clone()));
    assert_eq!(by_name(&workspace), "a=x b=a");
    assert_eq!(b.owner(), None);
    assert_eq!(workspace.by_name.insert("b".to_owned(), a.clone()), Some(a.clone()));
    assert_eq!(workspace.by_name.insert("0".to_owned(), a.clone()), None);
    assert_eq!(by_name(&workspace), "0=a a=x");
    assert_eq!(workspace.by_name.insert("z".to_owned(), a), None);
    assert_eq!(by_name(&workspace), "a=x z=a");
}

#[test]
fn add_refuses_a_taken_key() {
    let workspace = workspace("a");
    let x = workspace.by_name.add("x".to_owned(), project("x"));
    let error = workspace.by_name.try_add("a".to_owned(), x.clone()).unwrap_err();
    assert_eq!(error.kind(), AttachErrorKind::Occupied);
    assert_eq!(
        error.to_string(),
        "cannot attach at `Workspace.by_name[\"a\"]`: it has a child already"
    );
    assert_eq!((error.key().as_str(), error.child()), ("a", Some(&x)));
    assert_eq!(error.into_parts(), ("a".to_owned(), Some(x.clone())));
    assert_eq!(by_name(&workspace), "a=a x=x");
    // Its own key is no other child's.
    assert_eq!(workspace.by_name.add("x".to_owned(), x.clone()), x);
    assert_eq!(workspace.by_name.add("y".to_owned(), x.clone()), x);
    assert_eq!(by_name(&workspace), "a=a y=x");
}

#[test]
fn a_cycle_is_refused_and_nothing_is_lost() {
    let outer = project("outer").into_graph();
    let inner = outer.parts.add("inner".to_owned(), project("inner"));
    let error = inner.parts.try_insert("top".to_owned(), outer.clone()).unwrap_err();
    assert_eq!(error.kind(), AttachErrorKind::Cycle);
    assert_eq!(
        error.to_string(),
        "cannot attach `Project` below itself: \
         it would close the cycle Project.parts -> Project.parts -> Project"
    );
    assert_eq!(error.into_parts(), ("top".to_owned(), Some(outer.clone())));
    let all = [("x".to_owned(), project("x").into_graph()), ("top".to_owned(), outer.clone())];
    let error = inner.parts.try_extend(all.clone()).unwrap_err();
    assert_eq!(error.into_entries(), all);
    assert!(inner.parts.is_empty() && outer.validate().is_ok());
}

#[test]
fn rename_moves_a_child_to_another_key() {
    let workspace = workspace("a b c");
    let b = workspace.by_name.get("b").unwrap();
    assert_eq!(workspace.by_name.rename("b", "d".to_owned()), Some(b.clone()));
    assert_eq!(by_name(&workspace), "a=a c=c d=b");
    assert_eq!(workspace.by_name.rename("b", "e".to_owned()), None);
    assert_eq!(workspace.by_name.rename("d", "d".to_owned()), Some(b.clone()));
    let error = workspace.by_name.try_rename("d", "a".to_owned()).unwrap_err();
    assert_eq!(error.kind(), AttachErrorKind::Occupied);
    assert_eq!(error.into_parts(), ("a".to_owned(), None));
    assert_eq!(workspace.by_name.key_of(&b).as_deref().map(String::as_str), Some("d"));
    assert_eq!(by_name(&workspace), "a=a c=c d=b");
}

#[test]
fn a_child_that_moves_leaves_its_key_behind() {
    let workspace = workspace("a b c d e");
    let take = |name: &str| workspace.by_name.get(name).unwrap();
    workspace.list.push(take("a"));
    workspace.current.set(take("b"));
    workspace.by_number.insert(3, take("c"));
    assert!(take("d").detach());
    assert_eq!(by_name(&workspace), "e=e");
    assert_eq!(entries(&workspace.by_number), "3=c");
    let c = workspace.by_number.get(&3).unwrap();
    assert_eq!(workspace.by_name.key_of(&c), None);
    workspace.by_name.insert("c".to_owned(), c);
    assert!(workspace.by_number.is_empty());
    assert_eq!(by_name(&workspace), "c=c e=e");
}

#[test]
fn removed_children_have_no_owner() {
    let workspace = workspace("a b c d");
    let b = workspace.by_name.remove("b").unwrap();
    assert_eq!((b.owner(), workspace.by_name.remove("b")), (None, None));
    let (key, c) = workspace.by_name.remove_entry("c").unwrap();
    assert_eq!((key.as_str(), c.owner()), ("c", None));
    assert_eq!(by_name(&workspace), "a=a d=d");
    let d = workspace.by_name.get("d").unwrap();
    workspace.by_name.retain(|key, project| key == "a" || project.name == "x");
    assert_eq!((by_name(&workspace).as_str(), d.owner()), ("a=a", None));
    let drained: Vec<_> = workspace.by_name.drain().collect();
    assert_eq!((drained.len(), drained[0].1.owner()), (1, None));
    workspace.by_name.extend([("x".to_owned(), project("x")), ("y".to_owned(), project("y"))]);
    closed();
    workspace.by_name.clear();
    assert_eq!(closed(), ["x", "y"]);
}

#[test]
fn ranges_and_ends_are_in_order() {
    let workspace = workspace("a b c d e");
    let ends = (workspace.by_name.first().unwrap(), workspace.by_name.last().unwrap());
    assert_eq!((ends.0.0.as_str(), ends.1.0.as_str()), ("a", "e"));
    let range = |from: &str, to: &str| {
        entries(
            workspace
                .by_name
                .range::<str>((std::ops::Bound::Included(from), std::ops::Bound::Excluded(to))),
        )
    };
    assert_eq!(range("b", "d"), "b=b c=c");
    assert_eq!(range("bb", "z"), "c=c d=d e=e");
    assert_eq!(range("b", "b"), "");
    assert_eq!(entries(workspace.by_name.range("d".to_owned()..)), "d=d e=e");
    assert_eq!(entries(workspace.by_name.range::<String>(..).rev().skip(3)), "b=b a=a");
}

#[test]
fn the_plain_value_comes_back() {
    let workspace = workspace("a b");
    workspace.by_name.get("a").unwrap().parts.add("x".to_owned(), project("x"));
    workspace.by_number.add(7, project("seven"));
    let plain = workspace.to_plain();
    assert_eq!(plain.by_name["a"].parts["x"].name, "x");
    assert_eq!(plain.by_number[&7].name, "seven");
    assert_eq!(plain.clone().into_graph().to_plain(), plain);
}

#[test]
fn places_have_keys() {
    let workspace = workspace("a b c");
    let b = workspace.by_name.get("b").unwrap();
    let place = b.place().unwrap();
    assert_eq!(
        (place.link(), place.index(), place.to_string().as_str()),
        ("by_name", None, "by_name[\"b\"]")
    );
    assert_eq!(format!("{:?}", place.key().unwrap()), "\"b\"");
    let x = b.parts.add("x y".to_owned(), project("x"));
    assert_eq!(x.path().to_string(), "Workspace.by_name[\"b\"].parts[\"x y\"]");
    assert_eq!(b.index_in_owner(), Some(1));
    assert_eq!(b.next_sibling(), workspace.by_name.get("c").map(|c| c.to_any()));
    // Siblings that come and go do not change it.
    workspace.by_name.remove("a");
    assert_eq!(b.place(), Some(place.clone()));
    b.detach();
    place.put(b.clone()).unwrap();
    assert_eq!(by_name(&workspace), "b=b c=c");
    place.put(b.clone()).unwrap();
    let c = workspace.by_name.get("c").unwrap();
    assert_eq!(place.put(c.clone()).unwrap_err().kind(), AttachErrorKind::Occupied);
    b.detach();
    place.put(c).unwrap();
    assert_eq!(by_name(&workspace), "b=c");
    let c = workspace.by_name.get("b").unwrap();
    c.replace_with(b).unwrap();
    assert_eq!(by_name(&workspace), "b=b");
    assert_eq!(c.owner(), None);
    // In a hash map, too.
    workspace.by_number.add(1, project("one"));
    let one = workspace.by_number.get(&1).unwrap();
    let place = one.place().unwrap();
    one.detach();
    place.put(c.clone()).unwrap();
    c.replace_with(one).unwrap();
    assert_eq!(entries(&workspace.by_number), "1=one");
    assert_eq!(workspace.validate(), Ok(()));
}

#[test]
fn a_place_has_its_key_with_its_type() {
    let workspace = workspace("a");
    let a = workspace.by_name.get("a").unwrap();
    let five = workspace.by_number.add(5, project("x"));
    workspace.list.push(project("y"));
    let (a, five) = (a.place().unwrap(), five.place().unwrap());
    assert_eq!(a.key_as::<String>().map(String::as_str), Some("a"));
    assert_eq!((a.key_as::<u32>(), a.key_as::<&str>()), (None, None));
    assert_eq!((five.key_as::<u32>(), five.key_as::<u64>()), (Some(&5), None));
    assert_eq!(workspace.list.first().unwrap().place().unwrap().key_as::<usize>(), None);
}

#[test]
fn the_schema_tells_maps_from_options() {
    let schema = kinfolk::schema::<Workspace>();
    let [by_name, by_number, list, current] = schema.node_types()[0].links() else { panic!() };
    assert_eq!(by_name.key_type(), Some(std::any::type_name::<String>()));
    assert_eq!(by_number.key_type_id(), Some(std::any::TypeId::of::<u32>()));
    assert_eq!((list.key_type(), current.key_type(), current.key_type_id()), (None, None, None));
    assert!(list.is_list() && !by_name.is_list() && !current.is_list());
    assert_eq!(
        format!("{:?}", schema.node_types()[0]),
        "Workspace { by_name: own {String: Project}, by_number: own {u32: Project}, \
         list: own [Project], current: own Project }"
    );
    let drawn = schema.mermaid().to_string();
    assert!(drawn.contains("n0 *-- \"*\" n1 : by_name") && drawn.contains("\"0..1\" n1 : current"));
}
