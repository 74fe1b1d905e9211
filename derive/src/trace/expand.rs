//! Writes the impls of `Trace`. The rules of [`expand`](mod@crate::expand) for names and errors apply
//! here, too.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::model::{Body, Field, Fields, Traced};
use crate::expand::context::{in_block, private_path};
use crate::expand::span_anchor::SpanAnchor;
use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;

/// ```text
/// const _: () = {
///     use ::kinfolk::__private_0_1_0 as __kin;
///     impl Trace for Value {
///         type By = Self;
///     }
///     impl TraceBy<Value> for Value {
///         fn trace<'a>(data: &'a Value, tracer: &mut Tracer<'a, '_>) {
///             match data {
///                 Value::List { 0: __0 } => {
///                     <TracedBy<Vec<Value>> as TraceBy<_>>::trace(__0, tracer)
///                 }
///                 Value::Nothing { .. } | Value::Empty { .. } => {}
///             }
///         }
///         fn note_types(types: &mut TracedTypes) {
///             note_traced_types::<TracedBy<Vec<Value>>, Vec<Value>>(types);
///         }
///         fn retarget(data: &mut Value, retarget: &mut Retarget<'_>) {
///             match data {
///                 Value::List { 0: __0 } => {
///                     <TracedBy<Vec<Value>> as TraceBy<_>>::retarget(__0, retarget)
///                 }
///                 Value::Nothing { .. } | Value::Empty { .. } => {}
///             }
///         }
///     }
///     impl TracedTypesHaveDropOnlyInSkippedFields for Value {}
/// };
/// ```
///
/// For a type with mistakes, the functions are empty.
pub(super) fn expand(traced: &Traced, is_correct: bool) -> TokenStream {
    let krate = &traced.krate;
    let private = Tokens::of(traced.used_names.fresh("__kin"));
    let writer = Writer { traced, private: &private };
    let trace = writer.impl_of(&quote!(#krate::Trace));
    let has_fields = is_correct && traced.fields().next().is_some();
    let functions = if has_fields { writer.functions() } else { writer.no_functions() };
    let refuse_drop = is_correct.then(|| writer.refuse_drop());
    let impls = quote_spanned! {Span::mixed_site()=>
        #trace {
            type By = Self;
        }
        #functions
        #refuse_drop
    };
    in_block(&private_path(krate), &private, &impls)
}

struct Writer<'a> {
    traced: &'a Traced,
    /// The alias of the private module.
    private: &'a Tokens,
}

/// A function with a call for each field.
struct Function {
    /// The function of `TraceBy` to call.
    name: &'static str,
    /// Its other argument.
    state: &'static str,
}

