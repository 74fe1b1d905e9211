//! The public operations of a shared link over a map that an owning link has in another way. What
//! they do is in `change`.

/// `change` is the cost of inserting a node, or taking it out.
macro_rules! shared_map_operations {
    (
        impl[$($params:tt)*] $map:ty;
        lookup[$($lookup:tt)*];
        name $name:literal from $from:literal;
        find $find:literal;
        change $change:literal
    ) => {
        map_operations! {
            impl[$($params)*] Shared over $map, in targets;
            kind shared "node" "nodes", removed "";
            lookup[$($lookup)*];
            name $name from $from;
            find $find;
            change $change
        }

        #[doc = concat!("A shared link to nodes by key. Its operations are named as `", $name, "`'s \
            are, and all of them take `&self`. A node may have more than one key.\n")]
        #[doc = example!(shared, $name from $from,
            "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
            "workspace.projects.insert(\"home\".to_owned(), site.clone());"
            "assert_eq!(Rc::strong_count(&site), 3);"
            "workspace.projects.clear();"
            "assert_eq!(Rc::strong_count(&site), 1);"
        )]
        impl<O: NodeType, $($params)*> Shared<O, $map> {
            /// The first key of a node in the map's order, or `None` if it is not in this link. No
            /// keys are compared. O(n).
            #[doc = example!(shared, $name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(workspace.projects.key_of(&site).unwrap().as_str(), \"site\");"
                "workspace.projects.remove(\"site\");"
                "assert_eq!(workspace.projects.key_of(&site), None);"
            )]
            pub fn key_of(&self, target: &impl AsHandle<T::Declared>) -> Option<Key<K>> {
                let target = AsHandle::handle(target, Internal).dyn_node().address();
                Some(self.targets.entries().first_of(target)?.key)
            }

            /// Puts a node under a key. Returns the node that had the key before. As in std, the map
            /// keeps the key that it has, if it is equal.
            ///
            #[doc = concat!($change, "; O(depth) in addition, if the map was empty, or if no shared \
                link has held the node before.\n")]
            #[doc = example!(shared, $name from $from,
                "let first = Project {}.into_graph();"
                "assert_eq!(workspace.projects.insert(\"site\".to_owned(), first.clone()), None);"
                "let former = workspace.projects.insert(\"site\".to_owned(), Project {});"
                "assert_eq!(former, Some(first));"
            )]
            #[track_caller]
            pub fn insert(
                &self,
                key: K,
                target: impl IntoHandle<T::Declared>,
            ) -> Option<T::Handle> {
                self.put(key, IntoHandle::into_incoming(target, Internal).handle)
            }

            /// Puts a node under a key that no other node has. Returns the node's handle. If the node
            /// itself has the key, nothing changes. The cost is that of [`insert`](Self::insert).
            ///
            /// # Panics
            /// If another node has the key. Nothing has changed then.
            #[track_caller]
            pub fn add(&self, key: K, target: impl IntoHandle<T::Declared>) -> T::Handle {
                or_panic(self.try_add(key, target))
            }

            /// As [`add`](Self::add), but returns an error instead of panicking.
            ///
            /// # Errors
            /// [`KeyedError`], which holds the key and the node, if another node has the key
            /// (`Occupied`). Nothing has changed then.
            #[track_caller]
            pub fn try_add(
                &self,
                key: K,
                target: impl IntoHandle<T::Declared>,
            ) -> Result<T::Handle, KeyedError<K, T::Handle>> {
                self.put_new(key, IntoHandle::into_incoming(target, Internal).handle)
            }

            /// Puts all these nodes under their keys. Of two with equal keys, the later one is put
            /// there. Nodes that had one of the keys are dropped at the end.
            ///
            /// An iterator that you give runs to its end before anything changes, and all keys are
            /// hashed or compared: if one panics, nothing has changed.
            ///
            /// The cost is that of an [`insert`](Self::insert) for each.
            #[track_caller]
            pub fn extend<I, V>(&self, targets: I)
            where
                I: IntoIterator<Item = (K, V)>,
                V: IntoHandle<T::Declared>,
            {
                let mut entries = Vec::new();
                for (key, target) in targets {
                    entries.push((key, IntoHandle::into_incoming(target, Internal).handle));
                }
                self.put_all(entries);
            }
        }
    };
}

pub(super) use shared_map_operations;
