//! Reading and changing a value.

use crate::change::log;
use crate::death::DelayedDeaths;
use crate::links::value::Value;
use crate::links::value::kind::{ValueKind, ValueStorage};
use crate::links::value::logged;
use crate::links::value::read::ReadValue;
use crate::model::graph::NodeType;
use crate::store::value_cell::TakenOut;

impl<O: NodeType, V, K: ValueKind<V>> Value<O, V, K> {
    /// A clone of the data. The cost is that of the clone: O(1) for a number.
    ///
    /// # Panics
    /// If the data is in use: see [above](Self#never-already-borrowed).
    #[inline]
    #[track_caller]
    pub fn get(&self) -> V
    where
        V: Clone,
    {
        V::clone(&self.storage.cell().take_out())
    }

    /// The data, lent: what is there now, whatever happens to the value later. O(1).
    ///
    /// The first read moves the data to a place on the heap that readers share.
    ///
    /// ```
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)]
    /// # struct Card {
    /// #     #[graph(value)]
    /// #     tags: Vec<String>,
    /// # }
    /// let card = Card { tags: vec!["new".into(), "red".into()] }.into_graph();
    /// for tag in card.tags.read().iter() {
    ///     card.tags.update(|tags| tags.retain(|other| other != tag));
    /// }
    /// assert!(card.tags.read().is_empty());
    /// ```
    ///
    /// # Panics
    /// If the data is in use: see [above](Self#never-already-borrowed).
    #[inline]
    #[track_caller]
    pub fn read(&self) -> ReadValue<'_, V> {
        ReadValue::over(self.storage.cell().share())
    }
}

impl<O: NodeType, V: 'static, K: ValueKind<V>> Value<O, V, K> {
    /// Puts other data in the place of the data that is there. O(1), and the drop of the old data.
    ///
    /// # Panics
    /// If the data is in use: see [above](Self#never-already-borrowed).
    #[inline]
    #[track_caller]
    pub fn set(&self, value: V) {
        if log::is_open() {
            return logged::set(self, &self.storage, value);
        }
        let old = self.storage.cell().set(value);
        self.storage.changed(&self.host);
        // The `Drop` of data may use this value.
        drop(old);
        K::Storage::after_change();
    }

    /// As [`set`](Self::set), but returns the old data. O(1), or the cost of a clone while a
    /// reader or an [undo](Self#undo) needs it.
    ///
    /// # Panics
    /// If the data is in use: see [above](Self#never-already-borrowed).
    #[inline]
    #[track_caller]
    pub fn replace(&self, value: V) -> V
    where
        V: Clone,
    {
        if log::is_open() {
            return logged::replace(self, &self.storage, value);
        }
        let old = self.storage.cell().replace(value);
        self.storage.changed(&self.host);
        K::Storage::after_change();
        old
    }

    /// Puts the default in the place of the data, which it returns. O(1), or the cost of a clone while a
    /// reader or an [undo](Self#undo) needs it.
    ///
    /// # Panics
    /// If the data is in use: see [above](Self#never-already-borrowed).
    #[inline]
    #[track_caller]
    pub fn take(&self) -> V
    where
        V: Clone + Default,
    {
        self.replace(V::default())
    }

    /// Changes the data in place, and returns what the closure returns. O(1), and the closure; plus a
    /// clone of the data while a reader or an [undo](Self#undo) needs it.
    ///
    /// The closure cannot use this value: that panics. It can use everything else, also other values of
    /// the node. Nodes that need finalization, and whose last handle is dropped in the closure,
    /// die when the outermost `update` has ended: so their hooks can read the value. If the closure
    /// panics, what it has changed stays.
    ///
    /// ```
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)]
    /// # struct Card {
    /// #     #[graph(value)]
    /// #     tags: Vec<String>,
    /// # }
    /// let card = Card { tags: vec!["new".into()] }.into_graph();
    /// let count = card.tags.update(|tags| {
    ///     tags.push("red".into());
    ///     tags.len()
    /// });
    /// assert_eq!(count, 2);
    /// ```
    ///
    /// # Panics
    /// If the data is in use: see [above](Self#never-already-borrowed).
    #[inline]
    #[track_caller]
    pub fn update<R>(&self, change: impl FnOnce(&mut V) -> R) -> R
    where
        V: Clone,
    {
        if log::is_open() {
            return self.update_logged(change);
        }
        let result = {
            // Dropped last, also when the closure panics.
            let _delayed = DelayedDeaths::begin();
            let mut updating =
                Updating { taken: self.storage.cell().take_out(), _changed: Changed(self) };
            change(updating.taken.make_unique())
        };
        K::Storage::after_change();
        result
    }

    #[cold]
    #[track_caller]
    fn update_logged<R>(&self, change: impl FnOnce(&mut V) -> R) -> R
    where
        V: Clone,
    {
        let mut updating = logged::Updating::begin(self, &self.storage);
        let result = change(updating.data());
        updating.end();
        result
    }
}

/// An update in progress. The drop puts the data back, and then says that it has changed.
struct Updating<'a, O: NodeType, V, K: ValueKind<V>> {
    taken: TakenOut<'a, V>,
    _changed: Changed<'a, O, V, K>,
}

struct Changed<'a, O: NodeType, V, K: ValueKind<V>>(&'a Value<O, V, K>);

impl<O: NodeType, V, K: ValueKind<V>> Drop for Changed<'_, O, V, K> {
    #[inline]
    fn drop(&mut self) {
        self.0.storage.changed(&self.0.host);
    }
}
