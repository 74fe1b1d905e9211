//! The public operations that owning and shared links over maps have in common. Each type of map has
//! its own copy, so that their signatures are those of std's maps.

/// An example over a map of this type, after the lines that declare it.
macro_rules! example {
    (own, $map:literal from $from:literal, $($line:literal)*) => {
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
    (shared, $map:literal from $from:literal, $($line:literal)*) => {
        concat!(
            "```\n# use ", $from, "::", $map, ";\n# use kinfolk::{Graph, Rc};\n",
            "# #[derive(Graph)] struct Project {}\n",
            "# #[derive(Graph)] #[graph(shared(projects: ", $map,
            "<String, Project>))] struct Workspace {}\n",
            "# let workspace = Workspace {}.into_graph();\n",
            $($line, "\n",)*
            "```"
        )
    };
}

/// `find` is the cost of finding a key, and `change` that of inserting a node, or taking it out.
/// `kind` is that of the examples.
macro_rules! map_operations {
    (
        impl[$($params:tt)*] $link:ident over $map:ty, in $field:ident;
        kind $kind:ident $one:literal $many:literal, removed $then:literal;
        lookup[$($lookup:tt)*];
        name $name:literal from $from:literal;
        find $find:literal;
        change $change:literal
    ) => {
        impl<O: NodeType, $($params)*> $link<O, $map> {
            #[doc = concat!("The number of ", $many, ". O(1).")]
            pub fn len(&self) -> usize {
                self.$field.entries().len()
            }

            #[doc = concat!("Whether there are no ", $many, ". O(1).")]
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            #[doc = concat!("The ", $one, " with this key. ", $find, ".\n")]
            #[doc = example!($kind, $name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(workspace.projects.get(\"site\"), Some(site));"
                "assert_eq!(workspace.projects.get(\"shop\"), None);"
            )]
            pub fn get<Q>(&self, key: &Q) -> Option<T::Handle>
            where
                $($lookup)*
            {
                Some(self.$field.search(key).entry()?.handle())
            }

            #[doc = concat!("The map's own key that equals this one, and its ", $one, ". ", $find,
                ".")]
            pub fn get_key_value<Q>(&self, key: &Q) -> Option<(Key<K>, T::Handle)>
            where
                $($lookup)*
            {
                Some(self.$field.search(key).entry()?.pair())
            }

            #[doc = concat!("Whether a ", $one, " has this key. ", $find, ".")]
            pub fn contains_key<Q>(&self, key: &Q) -> bool
            where
                $($lookup)*
            {
                self.$field.search(key).found.is_ok()
            }

            #[doc = concat!("The keys and ", $many, ", in the map's order: those that are there now. ",
                "O(1), and O(1) for each ", $one, ".")]
            ///
            /// Whatever changes meanwhile, it shows each entry that was there once. A change while
            /// it is alive copies the map, O(n), or a part of a large `BTreeMap`, O(√n).
            #[doc = example!($kind, $name from $from,
                "workspace.projects.add(\"site\".to_owned(), Project {});"
                "workspace.projects.add(\"shop\".to_owned(), Project {});"
                "for (key, _) in workspace.projects.iter() {"
                "    workspace.projects.rename(&*key, key.to_uppercase());"
                "}"
                "assert!(workspace.projects.contains_key(\"SHOP\"));"
            )]
            pub fn iter(&self) -> Entries<K, T::Handle> {
                Entries::over(self.$field.entries().snapshot())
            }

            /// The keys, as [`iter`](Self::iter) shows them. O(1), and O(1) for each key.
            pub fn keys(&self) -> Keys<K, T::Handle> {
                self.iter().into_keys()
            }

            #[doc = concat!("The ", $many, ", as [`iter`](Self::iter) shows them. O(1), and O(1) for ",
                "each ", $one, ".")]
            pub fn values(&self) -> Values<K, T::Handle> {
                self.iter().into_values()
            }

            #[doc = concat!("Gives the ", $one, " with the key `from` another key. Returns the ", $one,
                ", or `None` if there is none. If the new key equals the old one, the ", $one,
                " has the given one from then on.")]
            ///
            #[doc = concat!($change, ".\n")]
            #[doc = example!($kind, $name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(workspace.projects.rename(\"site\", \"home\".to_owned()), Some(site));"
                "assert!(!workspace.projects.contains_key(\"site\"));"
            )]
            ///
            /// # Panics
            #[doc = concat!("If another ", $one, " has the new key. Nothing has changed then.")]
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
            #[doc = concat!("[`KeyedError`], which holds the new key and no ", $one, ", if another ",
                $one, " has the new key (`Occupied`). Nothing has changed then.")]
            #[track_caller]
            pub fn try_rename<Q>(
                &self,
                from: &Q,
                key: K,
            ) -> Result<Option<T::Handle>, KeyedError<K, T::Handle>>
            where
                $($lookup)*
            {
                self.rename_found(|map| map.search(from), key)
            }

            #[doc = concat!("Removes the ", $one, " with this key, and returns it.", $then)]
            ///
            #[doc = concat!($change, ".\n")]
            #[doc = example!($kind, $name from $from,
                "let site = workspace.projects.add(\"site\".to_owned(), Project {});"
                "assert_eq!(workspace.projects.remove(\"site\"), Some(site));"
            )]
            #[track_caller]
            pub fn remove<Q>(&self, key: &Q) -> Option<T::Handle>
            where
                $($lookup)*
            {
                let (key, node) = self.remove_entry(key)?;
                // Now, since its drop may panic: that would lose a node that is returned already.
                drop(key);
                Some(node)
            }

            /// As [`remove`](Self::remove), and returns the key as well.
            #[track_caller]
            pub fn remove_entry<Q>(&self, key: &Q) -> Option<(Key<K>, T::Handle)>
            where
                $($lookup)*
            {
                self.remove_found(|map| map.search(key))
            }

            #[doc = concat!("Removes all ", $many, ". They are dropped with the iterator, unless it ",
                "has returned them. O(n).")]
            pub fn drain(&self) -> DrainEntries<K, T::Handle> {
                DrainEntries::over(self.drain_entries())
            }

            #[doc = concat!("Removes and drops all ", $many, ", each with what dies with it, in the ",
                "map's order. O(n).")]
            pub fn clear(&self) {
                let _operation = Scope::open();
                drop(self.drain());
            }

            #[doc = concat!("Removes and drops the ", $many, " for which `keep` returns `false`. It ",
                "is called once for each ", $one, " that is there now, on a snapshot. A ", $one,
                " that has left the map meanwhile, or has got another key, is left alone. O(n).\n")]
            #[doc = example!($kind, $name from $from,
                "workspace.projects.add(\"site\".to_owned(), Project {});"
                "workspace.projects.add(\"shop\".to_owned(), Project {});"
                "workspace.projects.retain(|key, _| key.starts_with(\"si\"));"
                "assert_eq!(workspace.projects.len(), 1);"
            )]
            pub fn retain(&self, mut keep: impl FnMut(&K, &T::Handle) -> bool) {
                self.retain_entries(|entry| keep(&entry.key, &entry.handle));
            }
        }

        impl<O: NodeType, $($params)*> IntoIterator for &$link<O, $map> {
            type Item = (Key<K>, T::Handle);
            type IntoIter = Entries<K, T::Handle>;

            fn into_iter(self) -> Self::IntoIter {
                self.iter()
            }
        }
    };
}

