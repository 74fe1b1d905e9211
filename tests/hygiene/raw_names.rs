//! Raw identifiers in every place where a name can stand.

use kinfolk::{Graph, Handle, Rc};

use crate::hooks::{called, called_for};

#[derive(Graph)]
#[graph(back(r#in: r#type), weak(r#ref: r#type), to_plain, derive(Debug))]
#[graph(shared(r#as: r#match, r#dyn: Vec<r#type>), live(r#for: u8 = r#use::r#let()))]
#[graph(finalize = r#typeNode::r#fn)]
#[expect(non_camel_case_types, reason = "the test is about this")]
struct r#type {
    #[graph(own)]
    r#fn: Vec<r#match>,
    #[graph(cell)]
    r#loop: u8,
    #[graph(refcell)]
    r#if: Vec<u8>,
    r#move: u8,
}

#[derive(Graph)]
#[graph(to_plain)]
#[expect(non_camel_case_types, reason = "the test is about this")]
enum r#match {
    r#type(r#type),
}

#[derive(Graph)]
#[graph(node = r#async, finalize = |r#in| called(r#use::r#mod(r#in)))]
#[allow(non_camel_case_types, reason = "the test is about this")]
struct Named {
    r#where: u8,
}

impl r#typeNode {
    fn r#fn(&self) {
        called(if self.r#move == 2 { "type" } else { "?" });
    }
}

mod r#use {
    pub(super) fn r#let() -> u8 {
        6
    }

    pub(super) fn r#mod(this: &super::Rc<super::Named>) -> &'static str {
        if this.r#where == 5 { "named" } else { "?" }
    }
}

#[test]
fn hooks_are_called_by_their_names() {
    let plain = r#type { r#fn: vec![], r#loop: 1, r#if: vec![], r#move: 2 };
    assert_eq!(called_for(plain), ["type"]);
    assert_eq!(called_for(Named { r#where: 5 }), ["named"]);
}

#[test]
fn names_print_plainly() {
    let node = r#type { r#fn: vec![], r#loop: 1, r#if: vec![], r#move: 2 }.into_graph();
    let child = r#type { r#fn: vec![], r#loop: 3, r#if: vec![], r#move: 4 };
    node.r#fn.push(child);
    assert_eq!(node.to_any().type_name(), "type");
    let r#matchRc::r#type(child) = node.r#fn.get(0).unwrap();
    assert_eq!(child.r#in.get(), Some(node.clone()));
    let error = child.r#fn.try_push(node.clone()).unwrap_err().to_string();
    assert!(error.contains("type.fn") && !error.contains("r#"), "{error}");
    assert_eq!(child.r#for, 6);
    child.r#as.set(node.clone());
    let links = kinfolk::schema::<r#type>();
    let links = links.node_types()[0].links().iter().map(kinfolk::schema::LinkSchema::name);
    assert_eq!(links.collect::<Vec<_>>(), ["in", "ref", "fn", "as", "dyn"]);
    child.r#as.take();
    let live: &r#async = &Named { r#where: 5 }.into_graph();
    assert_eq!(live.r#where, 5);
}
