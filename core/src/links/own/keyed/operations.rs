//! The public operations of an owning link over a map. Each type of map has its own copy, so that
//! their signatures are those of std's maps. What they do is in `attach` and `remove`.

/// An example over a map of this type, after the lines that declare it.
macro_rules! example {
    ($map:literal from $from:literal, $($line:literal)*) => {
        concat!(
            "```\n# use ", $from, "::", $map, ";\n# use kinfolk::{Graph, Node};\n",
            "# #[derive(Graph)] #[graph(back(workspace: Workspace))] struct Project {}\n",
            "# #[derive(Graph)] struct Workspace { #[graph(own)] projects: ", $map,
            "<String, Project> }\n",
            "# let workspace = Workspace { projects: ", $map, "::new() }.into_graph();\n",
            $($line, "\n",)*
            "```"
        )
    };
}

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
        impl<O: NodeType, $($params)*> Own<O, $map> {
            /// The number of children. O(1).
            pub fn len(&self) -> usize {
                self.children.entries().len()
            }

            /// Whether there are no children. O(1).
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            #[doc = concat!("The child with this key. ", $find, ".\n")]
            #[doc = example!($name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(workspace.projects.get(\"site\"), Some(site));"
                "assert_eq!(workspace.projects.get(\"shop\"), None);"
            )]
            pub fn get<Q>(&self, key: &Q) -> Option<T::Handle>
            where
                $($lookup)*
            {
                Some(<$map>::search(&self.children, key).entry()?.handle())
            }

            #[doc = concat!("The map's own key that equals this one, and its child. ", $find, ".")]
            pub fn get_key_value<Q>(&self, key: &Q) -> Option<(Key<K>, T::Handle)>
            where
                $($lookup)*
            {
                Some(<$map>::search(&self.children, key).entry()?.pair())
            }

            #[doc = concat!("Whether a child has this key. ", $find, ".")]
            pub fn contains_key<Q>(&self, key: &Q) -> bool
            where
                $($lookup)*
            {
                <$map>::search(&self.children, key).found.is_ok()
            }

            #[doc = concat!("The key of a child, or `None` if it is not in this link. No keys are ",
                "compared. ", $index, ".\n")]
            #[doc = example!($name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(workspace.projects.key_of(&site).unwrap().as_str(), \"site\");"
                "site.detach();"
                "assert_eq!(workspace.projects.key_of(&site), None);"
            )]
            pub fn key_of(&self, child: &impl AsHandle<T::Declared>) -> Option<Key<K>> {
                let index = self.index_of(AsHandle::handle(child, Internal).dyn_node())?;
                Some(self.children.entries().get(index)?.key)
            }

            /// The keys and children, in the map's order: those that are there now. O(1), and O(1)
            /// for each child.
            ///
            /// Whatever changes meanwhile, it shows each child that was there once. A change while
            /// it is alive copies the map, O(n), or a part of a large `BTreeMap`, O(√n).
            #[doc = example!($name from $from,
                "workspace.projects.add(\"site\".to_owned(), Project {});"
                "workspace.projects.add(\"shop\".to_owned(), Project {});"
                "for (key, project) in workspace.projects.iter() {"
                "    workspace.projects.rename(&*key, key.to_uppercase());"
                "    assert!(project.owner().is_some());"
                "}"
                "assert!(workspace.projects.contains_key(\"SHOP\"));"
            )]
            pub fn iter(&self) -> Entries<K, T::Handle> {
                Entries::over(self.children.entries().snapshot())
            }

            /// The keys, as [`iter`](Self::iter) shows them. O(1), and O(1) for each key.
            pub fn keys(&self) -> Keys<K, T::Handle> {
                self.iter().into_keys()
            }

            /// The children, as [`iter`](Self::iter) shows them. O(1), and O(1) for each child.
            pub fn values(&self) -> Values<K, T::Handle> {
                self.iter().into_values()
            }

            /// Attaches a child under a key. Returns the child that had the key before, which has no
            /// owner now. As in std, the map keeps the key that it has, if it is equal.
            ///
            /// A child that is in this map already moves to the new key. If it has an equal key,
            /// nothing changes, and the child itself is returned.
            ///
            #[doc = concat!($change, ". Add the cost of leaving the old owner, and of the check for \
                cycles if the child has children.\n")]
            #[doc = example!($name from $from,
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
            #[doc = example!($name from $from,
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

            /// Gives the child with the key `from` another key. Returns the child, or `None` if there
            /// is none. If the new key equals the old one, the child has the given one from then on.
            ///
            #[doc = concat!($change, ".\n")]
            #[doc = example!($name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(workspace.projects.rename(\"site\", \"home\".to_owned()), Some(site));"
                "assert!(!workspace.projects.contains_key(\"site\"));"
            )]
            ///
            /// # Panics
            /// If another child has the new key. Nothing has changed then.
            #[track_caller]
            pub fn rename<Q>(&self, from: &Q, key: K) -> Option<T::Handle>
            where
                $($lookup)*
            {
                or_panic(self.try_rename(from, key))
            }

            /// As [`rename`](Self::rename), but returns an error instead of panicking.
            ///
            /// # Errors
            /// [`KeyedError`], which holds the new key and no child, if another child has the new key
            /// (`Occupied`). Nothing has changed then.
            #[track_caller]
            pub fn try_rename<Q>(
                &self,
                from: &Q,
                key: K,
            ) -> Result<Option<T::Handle>, KeyedError<K, T::Handle>>
            where
                $($lookup)*
            {
                self.rename_found(|map| <$map>::search(map, from), key)
            }

            /// Attaches all these children, each under its key, or none of them, if one is refused.
            /// Children that had one of the keys are dropped at the end.
            ///
            /// The cost is that of an [`insert`](Self::insert) for each.
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

            /// Removes the child with this key, and returns it. It has no owner then.
            ///
            #[doc = concat!($change, ".\n")]
            #[doc = example!($name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(workspace.projects.remove(\"site\"), Some(site.clone()));"
                "assert!(site.is_root());"
            )]
            #[track_caller]
            pub fn remove<Q>(&self, key: &Q) -> Option<T::Handle>
            where
                $($lookup)*
            {
                Some(self.remove_entry(key)?.1)
            }

            /// As [`remove`](Self::remove), and returns the key as well.
            #[track_caller]
            pub fn remove_entry<Q>(&self, key: &Q) -> Option<(Key<K>, T::Handle)>
            where
                $($lookup)*
            {
                self.remove_found(|map| <$map>::search(map, key))
            }

            /// Removes all children. They are dropped with the iterator, unless it has returned them.
            /// O(n).
            pub fn drain(&self) -> DrainEntries<K, T::Handle> {
                DrainEntries::over(disown(self.children.take_all()))
            }

            /// Removes and drops all children, each with what dies with it, in the map's order. O(n).
            pub fn clear(&self) {
                drop(self.drain());
            }

            /// Removes and drops the children for which `keep` returns `false`. It is called once for
            /// each child that is there now, on a snapshot. A child that has moved away meanwhile, or
            /// has got another key, is left alone. O(n).
            #[doc = example!($name from $from,
                "workspace.projects.add(\"site\".to_owned(), Project {});"
                "workspace.projects.add(\"shop\".to_owned(), Project {});"
                "workspace.projects.retain(|key, _| key.starts_with(\"si\"));"
                "assert_eq!(workspace.projects.len(), 1);"
            )]
            pub fn retain(&self, mut keep: impl FnMut(&K, &T::Handle) -> bool) {
                self.retain_entries(|entry| keep(&entry.key, &entry.handle));
            }
        }

        impl<O: NodeType, $($params)*> IntoIterator for &Own<O, $map> {
            type Item = (Key<K>, T::Handle);
            type IntoIter = Entries<K, T::Handle>;

            fn into_iter(self) -> Self::IntoIter {
                self.iter()
            }
        }
    };
}

pub(super) use {example, own_map_operations};
