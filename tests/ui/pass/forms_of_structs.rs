//! Structs without fields, with one, raw names, `cfg` on fields and links, `Self`.

use kinfolk::Graph;

#[derive(Graph)]
struct Unit;

#[derive(Graph)]
#[graph(back(r#in: Everything))]
struct r#match {
    r#type: u8,
}

#[derive(Graph)]
#[graph(back(parent: Self))]
#[graph(weak(#[cfg(any())] absent: Missing, #[cfg(all())] present: Unit))]
struct Everything {
    #[graph(own)]
    children: Vec<Self>,
    #[graph(own)]
    r#match: Option<r#match>,
    #[cfg(any())]
    absent_too: Missing,
    #[cfg_attr(all(), graph(cell))]
    count: u8,
}

fn main() {
    let unit = Unit.into_graph();
    let inner = r#match { r#type: 1 };
    let all = Everything { children: vec![], r#match: Some(inner), count: 0 }.into_graph();
    all.present.set(&unit);
    all.count.set(1);
    let inner = all.r#match.get().unwrap();
    assert_eq!((inner.r#type, inner.r#in.get()), (1, Some(all)));
}
