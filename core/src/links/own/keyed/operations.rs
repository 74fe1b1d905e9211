//! The public operations of an owning link over a map that a shared link does not have, or has in
//! another way. What they do is in `attach` and `remove`.

/// `find` is the cost of finding a key, and `change` that of inserting a child, or taking it out.
macro_rules! own_map_operations {
    (
        impl[$($params:tt)*] $map:ty;
        lookup[$($lookup:tt)*];
        name $name:literal from $from:literal;
        find $find:literal;
        change $change:literal;
        index $index:literal
    ) => {
        map_operations! {
            impl[$($params)*] Own over $map, in children;
            kind own "child" "children", removed " It has no owner then.";
            lookup[$($lookup)*];
            name $name from $from;
            find $find;
            change $change
        }

        impl<O: NodeType, $($params)*> Own<O, $map> {
            #[doc = concat!("The key of a child, or `None` if it is not in this link. No keys are ",
                "compared. ", $index, ".\n")]
            #[doc = example!(own, $name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(workspace.projects.key_of(&site).unwrap().as_str(), \"site\");"
                "site.detach();"
                "assert_eq!(workspace.projects.key_of(&site), None);"
            )]
            pub fn key_of(&self, child: &impl AsHandle<T::Declared>) -> Option<Key<K>> {
                let index = self.index_of(AsHandle::handle(child, Internal).dyn_node())?;
                Some(self.children.entries().get(index)?.key)
            }

            /// Attaches a child under a key. Returns the child that had the key before, which has no
            /// owner now. As in std, the map keeps the key that it has, if it is equal.
            ///
            /// A child that is in this map already moves to the new key. If it has an equal key,
            /// nothing changes, and the child itself is returned.
            ///
            #[doc = concat!($change, ". Add the cost of leaving the old owner, and of the check for \
                cycles if the child has children.\n")]
            #[doc = example!(own, $name from $from,
                "let first = Project {}.into_graph();"
                "assert_eq!(workspace.projects.insert(\"site\".to_owned(), first.clone()), None);"
                "let former = workspace.projects.insert(\"site\".to_owned(), Project {});"
                "assert_eq!(former, Some(first));"
            )]
            ///
            /// # Panics
            /// If the child is the owner or one of its ancestors, or if another link
            /// [requires](Own#required-children) it. Nothing has changed then.
            #[track_caller]
            pub fn insert(
                &self,
                key: K,
                child: impl IntoHandle<T::Declared>,
            ) -> Option<T::Handle>
            where
                T: BackTo<O>,
            {
                or_panic(self.try_insert(key, child))
            }

            /// As [`insert`](Self::insert), but returns an error instead of panicking.
            ///
            /// # Errors
            /// [`KeyedError`], which holds the key and the child, if the child is the owner or one of
            /// its ancestors (`Cycle`), or if another link requires it (`Required`). Nothing has
            /// changed then.
            #[track_caller]
            pub fn try_insert(
                &self,
                key: K,
                child: impl IntoHandle<T::Declared>,
            ) -> Result<Option<T::Handle>, KeyedError<K, T::Handle>>
            where
                T: BackTo<O>,
            {
                self.insert_incoming(key, IntoHandle::into_incoming(child, Internal))
            }

            /// Attaches a child under a key that no other child has. Returns the child's handle.
            ///
            /// A child that is in this map already moves to the new key. If it has an equal key,
            /// nothing changes.
            ///
            #[doc = concat!($change, ". Add the cost of leaving the old owner, and of the check for \
                cycles if the child has children.\n")]
            #[doc = example!(own, $name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(site.path().to_string(), \"Workspace.projects[\\\"site\\\"]\");"
            )]
            ///
            /// # Panics
            /// If another child has the key; if the child is the owner or one of its ancestors; or if
            /// another link [requires](Own#required-children) it. Nothing has changed then.
            #[track_caller]
            pub fn add(&self, key: K, child: impl IntoHandle<T::Declared>) -> T::Handle
            where
                T: BackTo<O>,
            {
                or_panic(self.try_add(key, child))
            }

            /// As [`add`](Self::add), but returns an error instead of panicking.
            ///
            /// # Errors
            /// [`KeyedError`], which holds the key and the child, if another child has the key
            /// (`Occupied`), if the child is the owner or one of its ancestors (`Cycle`), or if
            /// another link requires it (`Required`). Nothing has changed then.
            #[track_caller]
            pub fn try_add(
                &self,
                key: K,
                child: impl IntoHandle<T::Declared>,
            ) -> Result<T::Handle, KeyedError<K, T::Handle>>
            where
                T: BackTo<O>,
            {
                self.add_incoming(key, IntoHandle::into_incoming(child, Internal))
            }

            /// Attaches all these children, each under its key, or none of them, if one is refused.
            /// The result is that of an [`insert`](Self::insert) for each: of two with equal keys,
            /// the later one is attached. Children that had one of the keys are dropped at the end.
            ///
            /// An iterator that you give runs to its end before anything changes, and all keys are
            /// hashed or compared: if one panics, nothing has changed.
            ///
            /// The cost is that of an `insert` for each.
            ///
            #[doc = example!(own, $name from $from,
                "workspace.projects.extend([1, 2, 3].map(|n| (format!(\"site {n}\"), Project {})));"
                "assert_eq!(workspace.projects.len(), 3);"
            )]
            ///
            /// # Panics
            /// If one of the children is the owner or one of its ancestors, or if another link
            /// [requires](Own#required-children) it. Nothing has changed then.
            #[track_caller]
            pub fn extend<I, V>(&self, children: I)
            where
                I: IntoIterator<Item = (K, V)>,
                V: IntoHandle<T::Declared>,
                T: BackTo<O>,
            {
                or_panic(self.try_extend(children));
            }

            /// As [`extend`](Self::extend), but returns an error instead of panicking.
            ///
            /// # Errors
            /// [`KeyedError`], which holds all keys and children of the call
            /// ([`into_entries`](KeyedError::into_entries)), if one of the children is refused.
            /// Nothing has changed then.
            #[track_caller]
            pub fn try_extend<I, V>(&self, children: I) -> Result<(), KeyedError<K, T::Handle>>
            where
                I: IntoIterator<Item = (K, V)>,
                V: IntoHandle<T::Declared>,
                T: BackTo<O>,
            {
                let mut entries = Vec::new();
                for (key, child) in children {
                    entries.push((key, IntoHandle::into_incoming(child, Internal)));
                }
                self.extend_incoming(entries)
            }
        }
    };
}

pub(super) use own_map_operations;
