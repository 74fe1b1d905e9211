//! Step 2: shared links between nodes of one type close cycles too, of two nodes or of one.

use kinfolk::{Graph, Handle, leaks};

use crate::farewell::say_farewell_to;
use crate::output::say;
use crate::watch::Watch;

#[derive(Graph)]
#[graph(shared(friend: Person), finalize = PersonNode::leaves)]
struct Person {
    name: &'static str,
}

impl PersonNode {
    /// The finalizer: runs when the node dies.
    fn leaves(&self) {
        say_farewell_to(self.name, self.friend.get().map(|friend| friend.name));
    }
}

pub fn show() -> Watch {
    say!("\n2. The same within one type");
    let [ann, bob, eve] = ["Ann", "Bob", "Eve"].map(|name| Person { name }.into_graph());
    ann.friend.set(bob.clone());
    bob.friend.set(ann.clone());
    eve.friend.set(eve.clone());
    for person in [&ann, &bob, &eve] {
        let friend = person.friend.get().map_or("nobody", |friend| friend.name);
        say!("  the friend of {} is {friend}", person.name);
    }
    let watch = Watch::over(&[ann.to_any(), bob.to_any(), eve.to_any()]);

    say!("  all three handles are dropped");
    drop((ann, bob, eve));
    watch.say();

    say!("  leaks() has a line for each kind of cycle:");
    for leak in leaks() {
        say!("    {leak}");
    }
    watch
}
