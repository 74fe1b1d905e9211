//! Deprecated types, fields and variants: only who uses them is told.

#![deny(deprecated)]

use kinfolk::{Graph, Node, Rc};

/// A folder.
#[derive(Graph)]
#[deprecated(note = "use something else")]
#[graph(back(#[deprecated] parent: Self), to_plain, finalize = FolderNode::closed)]
#[graph(shared(#[deprecated] like: Self, #[deprecated] alike: Vec<Self>))]
pub struct Folder {
    /// Its name.
    #[deprecated]
    pub name: String,
    /// What is in it.
    #[deprecated]
    #[graph(own)]
    pub folders: Vec<Self>,
    /// Its size.
    #[deprecated]
    #[graph(cell)]
    pub size: u64,
}

#[expect(deprecated)]
impl FolderNode {
    #[deprecated]
    fn closed(&self) {
        self.detach();
    }
}

/// A part.
#[derive(Graph)]
#[graph(to_plain)]
pub struct Part {}

/// A union.
#[derive(Graph)]
#[graph(to_plain)]
pub enum Parent {
    /// A part.
    #[deprecated]
    Part(Part),
}

/// Who uses them says so.
#[derive(Graph)]
#[expect(deprecated)]
#[graph(weak(folder: Folder), shared(like: Folder, parent: Parent), to_plain, finalize = |user: &Rc<User>| closed(user))]
pub struct User {
    /// What is used.
    pub held: Option<kinfolk::Weak<Folder>>,
}

#[deprecated]
fn closed(user: &Rc<User>) {
    user.detach();
}

macro_rules! logged {
    ($name:ident $hook:expr) => {
        /// By a macro, with a hook from elsewhere.
        #[derive(Graph)]
        #[deprecated]
        #[graph(finalize = $hook)]
        pub struct $name {
            /// Its text.
            pub text: String,
        }
    };
}

logged! {
    Line |this: &Rc<Line>| {
        let text = &this.text;
        eprintln!("{text}");
    }
}