impl Writer<'_> {
    /// The header of an impl for the type.
    fn impl_of(&self, interface: &TokenStream) -> TokenStream {
        let Traced { allowed, generics, declared_type, .. } = self.traced;
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            impl #impl_generics #interface for #declared_type #where_clause
        }
    }

    /// Refuses a `Drop` on the type. The compiler shows the conflict at the type's name.
    fn refuse_drop(&self) -> TokenStream {
        let Traced { name, allowed, generics, declared_type, .. } = self.traced;
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let private = self.private;
        let span = name.span().resolved_at(Span::mixed_site());
        let declared = declared_type.located_at(span);
        quote_spanned! {span=>
            #[automatically_derived]
            #(#allowed)*
            impl #impl_generics #private::TracedTypesHaveDropOnlyInSkippedFields
            for #declared #where_clause {}
        }
    }

    /// The impl of `TraceBy` for a type without fields to trace.
    fn no_functions(&self) -> TokenStream {
        let (private, declared) = (self.private, &self.traced.declared_type);
        let header = self.impl_of(&quote!(#private::TraceBy<#declared>));
        quote_spanned! {Span::mixed_site()=>
            #header {
                const MAY_HOLD: #private::bool = false;
                fn trace<'a>(_: &'a #declared, _: &mut #private::Tracer<'a, '_>) {}
                fn note_types(_: &mut #private::TracedTypes) {}
                fn retarget(_: &mut #declared, _: &mut #private::Retarget<'_>) {}
            }
        }
    }

    /// The impl of `TraceBy`.
    fn functions(&self) -> TokenStream {
        let (private, declared) = (self.private, &self.traced.declared_type);
        let header = self.impl_of(&quote!(#private::TraceBy<#declared>));
        let may_hold = self.may_hold();
        let trace = self.body(&Function { name: "trace", state: "__tracer" });
        let retarget = self.body(&Function { name: "retarget", state: "__retarget" });
        let note_types = self.types().into_iter().map(|field| {
            let ty = &field.ty;
            let anchor = SpanAnchor::of_tokens(ty);
            let by = anchor.generic(private, "TracedBy", ty);
            let note = anchor.function(private, "note_traced_types", &quote!(#by, #ty));
            anchor.call(&note, &Ident::new("__types", anchor.last))
        });
        quote_spanned! {Span::mixed_site()=>
            #header {
                #may_hold
                fn trace<'a>(__data: &'a #declared, __tracer: &mut #private::Tracer<'a, '_>) {
                    #trace
                }
                fn note_types(__types: &mut #private::TracedTypes) {
                    #(#note_types;)*
                }
                fn retarget(__data: &mut #declared, __retarget: &mut #private::Retarget<'_>) {
                    #retarget
                }
            }
        }
    }

    /// The fields, each type once.
    fn types(&self) -> Vec<&Field> {
        let mut seen = Vec::new();
        let mut is_new = |field: &&Field| {
            let text = field.ty.to_token_stream().to_string();
            let is_new = !seen.contains(&text);
            seen.push(text);
            is_new
        };
        self.traced.fields().filter(&mut is_new).collect()
    }

    /// The constant `MAY_HOLD`, if each field's type has the name of a std type without handles. For
    /// other types it could depend on itself, since a type may contain itself.
    fn may_hold(&self) -> Option<TokenStream> {
        let private = self.private;
        let types = self.types();
        let all = types.iter().all(|field| has_name_without_handles(&field.ty));
        all.then(|| {
            let parts = types.iter().map(|field| {
                let ty = &field.ty;
                quote!(#private::may_hold::<#private::TracedBy<#ty>, #ty>())
            });
            quote_spanned! {Span::mixed_site()=>
                const MAY_HOLD: #private::bool = #(#parts)||*;
            }
        })
    }

    fn body(&self, function: &Function) -> TokenStream {
        let site = Span::mixed_site();
        let name = names::as_expansion(&self.traced.name);
        match &self.traced.body {
            Body::Struct(fields) => {
                let pattern = pattern(fields);
                let calls = self.calls(fields, function);
                quote_spanned!(site=> let #name #pattern = __data; #(#calls;)*)
            }
            Body::Enum(variants) => {
                let (with, without): (Vec<_>, Vec<_>) =
                    variants.iter().partition(|variant| !variant.fields.traced.is_empty());
                let arms = with.into_iter().map(|variant| {
                    let (pattern, fields) = (pattern(&variant.fields), &variant.fields);
                    let variant = names::as_expansion(&variant.name);
                    let calls = self.calls(fields, function);
                    match &calls[..] {
                        [call] => quote_spanned!(site=> #name::#variant #pattern => #call,),
                        _ => quote_spanned!(site=> #name::#variant #pattern => { #(#calls;)* }),
                    }
                });
                let rest = without.into_iter().map(|variant| {
                    let variant = names::as_expansion(&variant.name);
                    quote_spanned!(site=> #name::#variant { .. })
                });
                let mut rest = rest.peekable();
                let rest = rest.peek().is_some().then(|| quote_spanned!(site=> #(#rest)|* => {}));
                quote_spanned!(site=> match __data { #(#arms)* #rest })
            }
        }
    }

    fn calls(&self, fields: &Fields, function: &Function) -> Vec<TokenStream> {
        let private = self.private;
        let call = |(index, field): (usize, &Field)| {
            let ty = &field.ty;
            let anchor = SpanAnchor::of_tokens(ty);
            let by = anchor.generic(private, "TracedBy", ty);
            let trace_by = anchor.path(private, "TraceBy");
            let name = Ident::new(function.name, anchor.last);
            let function_of = quote_spanned!(anchor.last=> <#by as #trace_by<_>>::#name);
            let (value, state) =
                (variable(index, anchor.last), Ident::new(function.state, anchor.last));
            anchor.call(&function_of, &quote_spanned!(anchor.last=> #value, #state))
        };
        fields.traced.iter().enumerate().map(call).collect()
    }
}

/// `{ name: __0, 3: __1, .. }`, which fits a struct or a variant of any form.
fn pattern(fields: &Fields) -> TokenStream {
    let parts = fields.traced.iter().enumerate().map(|(index, field)| {
        let (member, variable) = (&field.member, variable(index, Span::mixed_site()));
        quote!(#member: #variable)
    });
    let rest = fields.has_skipped.then(|| quote!(..));
    quote_spanned!(Span::mixed_site()=> { #(#parts,)* #rest })
}

fn variable(index: usize, span: Span) -> Ident {
    Ident::new(&format!("__{index}"), span)
}

/// Whether the type is written as one of std's that hold no handles.
fn has_name_without_handles(ty: &Tokens) -> bool {
    const NAMES: &[&str] = &[
        "u8",
        "u16",
        "u32",
        "u64",
        "u128",
        "usize",
        "i8",
        "i16",
        "i32",
        "i64",
        "i128",
        "isize",
        "f32",
        "f64",
        "bool",
        "char",
        "String",
        "PathBuf",
        "Duration",
        "Instant",
        "SystemTime",
    ];
    let mut tokens = ty.to_token_stream().into_iter();
    let Some(TokenTree::Ident(name)) = tokens.next() else { return false };
    tokens.next().is_none() && NAMES.iter().any(|known| name == known)
}
