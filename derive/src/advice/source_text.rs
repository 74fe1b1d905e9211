//! Tokens as text in the usual layout of source code, so that an error can quote code and suggest
//! code.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The text of tokens: `Vec<Box<Page>>`, where `to_string` may return `Vec < Box < Page > >`.
pub(crate) fn source_text(tokens: impl ToTokens) -> String {
    let mut writer = Writer::default();
    writer.write(tokens.into_token_stream());
    writer.text
}

#[derive(Default)]
struct Writer {
    text: String,
    /// How the next token is joined to the last one.
    next: Next,
    /// Whether the text ends between the bars of a closure.
    in_parameters: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Next {
    /// Without a space.
    #[default]
    Close,
    /// With a space if it is a word.
    WordApart,
    /// With a space.
    Apart,
}

impl Writer {
    fn write(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(_) | TokenTree::Literal(_) => {
                    self.part(&token.to_string(), self.next != Next::Close, Next::WordApart);
                }
                TokenTree::Group(group) => self.group(group.delimiter(), group.stream()),
                TokenTree::Punct(punct) => {
                    let before = at.checked_sub(1).map(|before| &tokens[before]);
                    self.punct(punct.as_char(), punct.spacing(), before);
                }
            }
        }
    }

    fn part(&mut self, part: &str, apart: bool, next: Next) {
        if apart {
            self.text.push(' ');
        }
        self.text.push_str(part);
        self.next = next;
    }

    fn group(&mut self, delimiter: Delimiter, content: TokenStream) {
        let (open, close, is_brace) = match delimiter {
            Delimiter::Parenthesis => ("(", ")", false),
            Delimiter::Bracket => ("[", "]", false),
            Delimiter::Brace if content.is_empty() => ("{", "}", true),
            Delimiter::Brace => ("{ ", " }", true),
            Delimiter::None => return self.write(content),
        };
        let apart = match self.next {
            Next::Close => false,
            Next::WordApart => is_brace || self.text.ends_with(" mut"),
            Next::Apart => true,
        };
        self.part(open, apart, Next::Close);
        self.write(content);
        self.part(close, false, Next::WordApart);
    }

    fn punct(&mut self, char: char, spacing: Spacing, before: Option<&TokenTree>) {
        let after = |chars: &str| match before {
            Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint => {
                chars.contains(punct.as_char())
            }
            _ => false,
        };
        let apart = self.next == Next::Apart;
        let text = char.to_string();
        match char {
            ':' if spacing == Spacing::Joint || after(":") => self.part(&text, apart, Next::Close),
            ',' | ';' | ':' => self.part(&text, false, Next::Apart),
            // `->`, `=>`, `==`
            '>' | '=' if after("-=") => self.part(&text, false, Next::Apart),
            '+' | '=' => self.part(&text, !self.text.is_empty(), Next::Apart),
            '-' if spacing == Spacing::Joint => {
                self.part(&text, !self.text.is_empty(), Next::Close);
            }
            '>' | '?' => self.part(&text, apart, Next::WordApart),
            '|' => {
                self.in_parameters = !self.in_parameters;
                let next = if self.in_parameters { Next::Close } else { Next::Apart };
                self.part(&text, self.in_parameters && self.next != Next::Close, next);
            }
            '&' | '*' | '#' | '\'' => self.part(&text, self.next != Next::Close, Next::Close),
            _ => self.part(&text, apart, Next::Close),
        }
    }
}

#[test]
fn tokens_read_as_in_source() {
    for text in [
        "Vec<Box<Page>>",
        "&'static mut [u8; 3]",
        "<A as B<C, u8>>::D",
        "fn(A, &B) -> Option<C>",
        "pub(crate) parent: Rc<dyn A + 'a>",
        "= FileNode::<T>::closed",
        "move |file: &Rc<File>, b| file.close()?",
        "|_| { drop(a); b }",
        "|| ()",
        "(parent: ::a::Folder, #[cfg(test)] other: $crate::B)",
        "derive(Debug, Serialize)",
    ] {
        assert_eq!(source_text(text.parse::<TokenStream>().unwrap()), text);
    }
}
