//! Step 2: shared links between nodes of one type close cycles too, of two nodes or of one.

use kinfolk::{Graph, Handle, leaks};

use crate::finalizers::log_finalizer_with;
use crate::output::outln;
use crate::watch::Watch;

#[derive(Graph)]
#[graph(shared(friend: Person), finalize = PersonNode::on_death)]
struct Person {
    name: &'static str,
}

impl PersonNode {
    /// The finalizer: runs when the node dies.
    fn on_death(&self) {
        log_finalizer_with(self.name, self.friend.get().map(|friend| friend.name));
    }
}

pub fn show() -> Watch {
    outln!("\n2. Nodes of one type keep each other alive, and a node keeps itself alive");
    let [ann, bob, eve] = ["Ann", "Bob", "Eve"].map(|name| Person { name }.into_graph());
    ann.friend.set(bob.clone());
    bob.friend.set(ann.clone());
    eve.friend.set(eve.clone());
    for person in [&ann, &bob, &eve] {
        let friend = person.friend.get().map_or("no node", |friend| friend.name);
        outln!("  the friend of {} is {friend}", person.name);
    }
    let watch = Watch::new(&[ann.to_any(), bob.to_any(), eve.to_any()]);

    outln!("  dropping all three handles");
    drop((ann, bob, eve));
    watch.print();

    outln!("  leaks() reports one line for each kind of cycle:");
    for leak in leaks() {
        outln!("    {leak}");
    }
    watch
}
