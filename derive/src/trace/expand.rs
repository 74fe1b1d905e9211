//! Writes the impls of `Trace`. What is said of names and errors in [`expand`](mod@crate::expand) holds
//! here, too.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::model::{Body, Field, Fields, Traced};
use crate::expand::context::{importable, private_path};
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
///                 Value::List { 0: __0 } => trace(__0, tracer),
///                 _ => {}
///             }
///         }
///         fn note_types(types: &mut TracedTypes) {
///             note_traced_types::<Vec<Value>>(types);
///         }
///         fn retarget(data: &mut Value, retarget: &mut Retarget<'_>) {
///             match data {
///                 Value::List { 0: __0 } => retarget_field(__0, retarget),
///                 _ => {}
///             }
///         }
///     }
///     impl TracedTypesHaveDropOnlyInSkippedFields for Value {}
/// };
/// ```
///
/// A type without fields to trace, and one with mistakes, has only the first impl.
pub(super) fn expand(traced: &Traced, is_correct: bool) -> TokenStream {
    let Traced { krate, declared_type, .. } = traced;
    let site = Span::mixed_site();
    let private = Tokens::of(traced.used_names.fresh("__kin"));
    let writer = Writer { traced, private: &private };
    let trace = writer.impl_of(&quote!(#krate::Trace));
    let has_fields = is_correct && traced.fields().next().is_some();
    let by = if has_fields { quote!(Self) } else { quote!(#private::NoHandles) };
    let functions = has_fields.then(|| writer.functions());
    let name = traced.name.span().resolved_at(site);
    let refuse_drop = is_correct.then(|| {
        let declared = declared_type.located_at(name);
        let interface = quote!(#private::TracedTypesHaveDropOnlyInSkippedFields);
        let header = writer.impl_for(&interface, &declared);
        quote_spanned!(name=> #header {})
    });
    let path = importable(&private_path(krate));
    quote_spanned! {site=>
        const _: () = {
            use #path as #private;
            #trace {
                type By = #by;
            }
            #functions
            #refuse_drop
        };
    }
}

struct Writer<'a> {
    traced: &'a Traced,
    /// The alias of the private module.
    private: &'a Tokens,
}

/// A function with a call for each field.
struct Function {
    /// The function to call.
    name: &'static str,
    /// What it takes besides the field.
    state: &'static str,
}

impl Writer<'_> {
    /// The header of an impl for the type.
    fn impl_of(&self, interface: &TokenStream) -> TokenStream {
        self.impl_for(interface, &self.traced.declared_type)
    }

    fn impl_for(&self, interface: &TokenStream, ty: &Tokens) -> TokenStream {
        let Traced { allowed, generics, .. } = self.traced;
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            impl #impl_generics #interface for #ty #where_clause
        }
    }

    /// The impl of `TraceBy`.
    fn functions(&self) -> TokenStream {
        let (private, declared) = (self.private, &self.traced.declared_type);
        let header = self.impl_of(&quote!(#private::TraceBy<#declared>));
        let trace = self.body(&Function { name: "trace", state: "__tracer" });
        let retarget = self.body(&Function { name: "retarget_field", state: "__retarget" });
        let mut seen = Vec::new();
        let types = self.traced.fields().filter(|field| {
            let text = field.ty.to_token_stream().to_string();
            let is_new = !seen.contains(&text);
            seen.push(text);
            is_new
        });
        let note_types = types.map(|field| {
            let ty = &field.ty;
            let anchor = SpanAnchor::of_tokens(ty);
            let by = anchor.generic(private, "TracedBy", ty);
            let note = anchor.function(private, "note_traced_types", &quote!(#by, #ty));
            anchor.call(&note, &Ident::new("__types", anchor.last))
        });
        quote_spanned! {Span::mixed_site()=>
            #header {
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
            let function_of = anchor.function(private, function.name, &quote!(#by, _));
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
