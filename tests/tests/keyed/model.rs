//! The model of the tests: a workspace with projects by name and by number.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use kinfolk::{Graph, Rc};

/// A project, which may have projects of its own.
#[derive(Graph, Clone, Debug, Default, PartialEq)]
#[graph(back(pub workspace: Workspace), back(pub project: Project), finalize = ProjectNode::closed, to_plain)]
pub struct Project {
    pub name: String,
    #[graph(own)]
    pub parts: BTreeMap<String, Project>,
}

#[derive(Graph, Clone, Debug, Default, PartialEq)]
#[graph(to_plain)]
pub struct Workspace {
    #[graph(own)]
    pub by_name: BTreeMap<String, Project>,
    #[graph(own)]
    pub by_number: HashMap<u32, Project>,
    #[graph(own)]
    pub list: Vec<Project>,
    #[graph(own)]
    pub current: Option<Project>,
}

thread_local! {
    static CLOSED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

impl ProjectNode {
    fn closed(&self) {
        CLOSED.with_borrow_mut(|closed| closed.push(self.name.clone()));
    }
}

/// The names of the projects that have died since the last call.
pub fn closed() -> Vec<String> {
    CLOSED.take()
}

pub fn project(name: &str) -> Project {
    Project { name: name.to_string(), parts: BTreeMap::new() }
}

/// A workspace with these projects by name.
pub fn workspace(names: &str) -> Rc<Workspace> {
    let by_name = names.split_whitespace().map(|name| (name.to_owned(), project(name))).collect();
    Workspace { by_name, ..Workspace::default() }.into_graph()
}

/// The entries of a map as text: `a=x b=y`, where the projects `x` and `y` have the keys `a`, `b`.
pub fn entries<K: Debug>(
    entries: impl IntoIterator<Item = (kinfolk::links::Key<K>, Rc<Project>)>,
) -> String {
    let entries = entries.into_iter().map(|(key, project)| format!("{key:?}={}", project.name));
    entries.collect::<Vec<_>>().join(" ").replace('"', "")
}
