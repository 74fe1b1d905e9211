//! The functions that each program has.

use std::collections::HashMap;
use std::io::{self, Write};

use kinfolk::{Trace, collect, leaks, live_nodes};

use crate::value::{Checked, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Trace)]
pub enum Builtin {
    /// Prints a value, and returns nothing.
    Print,
    /// A value as text.
    Text,
    /// The length of a text or a list.
    Length,
    /// A list with one more item.
    Push,
    /// The numbers from 0 up to a limit, without it.
    Range,
    /// Frees what can no longer be reached, and returns how many environments and functions these
    /// were.
    Collect,
    /// A list of the cycles that can no longer be reached, as texts.
    Leaks,
    /// How many environments and functions there are; nothing in a build that does not count them.
    Nodes,
}

/// Why a call has no value.
pub enum CallError {
    /// The program has made a mistake.
    Mistake(String),
    /// The output could not be written.
    Output(io::Error),
}

impl From<String> for CallError {
    fn from(mistake: String) -> Self {
        CallError::Mistake(mistake)
    }
}

impl Builtin {
    const ALL: [Builtin; 8] = [
        Builtin::Print,
        Builtin::Text,
        Builtin::Length,
        Builtin::Push,
        Builtin::Range,
        Builtin::Collect,
        Builtin::Leaks,
        Builtin::Nodes,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Builtin::Print => "print",
            Builtin::Text => "text",
            Builtin::Length => "length",
            Builtin::Push => "push",
            Builtin::Range => "range",
            Builtin::Collect => "collect",
            Builtin::Leaks => "leaks",
            Builtin::Nodes => "nodes",
        }
    }

    fn argument_count(self) -> usize {
        match self {
            Builtin::Print | Builtin::Text | Builtin::Length | Builtin::Range => 1,
            Builtin::Push => 2,
            Builtin::Collect | Builtin::Leaks | Builtin::Nodes => 0,
        }
    }

    /// All of them, as the variables of a program.
    pub fn variables() -> HashMap<String, Value> {
        let variable = |builtin: Builtin| (builtin.name().to_owned(), Value::Builtin(builtin));
        Builtin::ALL.into_iter().map(variable).collect()
    }

    /// # Errors
    /// If the arguments do not fit, or if `out` fails.
    pub fn call(self, arguments: Vec<Value>, out: &mut dyn Write) -> Result<Value, CallError> {
        check_count(self.name(), self.argument_count(), arguments.len())?;
        let mut arguments = arguments.into_iter();
        let mut next = || arguments.next().unwrap_or(Value::Nothing);
        Ok(match self {
            Builtin::Print => {
                writeln!(out, "{}", next()).map_err(CallError::Output)?;
                Value::Nothing
            }
            Builtin::Text => Value::Text(next().to_string().into()),
            Builtin::Length => length(&next())?,
            Builtin::Push => push(next(), next())?,
            Builtin::Range => range(&next())?,
            Builtin::Collect => int(collect().freed()),
            Builtin::Leaks => {
                let leak = |leak: kinfolk::collect::Leak| Value::Text(leak.to_string().into());
                Value::List(leaks().into_iter().map(leak).collect())
            }
            Builtin::Nodes => live_nodes().map_or(Value::Nothing, int),
        })
    }
}

/// # Errors
/// If a function is called with the wrong number of arguments.
pub fn check_count(name: &str, wanted: usize, given: usize) -> Checked<()> {
    if wanted == given {
        return Ok(());
    }
    let wanted = if wanted == 1 { "1 argument".to_owned() } else { format!("{wanted} arguments") };
    Err(format!("`{name}` takes {wanted}, not {given}"))
}

fn int(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn length(of: &Value) -> Checked<Value> {
    match of {
        Value::Text(text) => Ok(int(text.chars().count())),
        Value::List(items) => Ok(int(items.len())),
        other => Err(format!("`length` needs a text or a list, not {}", other.kind())),
    }
}

fn push(list: Value, item: Value) -> Checked<Value> {
    let Value::List(mut items) = list else {
        return Err(format!("`push` needs a list, not {}", list.kind()));
    };
    items.push(item);
    Value::list(items)
}

fn range(limit: &Value) -> Checked<Value> {
    match limit {
        Value::Int(limit) => Ok(Value::List((0..*limit).map(Value::Int).collect())),
        other => Err(format!("`range` needs a number, not {}", other.kind())),
    }
}
