//! Children of unions, and the links of node enums.

use std::collections::BTreeMap;

use kinfolk::prelude::*;
use kinfolk::{AnyRc, History, transaction};

#[derive(Graph)]
#[graph(back(parent: Expr))]
enum Expr {
    Number(u32),
    Binary {
        #[graph(own)]
        left: Box<Expr>,
        #[graph(own)]
        right: Box<Expr>,
    },
    Call(#[graph(own)] Vec<Expr>),
    Return {
        #[graph(own)]
        value: Option<Box<Expr>>,
    },
}

#[derive(Graph)]
#[graph(back(page: Page))]
struct Text {}

#[derive(Graph)]
#[graph(back(page: Page))]
struct Image {}

#[derive(Graph)]
enum Block {
    Text(Text),
    Image(Image),
}

#[derive(Graph)]
struct Page {
    #[graph(own)]
    title: Block,
    #[graph(own)]
    footer: Option<Block>,
    #[graph(own)]
    blocks: Vec<Block>,
    #[graph(own)]
    named: BTreeMap<u32, Block>,
}

/// All nodes, each with its place.
fn state(root: &AnyRc) -> Vec<(AnyRc, Option<String>)> {
    assert_eq!(root.validate(), Ok(()));
    let place = |node: &AnyRc| node.place().map(|place| place.to_string());
    root.descendants().map(|node| (node.clone(), place(&node))).collect()
}

/// Makes a change in a transaction that fails.
fn check_transaction(root: &AnyRc, change: impl Fn()) {
    let before = state(root);
    let failed: Result<(), ()> = transaction(|| {
        change();
        assert_ne!(state(root), before);
        Err(())
    });
    assert_eq!(failed, Err(()));
    assert_eq!(state(root), before);
}

/// Makes a change in a transaction that fails, and in a step that is undone and made again.
fn check(root: &AnyRc, change: impl Fn()) {
    check_transaction(root, &change);
    let before = state(root);
    let history = History::new(root);
    history.step("change", &change);
    let after = state(root);
    assert_eq!(history.undo().ok(), Some(true));
    assert_eq!(state(root), before);
    assert_eq!(history.redo().ok(), Some(true));
    assert_eq!(state(root), after);
}

#[test]
fn node_enums() {
    let number = |value| Box::new(Expr::Number(value));
    let binary = Expr::Binary { left: number(1), right: number(2) };
    let call = Expr::Call(vec![Expr::Number(3), Expr::Number(4)]);
    let root = Expr::Call(vec![binary, call, Expr::Return { value: None }]).into_graph();
    let ExprKind::Call(list) = &root.kind else { panic!() };
    let [binary, call, ret] = [0, 1, 2].map(|index| list.get(index).unwrap());
    let ExprKind::Binary { left, right } = &binary.kind else { panic!() };
    let ExprKind::Call(inner) = &call.kind else { panic!() };
    let ExprKind::Return { value } = &ret.kind else { panic!() };
    let any = root.to_any();
    check(&any, || left.swap(right));
    check(&any, || drop(left.replace(inner.get(0).unwrap())));
    check(&any, || drop(value.set(inner.get(0).unwrap())));
    check(&any, || drop(right.replace(value.get().unwrap())));
    check(&any, || inner.push(Expr::Binary { left: number(5), right: number(6) }));
    check(&any, || value.set(binary.clone()).map_or((), drop));
    check(&any, || list.reverse());
}

#[test]
fn unions() {
    let text = || Block::Text(Text {});
    let image = || Block::Image(Image {});
    let blocks = vec![text(), image(), text(), image()];
    let named = (0..3).map(|key| (key, text())).collect();
    let page = Page { title: text(), footer: Some(image()), blocks, named }.into_graph();
    let other = Page { title: image(), footer: None, blocks: vec![], named: BTreeMap::new() };
    let other = other.into_graph();
    let any = page.to_any();
    check_transaction(&any, || page.title.swap(&other.title));
    check(&any, || drop(page.title.replace(page.blocks.get(1).unwrap())));
    check(&any, || drop(page.footer.set(page.blocks.get(0).unwrap())));
    check(&any, || page.blocks.extend([text(), image()]));
    check(&any, || page.blocks.reverse());
    check(&any, || drop(page.named.insert(1, page.blocks.get(0).unwrap())));
    check(&any, || drop(page.named.insert(5, image())));
    check(&any, || page.blocks.push(page.named.get(&5).unwrap()));
    check(&any, || drop(page.blocks.splice(0..2, [text()])));
    check(&any, || drop(page.footer.take()));
}
