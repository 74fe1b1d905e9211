//! The operations of an owning link over an `IndexMap`.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash};

use indexmap::IndexMap;

use crate::change::log::{self, Scope};
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::internal::Internal;
use crate::links::keyed::error::{KeyedError, or_panic};
use crate::links::keyed::iter::{DrainEntries, Entries, Keys, Values};
use crate::links::keyed::key::Key;
use crate::links::keyed::operations::{example, map_operations};
use crate::links::keyed::search::{SearchBy, search_stable};
use crate::links::keyed::storage::KeyedStorage;
use crate::links::own::Own;
use crate::links::own::keyed::operations::own_map_operations;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::into_handle::IntoHandle;

own_map_operations! {
    impl[K: Hash + Eq + fmt::Debug + 'static, T: Graph, S: BuildHasher + 'static] IndexMap<K, T, S>;
    lookup[K: Borrow<Q>, Q: Hash + Eq + ?Sized];
    name "IndexMap" from "indexmap";
    find "O(1)";
    change "O(1), amortised, at the end; O(n) to take out a child before others, whose order stays";
    index "O(1), or O(n) after a child before it has left"
}

/// The operations that need an order of the entries.
impl<O, K, T, S> Own<O, IndexMap<K, T, S>>
where
    O: NodeType,
    K: Hash + Eq + fmt::Debug + 'static,
    T: Graph,
    S: BuildHasher + 'static,
{
    /// The key and the child at this index. O(1).
    pub fn get_index(&self, index: usize) -> Option<(Key<K>, T::Handle)> {
        Some(self.children.entries().get(index)?.into_pair())
    }

    /// The first key, and its child. O(1).
    pub fn first(&self) -> Option<(Key<K>, T::Handle)> {
        self.get_index(0)
    }

    /// The last key, and its child. O(1).
    pub fn last(&self) -> Option<(Key<K>, T::Handle)> {
        self.get_index(self.len().checked_sub(1)?)
    }

    /// Removes the child with this key, and returns it. Those behind it move up, as when a child
    /// leaves in another way. O(n). The same as [`remove`](Self::remove).
    #[track_caller]
    pub fn shift_remove<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.remove(key)
    }

    /// Removes the child with this key, and returns it. The last one takes its place. O(1).
    ///
    /// ```
    /// # use indexmap::IndexMap;
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)] #[graph(back(workspace: Workspace))] struct Project {}
    /// # #[derive(Graph)] struct Workspace { #[graph(own)] projects: IndexMap<String, Project> }
    /// # let workspace = Workspace { projects: IndexMap::new() }.into_graph();
    /// workspace.projects.extend(["c", "a", "b"].map(|key| (key.to_owned(), Project {})));
    /// workspace.projects.swap_remove("c");
    /// let keys: Vec<String> = workspace.projects.keys().map(|key| key.to_string()).collect();
    /// assert_eq!(keys, ["b", "a"]);
    /// ```
    #[track_caller]
    pub fn swap_remove<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let place = search_stable(&*self.children, |map| map.search(key)).found.ok()?;
        let index = place.flat_index();
        let removed = self.children.swap_remove(index);
        removed.as_dyn().dyn_node().clear_back_links();
        if log::is_open() {
            self.log_swap_removed(index, &removed);
        }
        let (key, child) = removed.into_pair();
        // Now, since its drop may panic: that would lose a child that is returned already.
        drop(key);
        Some(child)
    }
}
