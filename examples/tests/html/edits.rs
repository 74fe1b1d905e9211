//! Selecting and changing.

use kinfolk::{Node as _, Rc};

use crate::dom::{
    ChildRc, Element, Fragment, ParentRc, Scripting, Selector, SelectorError, elements, inner_html,
    move_before, parse_fragment, text, unwrap,
};

fn fragment(source: &str) -> Rc<Fragment> {
    parse_fragment(source, "div", Scripting::On)
}

fn select(top: &Rc<Fragment>, selector: &str) -> Vec<Rc<Element>> {
    selector.parse::<Selector>().unwrap().select(top.clone()).collect()
}

fn html(top: &Rc<Fragment>) -> String {
    assert_eq!(top.validate(), Ok(()));
    inner_html(&top.clone().into(), Scripting::On)
}

#[test]
fn elements_come_in_order_and_without_templates() {
    let top = fragment("<p><b>x<i></i></b><template><u></u></template></p>y<a></a>");
    let names: Vec<_> =
        elements(top.clone()).map(|element| element.name.local.to_string()).collect();
    assert_eq!(names, ["p", "b", "i", "template", "a"]);
    let template = select(&top, "template").remove(0);
    let contents = template.contents.get().unwrap();
    assert_eq!(elements(contents).count(), 1);

    let top = fragment("<p>a<template>b</template><i>c</i></p>");
    assert_eq!(text(&select(&top, "p")[0]), "ac");
}

#[test]
fn a_selector_tests_tag_and_attributes() {
    let top = fragment(
        "<a href=x class='nav top'>1</a><a class=navigation>2</a><p id=nav class=nav>3</p>\
         <input type=text><svg><a href=y></a></svg>",
    );
    let count = |selector| select(&top, selector).len();
    assert_eq!(count(""), 6);
    assert_eq!(count("a"), 3);
    assert_eq!(count("a[href]"), 2);
    assert_eq!(count("[href=x]"), 1);
    assert_eq!(count(".nav"), 2);
    assert_eq!(count("a.nav.top[href=\"x\"]"), 1);
    assert_eq!(count("#nav"), 1);
    assert_eq!(count("input[type=password]"), 0);
    for wrong in ["a b", "[", "[x", "[=x]", "[x~=y]", ".", "a#", "*"] {
        assert!(matches!(wrong.parse::<Selector>(), Err(SelectorError { .. })), "{wrong}");
    }
}

#[test]
fn unwrapping_leaves_the_children_in_the_place_of_the_element() {
    let top = fragment("a<font>b<i>c</i><font>d</font></font>e");
    let [outer, inner] = select(&top, "font").try_into().unwrap();
    let i = select(&top, "i").remove(0);
    unwrap(&outer);
    assert_eq!(html(&top), "ab<i>c</i><font>d</font>e");
    // The same nodes as before.
    assert_eq!(i.parent.get(), Some(ParentRc::from(top.clone())));
    assert!(outer.is_root() && outer.children.is_empty());
    unwrap(&inner);
    assert_eq!(html(&top), "ab<i>c</i>de");
    // Neither has a place any more.
    unwrap(&outer);
    assert_eq!(html(&top), "ab<i>c</i>de");
}

#[test]
fn a_node_moves_before_a_sibling_or_into_another_parent() {
    let top = fragment("<a>1</a><b>2</b><i>3</i><u><s></s></u>");
    let node = |name| ChildRc::from(select(&top, name).remove(0));
    let (a, b, i, inner) = (node("a"), node("b"), node("i"), node("s"));
    assert!(move_before(&a, &i));
    assert_eq!(html(&top), "<b>2</b><a>1</a><i>3</i><u><s></s></u>");
    assert!(move_before(&i, &b));
    assert_eq!(html(&top), "<i>3</i><b>2</b><a>1</a><u><s></s></u>");
    assert!(move_before(&b, &inner));
    assert_eq!(html(&top), "<i>3</i><a>1</a><u><b>2</b><s></s></u>");
    assert!(move_before(&inner, &inner));

    // Below itself, or before a node without a parent.
    assert!(!move_before(&node("u"), &inner));
    assert!(!move_before(&a, &fragment("<p>").children.pop().unwrap()));
    assert_eq!(html(&top), "<i>3</i><a>1</a><u><b>2</b><s></s></u>");
}

#[test]
fn attributes_are_changed_in_place() {
    let top = fragment("<a href=x title=y>1</a>");
    let a = select(&top, "a").remove(0);
    a.attributes.borrow_mut().set("href", "z&");
    a.attributes.borrow_mut().set("id", "a");
    a.attributes.borrow_mut().remove("title");
    assert_eq!(a.attributes.borrow().get("href"), Some("z&"));
    assert_eq!(a.attributes.borrow().get("title"), None);
    assert_eq!(html(&top), "<a href=\"z&amp;\" id=\"a\">1</a>");
}
