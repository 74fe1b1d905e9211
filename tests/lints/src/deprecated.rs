//! Deprecated types, fields and variants: only code that uses them gets the warning.

#![deny(deprecated)]

use kinfolk::{Graph, Rc, Trace};

/// A folder.
#[derive(Debug, Graph)]
#[deprecated(note = "use something else")]
#[graph(back(#[deprecated] parent: Self), to_plain, finalize = FolderNode::closed)]
#[graph(shared(#[deprecated] like: Self, #[deprecated] alike: Vec<Self>))]
#[graph(live(#[deprecated] seen: u32, #[deprecated] sizes: Vec<u32> = vec![1]))]
pub struct Folder {
    /// Its name.
    #[deprecated]
    pub name: String,
    /// Its entries.
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
        self.folders.clear();
    }
}

/// A deprecated text.
#[derive(Debug, Graph)]
#[deprecated]
#[graph(back(#[deprecated] above: Self), to_plain)]
pub struct Text(
    /// What it says.
    #[deprecated]
    pub String,
    /// Its parts.
    #[deprecated]
    #[graph(own)]
    pub Vec<Self>,
    #[deprecated]
    #[graph(cell)]
    u64,
);

/// A part.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(to_plain)]
pub struct Part {}

/// A union.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(to_plain)]
pub enum Parent {
    /// A part.
    #[deprecated]
    Part(Part),
}

/// A union that is deprecated itself.
#[derive(Debug, Graph)]
#[deprecated]
#[graph(to_plain)]
pub enum Entry {
    /// A folder.
    #[expect(deprecated)]
    Folder(Folder),
    /// A part.
    Part(Part),
}

/// Deprecated parts of types that are deprecated too. The plain fields must declare that they use
/// these types.
#[derive(Debug, Graph)]
#[graph(back(#[deprecated] owner: Old), weak(#[deprecated] weak: Entry), to_plain)]
#[graph(shared(#[deprecated] entries: Vec<Entry>, #[deprecated] folder: Folder))]
#[graph(live(#[deprecated] last: Option<Tag> = Some(Tag)))]
pub struct Half {
    /// Data.
    #[deprecated]
    #[expect(deprecated)]
    pub data: Option<Tag>,
    /// Data in a cell.
    #[deprecated]
    #[expect(deprecated)]
    #[graph(cell)]
    pub copied: Option<Tag>,
    /// The same.
    #[deprecated]
    #[expect(deprecated)]
    #[graph(refcell)]
    pub borrowed: Option<Tag>,
    /// A child.
    #[deprecated]
    #[expect(deprecated)]
    #[graph(own)]
    pub child: Option<Old>,
}

/// A deprecated type that is data.
#[derive(Clone, Copy, Debug)]
#[deprecated]
pub struct Tag;

/// A deprecated type that is owned, and owns nodes.
#[derive(Debug, Graph)]
#[deprecated]
#[graph(back(half: Half), to_plain)]
pub struct Old {
    /// Its halves.
    #[graph(own)]
    pub halves: Vec<Half>,
}

/// A union with a deprecated variant of a type that is deprecated too.
#[derive(Debug, Graph)]
#[graph(to_plain)]
pub enum OldOrPart {
    /// A deprecated variant.
    #[deprecated]
    #[expect(deprecated)]
    Old(Old),
    /// A variant that is not deprecated.
    Part(Part),
}

/// A user of deprecated items must declare it.
#[derive(Debug, Graph)]
#[expect(deprecated)]
#[graph(weak(folder: Folder), shared(like: Folder, parent: Parent), to_plain, finalize = |user: &Rc<User>| closed(user))]
pub struct User {
    /// The handle that it uses.
    pub held: Option<kinfolk::Weak<Folder>>,
}

#[deprecated]
fn closed(user: &Rc<User>) {
    user.like.take().into_iter().for_each(drop);
}

macro_rules! logged {
    ($name:ident $hook:expr) => {
        /// Made by a macro, with a hook from elsewhere.
        #[derive(Debug, Graph)]
        #[deprecated]
        #[graph(derive(Debug), finalize = $hook)]
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

/// A deprecated node enum.
#[derive(Debug, Graph)]
#[deprecated]
#[graph(back(#[deprecated] above: Self), to_plain)]
pub enum Expr {
    /// A deprecated variant.
    #[deprecated]
    Number(#[deprecated] u8),
    /// Another one.
    Sum {
        /// A deprecated field.
        #[deprecated]
        #[graph(own)]
        terms: Vec<Self>,
        /// Another one.
        #[deprecated]
        #[graph(cell)]
        count: u8,
    },
}

/// Deprecated data with handles in it.
#[derive(Debug, Trace)]
#[deprecated]
pub struct Data {
    /// Its parts.
    #[deprecated]
    pub parts: Vec<Rc<Part>>,
    /// Its values.
    #[deprecated]
    pub more: Vec<Self>,
}

/// A deprecated value.
#[derive(Debug, Trace)]
#[deprecated]
pub enum Value {
    /// A part.
    #[deprecated]
    Part(Rc<Part>),
    /// More.
    #[deprecated]
    More {
        /// The more.
        #[deprecated]
        more: Box<Self>,
    },
    /// Nothing.
    #[deprecated]
    Nothing,
}
