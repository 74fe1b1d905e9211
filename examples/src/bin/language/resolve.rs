//! Finds the definition of each name.
//!
//! A `let` is known from the next statement on, to the end of its block; a function in the whole
//! block, so that functions can call each other; a parameter in its function. The nearest
//! definition counts. A function sees the `let`s of the program, but not those of a function that
//! it stands in.
//!
//! Scopes need no tables: a use climbs by back-links, and looks at its siblings on each level.

use std::error::Error;
use std::fmt;

use kinfolk::{Node, Rc};

use crate::interpret::BUILTINS;
use crate::model::{DefinitionRc, Expr, ExprKind, Program};

/// The uses of names that are wrong.
#[derive(Debug)]
pub struct ResolveErrors(Vec<String>);

impl Error for ResolveErrors {}

impl fmt::Display for ResolveErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// Points the link `definition` of each name and each call to its definition. Calls of builtin
/// functions have none.
///
/// # Errors
/// All uses that are wrong, each with its path. The other links are set.
pub fn resolve(program: &Rc<Program>) -> Result<(), ResolveErrors> {
    let mut errors = Vec::new();
    for expr in program.descendants_of::<Expr>() {
        if let Err(message) = resolve_one(&expr) {
            errors.push(format!("{message}\n  at {}", expr.path()));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(ResolveErrors(errors)) }
}

fn resolve_one(expr: &Rc<Expr>) -> Result<(), String> {
    match &expr.kind {
        ExprKind::Name(name) => {
            let definition = find(expr, name)?;
            let definition = definition.ok_or_else(|| format!("`{name}` is not defined"))?;
            if parameter_count(&definition).is_some() {
                return Err(format!("`{name}` is a function: call it, as in `{name}(..)`"));
            }
            expr.definition.set(&definition);
        }
        ExprKind::Call { name, arguments } => {
            let wanted = match find(expr, name)? {
                Some(definition) => {
                    expr.definition.set(&definition);
                    parameter_count(&definition)
                        .ok_or_else(|| format!("`{name}` is not a function"))?
                }
                None if BUILTINS.contains(&name.as_str()) => 1,
                None => return Err(format!("the function `{name}` is not defined")),
            };
            if arguments.len() != wanted {
                let given = arguments.len();
                return Err(format!("`{name}` takes {wanted} arguments, not {given}"));
            }
        }
        ExprKind::Function { name, .. }
            if find_function(expr, name).is_some_and(|first| first != *expr) =>
        {
            return Err(format!("there are two functions `{name}` in this block"));
        }
        _ => {}
    }
    Ok(())
}

/// The number of parameters, if the definition is a function.
fn parameter_count(definition: &DefinitionRc) -> Option<usize> {
    match definition {
        DefinitionRc::Expr(expr) => match &expr.kind {
            ExprKind::Function { parameters, .. } => Some(parameters.len()),
            _ => None,
        },
        DefinitionRc::Parameter(_) => None,
    }
}

/// The nearest definition of a name.
fn find(user: &Rc<Expr>, name: &str) -> Result<Option<DefinitionRc>, String> {
    let mut below = user.clone();
    // The innermost function around the use.
    let mut function: Option<Rc<Expr>> = None;
    while let Some(parent) = below.parent.get() {
        match &parent.kind {
            ExprKind::Block { .. } => {
                if let Some(variable) = find_let(&below, name) {
                    let is_global = parent.program.get().is_some();
                    return match function {
                        Some(function) if !is_global => Err(captures(&function, name)),
                        _ => Ok(Some(variable.into())),
                    };
                }
                if let Some(function) = find_function(&below, name) {
                    return Ok(Some(function.into()));
                }
            }
            ExprKind::Function { parameters, .. } => {
                let parameter = parameters.iter().find(|parameter| parameter.name == name);
                if let Some(parameter) = parameter {
                    return match function {
                        Some(function) => Err(captures(&function, name)),
                        None => Ok(Some(parameter.into())),
                    };
                }
                function.get_or_insert_with(|| parent.clone());
            }
            _ => {}
        }
        below = parent;
    }
    Ok(None)
}

/// The last `let` with this name before a statement, in its block.
fn find_let(statement: &Rc<Expr>, name: &str) -> Option<Rc<Expr>> {
    let before = std::iter::successors(statement.previous_sibling(), Node::previous_sibling);
    before.filter_map(|sibling| sibling.downcast::<Expr>()).find(|sibling| match &sibling.kind {
        ExprKind::Let { name: its, .. } => its == name,
        _ => false,
    })
}

/// The first function with this name in the block of a statement.
fn find_function(statement: &Rc<Expr>, name: &str) -> Option<Rc<Expr>> {
    let block = statement.parent.get()?;
    let ExprKind::Block { body } = &block.kind else { return None };
    body.iter().find(|sibling| match &sibling.kind {
        ExprKind::Function { name: its, .. } => its == name,
        _ => false,
    })
}

fn captures(function: &Rc<Expr>, name: &str) -> String {
    let ExprKind::Function { name: function, .. } = &function.kind else { return String::new() };
    format!("`{name}` belongs to a call of an outer function: pass it to `{function}`")
}
