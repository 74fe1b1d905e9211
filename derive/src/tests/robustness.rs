//! For any input, the derive does not panic, and its output is Rust and always the same.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::{ITEMS, expand, tokens};

#[test]
fn output_is_a_file() {
    for item in ITEMS {
        expand(tokens(item));
    }
}

#[test]
fn output_is_the_same_each_time() {
    for item in ITEMS {
        assert_eq!(
            crate::derive(tokens(item)).to_string(),
            crate::derive(tokens(item)).to_string(),
        );
    }
}

#[test]
fn truncated_input_does_not_panic() {
    truncate(ITEMS, expand);
}

#[test]
fn token_soup_does_not_panic() {
    make_soup(ITEMS, expand);
}

/// Expands the beginnings of each item.
pub(super) fn truncate(items: &[&str], expand: fn(TokenStream) -> syn::File) {
    for item in items {
        let item = tokens(item);
        for length in 0..count(&item) {
            expand(edit(&item, &mut |index, token, edited| {
                if index < length {
                    edited.push(token);
                }
            }));
        }
    }
}

/// Expands each item with tokens left out or repeated at random.
pub(super) fn make_soup(items: &[&str], expand: fn(TokenStream) -> syn::File) {
    let mut random = Random(1);
    for item in items {
        let item = tokens(item);
        for _ in 0..400 {
            let rate = 3 + random.below(40);
            let mut last = None;
            expand(edit(&item, &mut |_, token, edited| {
                match random.below(3 * rate) {
                    0 => {}
                    1 => edited.extend([token.clone(), token.clone()]),
                    2 => edited.extend(last.take().into_iter().chain([token.clone()])),
                    _ => edited.push(token.clone()),
                }
                last = Some(token);
            }));
        }
    }
}

fn count(tokens: &TokenStream) -> usize {
    let mut count = 0;
    edit(tokens, &mut |_, _, _| count += 1);
    count
}

/// Rebuilds the tokens, nested ones too. `step` decides for each whether and how it is kept.
fn edit(
    tokens: &TokenStream,
    step: &mut impl FnMut(usize, TokenTree, &mut Vec<TokenTree>),
) -> TokenStream {
    fn inner(
        tokens: TokenStream,
        index: &mut usize,
        step: &mut impl FnMut(usize, TokenTree, &mut Vec<TokenTree>),
    ) -> TokenStream {
        let mut edited = Vec::new();
        for token in tokens {
            let here = *index;
            *index += 1;
            let token = match token {
                TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                    let content = inner(group.stream(), index, step);
                    Group::new(group.delimiter(), content).into()
                }
                token => token,
            };
            step(here, token, &mut edited);
        }
        edited.into_iter().collect()
    }
    inner(tokens.clone(), &mut 0, step)
}

/// A small random number generator (xorshift). Its numbers are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
