//! Finding, inserting and removing nodes of a [`Cache`].

use std::borrow::Borrow;
use std::convert::Infallible;
use std::hash::{BuildHasher, Hash};

use crate::cache::Cache;
use crate::kernel::internal::Internal;
use crate::model::graph::Graph;
use crate::model::into_handle::IntoHandle;
use crate::store::slab::SlotNumber;
use crate::weak::by_key::{GetOrInsert, Insertion};

impl<K: Eq + Hash, T: Graph, S: BuildHasher> Cache<K, T, S> {
    /// The node under this key. This uses the node. O(1).
    pub fn get<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.look_up(self.hasher.hash_one(key), key)
    }

    /// The node under this key. This does not use the node, and is not counted. O(1).
    pub fn peek<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.table.get(self.hasher.hash_one(key), key)
    }

    /// Whether there is a node under this key. This does not use the node. O(1).
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.table.find_slot(self.hasher.hash_one(key), key).is_some()
    }

    /// The node under this key. If there is none, calls `make` and inserts its result, a handle or
    /// a plain value. This uses the node in either case.
    ///
    /// If `make` itself inserts a node under this key, that node stays and is returned. If `make`
    /// panics, nothing has changed. O(1).
    pub fn get_or_insert_with<C: IntoHandle<T>>(
        &self,
        key: K,
        make: impl FnOnce() -> C,
    ) -> T::Handle {
        let Ok(node) = self.try_get_or_insert_with(key, || Ok::<_, Infallible>(make()));
        node
    }

    /// Like [`get_or_insert_with`](Self::get_or_insert_with), where `make` may fail. O(1).
    ///
    /// ```
    /// use std::path::{Path, PathBuf};
    /// use std::{fs, io};
    ///
    /// use kinfolk::cache::Cache;
    /// use kinfolk::{Graph, Rc};
    ///
    /// #[derive(Graph)]
    /// struct Text {
    ///     text: String,
    /// }
    ///
    /// fn open(texts: &Cache<PathBuf, Text>, path: &Path) -> io::Result<Rc<Text>> {
    ///     texts.try_get_or_insert_with(path.into(), || -> io::Result<_> {
    ///         Ok(Text { text: fs::read_to_string(path)? })
    ///     })
    /// }
    ///
    /// let texts = Cache::new(10);
    /// assert!(open(&texts, Path::new("/no/such/file")).is_err());
    /// assert!(texts.is_empty());
    /// ```
    ///
    /// # Errors
    ///
    /// The error of `make`. Then nothing is inserted.
    pub fn try_get_or_insert_with<C: IntoHandle<T>, E>(
        &self,
        key: K,
        make: impl FnOnce() -> Result<C, E>,
    ) -> Result<T::Handle, E> {
        let hash = self.hasher.hash_one(&key);
        if let Some(node) = self.look_up(hash, &key) {
            drop((key, make));
            return Ok(node);
        }
        let new = IntoHandle::into_incoming(make()?, Internal).handle;
        let weight = self.weigh(&new);
        let GetOrInsert { id, node, unused } = self.table.as_rc().get_or_insert(hash, key, new);
        if unused.is_none() {
            self.keep(id.slot, &node, weight);
        } else if !self.touch(id.slot) {
            self.weigh_and_keep(id.slot, &node);
        }
        drop(unused);
        Ok(node)
    }

    /// Puts a node under `key`, and returns the previous node under that key. This uses the new
    /// node, and unpins the previous one. Takes a handle by value, or a plain value, since the
    /// cache keeps the node. O(1).
    ///
    /// If there is no room for the node, as with a budget of 0, a plain value becomes a node
    /// without a holder, and is freed at once.
    pub fn insert(&self, key: K, node: impl IntoHandle<T>) -> Option<T::Handle> {
        let node = IntoHandle::into_incoming(node, Internal).handle;
        let hash = self.hasher.hash_one(&key);
        let weight = self.weigh(&node);
        let previous = self.insert_weighed(hash, key, &node, weight);
        drop(node);
        previous
    }

    /// Removes the entry of this key, and returns its node. O(1).
    pub fn remove<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let (slot, ()) = self.table.find_with(self.hasher.hash_one(key), key, |_| ())?;
        let kept = self.stop_keeping(slot);
        let (node, key) = self.table.remove_slot(slot)?;
        drop((kept, key));
        node
    }

    fn look_up<Q>(&self, hash: u64, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let Some((slot, ())) = self.table.find_with(hash, key, |_| ()) else {
            self.kept_nodes().stats.misses += 1;
            return None;
        };
        let mut kept = self.kept_nodes();
        // A kept node is alive.
        let node = kept.touch(slot, T::Handle::clone);
        if node.is_some() {
            kept.stats.hits += 1;
            return node;
        }
        drop(kept);
        self.recover(slot)
    }

    /// The node in this slot, which is not kept, if it is alive. Keeps it.
    // Not inlined, so that a look-up of a kept node is short.
    #[inline(never)]
    fn recover(&self, slot: SlotNumber) -> Option<T::Handle> {
        let node = self.table.node_in(slot)?;
        self.kept_nodes().stats.recovered += 1;
        self.weigh_and_keep(slot, &node);
        Some(node)
    }

    fn touch(&self, slot: SlotNumber) -> bool {
        self.kept_nodes().touch(slot, |_| ()).is_some()
    }

    fn insert_weighed(
        &self,
        hash: u64,
        key: K,
        node: &T::Handle,
        weight: usize,
    ) -> Option<T::Handle> {
        // After the search for `key`, no user code runs until the entry and its kept node agree.
        let Insertion { id, replaced } = self.table.as_rc().insert(hash, key, node);
        let Some((old_id, previous, unused_key)) = replaced else {
            self.keep(id.slot, node, weight);
            return None;
        };
        let replaced_kept = self.stop_keeping(old_id.slot);
        self.keep(id.slot, node, weight);
        drop((replaced_kept, unused_key));
        previous
    }
}
