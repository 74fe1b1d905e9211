//! [`Crate`]: what the file of floors says about a crate.

/// The file, from the root of the workspace.
pub(crate) const FILE: &str = "checks/floors";

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Crate {
    /// The folder of its sources.
    pub(crate) folder: String,
    /// From the ground up.
    pub(crate) floors: Vec<String>,
    pub(crate) upward: Vec<Upward>,
    pub(crate) circles: Vec<Circle>,
}

/// A sanctioned import from a floor above.
#[derive(Debug, PartialEq)]
pub(crate) struct Upward {
    pub(crate) from: String,
    pub(crate) to: String,
}

/// A sanctioned circle.
#[derive(Debug, PartialEq)]
pub(crate) struct Circle {
    pub(crate) name: String,
    pub(crate) modules: Vec<String>,
}

impl Crate {
    /// The floor of a module, counted from the ground. `None` if it is on no floor.
    pub(crate) fn floor_of(&self, module: &str) -> Option<usize> {
        let first = module.split("::").next();
        self.floors.iter().position(|floor| Some(&**floor) == first)
    }
}

pub(crate) fn parse(text: &str) -> Result<Vec<Crate>, String> {
    let mut crates: Vec<Crate> = vec![];
    let mut list = List::None;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_end();
        if !line.is_empty() && !line.trim_start().starts_with('#') {
            parse_line(line, &mut crates, &mut list)
                .map_err(|error| format!("{FILE}:{}: {error}", number + 1))?;
        }
    }
    Ok(crates)
}

/// The list that an indented line continues.
enum List {
    None,
    Floors,
    Circle,
}

fn parse_line(line: &str, crates: &mut Vec<Crate>, list: &mut List) -> Result<(), &'static str> {
    let (head, reason) = match line.split_once(": ") {
        Some((head, reason)) => (head, Some(reason.trim())),
        None => (line, None),
    };
    let words: Vec<&str> = head.split_whitespace().collect();
    let is_indented = line.starts_with(' ');
    if let ["crate", folder] = words[..]
        && !is_indented
    {
        crates.push(Crate { folder: folder.to_owned(), ..Crate::default() });
        *list = List::None;
        return Ok(());
    }
    let current = crates.last_mut().ok_or("begin with `crate folder/of/its/sources`")?;
    match (is_indented, &words[..]) {
        (true, [name]) => match list {
            List::Floors => current.floors.push((*name).to_owned()),
            List::Circle => {
                let circle = current.circles.last_mut().ok_or("no circle")?;
                circle.modules.push((*name).to_owned());
            }
            List::None => return Err("nothing here takes an indented line"),
        },
        (true, _) => return Err("write one name a line, and remarks after `: `"),
        (false, ["floors"]) => *list = List::Floors,
        (false, ["upward", from, "->", to]) => {
            reason.ok_or("say why, after `: `")?;
            current.upward.push(Upward { from: (*from).to_owned(), to: (*to).to_owned() });
            *list = List::None;
        }
        (false, ["circle", name]) => {
            reason.ok_or("say why, after `: `")?;
            current.circles.push(Circle { name: (*name).to_owned(), modules: vec![] });
            *list = List::Circle;
        }
        _ => return Err("write `crate`, `floors`, `upward a -> b: why` or `circle name: why`"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_read() {
        let text = "\
# A comment.
crate core/src

floors
    store: containers
    kernel
    # Another.
    death

upward kernel::any -> death: `Drop` reaches a death: through its facade
circle untyped: they name each other
    kernel::any
    death

crate derive/src
floors
    read
";
        let core = Crate {
            folder: "core/src".into(),
            floors: vec!["store".into(), "kernel".into(), "death".into()],
            upward: vec![Upward { from: "kernel::any".into(), to: "death".into() }],
            circles: vec![Circle {
                name: "untyped".into(),
                modules: vec!["kernel::any".into(), "death".into()],
            }],
        };
        let derive =
            Crate { folder: "derive/src".into(), floors: vec!["read".into()], ..Crate::default() };
        assert_eq!(parse(text).unwrap(), [core, derive]);
    }

    #[test]
    fn a_floor_is_the_first_name() {
        let floors = &parse("crate a\nfloors\n  store\n  weak").unwrap()[0];
        assert_eq!(floors.floor_of("weak"), Some(1));
        assert_eq!(floors.floor_of("weak::set::iter"), Some(1));
        assert_eq!(floors.floor_of("weak_link"), None);
    }

    #[test]
    fn mistakes_are_reported() {
        for (text, error) in [
            ("floors", "checks/floors:1: begin with `crate folder/of/its/sources`"),
            ("crate a\nupward b -> c", "checks/floors:2: say why, after `: `"),
            ("crate a\ncircle b", "checks/floors:2: say why, after `: `"),
            ("crate a\n  b", "checks/floors:2: nothing here takes an indented line"),
            (
                "crate a\nfloors\n  b c",
                "checks/floors:3: write one name a line, and remarks after `: `",
            ),
            (
                "crate a\nup b -> c: d",
                "checks/floors:2: write `crate`, `floors`, `upward a -> b: why` or `circle name: \
                 why`",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), error);
        }
    }
}