/// The operations that need an order of the keys.
macro_rules! sorted_map_operations {
    ($link:ident, in $field:ident; kind $kind:ident $one:literal $many:literal) => {
        /// The operations that need an order of the keys.
        impl<O: NodeType, K: Ord + fmt::Debug + 'static, T: Graph> $link<O, BTreeMap<K, T>> {
            #[doc = concat!("The ", $one, " with the smallest key, and the key. O(1).")]
            pub fn first(&self) -> Option<(Key<K>, T::Handle)> {
                Some(self.$field.get(0)?.into_pair())
            }

            #[doc = concat!("The ", $one, " with the largest key, and the key. O(√n).")]
            pub fn last(&self) -> Option<(Key<K>, T::Handle)> {
                Some(self.$field.get(self.len().checked_sub(1)?)?.into_pair())
            }

            #[doc = concat!("The keys in a range, with their ", $many, ", as [`iter`](Self::iter) ",
                        "shows them. O(log n + √n).\n")]
            #[doc = example!($kind, "BTreeMap" from "std::collections",
                        "for key in [\"a\", \"b\", \"c\", \"d\"] {"
                        "    workspace.projects.add(key.to_owned(), Project {});"
                        "}"
                        "let range = workspace.projects.range(\"b\".to_owned()..\"d\".to_owned());"
                        "let keys: Vec<String> = range.map(|(key, _)| key.to_string()).collect();"
                        "assert_eq!(keys, [\"b\", \"c\"]);"
                    )]
            ///
            /// # Panics
            /// If the range starts after its end, or if it starts and ends at the same key and
            /// excludes it at both ends.
            #[track_caller]
            pub fn range<Q: Ord + ?Sized>(&self, keys: impl RangeBounds<Q>) -> Entries<K, T::Handle>
            where
                K: Borrow<Q>,
            {
                range(self.$field.snapshot(), &keys)
            }
        }
    };
}

pub(crate) use {example, map_operations, sorted_map_operations};
