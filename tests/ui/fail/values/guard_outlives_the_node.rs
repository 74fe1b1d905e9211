//! What `read` returns borrows the node.

use kinfolk::Graph;

#[derive(Graph)]
struct Door {
    #[graph(value)]
    name: String,
}

fn main() {
    let name = {
        let door = Door { name: "d".into() }.into_graph();
        door.name.read()
    };
    assert_eq!(*name, "d");
}
