//! Prints the organisation: as a chart, by walking up, by walking down, and along weak links.

use std::cmp::Reverse;
use std::io::{self, Write};

use kinfolk::{Node, Rc, WalkEvent};

use crate::model::{Department, Person};

/// Prints all departments and people, each department above its people and subdepartments.
pub fn print(out: &mut impl Write, organisation: &Rc<Department>) -> io::Result<()> {
    print_department(out, organisation, 0)?;
    let mut depth = 0;
    for event in organisation.traverse() {
        let node = match event {
            WalkEvent::Enter(node) => node,
            WalkEvent::Leave(_) => {
                depth -= 1;
                continue;
            }
        };
        depth += 1;
        if let Some(department) = node.downcast::<Department>() {
            print_department(out, &department, depth)?;
        } else if let Some(person) = node.downcast::<Person>() {
            let indent = 2 * depth;
            writeln!(out, "{:indent$}{}, {}", "", person.name, person.title)?;
        }
    }
    Ok(())
}

fn print_department(
    out: &mut impl Write,
    department: &Rc<Department>,
    depth: usize,
) -> io::Result<()> {
    let people = people(department.headcount());
    let indent = 2 * depth;
    writeln!(out, "{:indent$}{} ({people})", "", department.name)
}

pub fn people(count: usize) -> String {
    match count {
        1 => "1 person".into(),
        _ => format!("{count} people"),
    }
}

/// Walks up from the person with the most superiors.
pub fn print_longest_reporting_line(
    out: &mut impl Write,
    organisation: &Rc<Department>,
) -> io::Result<()> {
    let lowest = organisation
        .descendants_of::<Person>()
        .min_by_key(|person| Reverse(person.superiors().count()));
    match lowest {
        Some(person) => print_superiors(out, &person),
        None => unreachable!("the organisation has a head"),
    }
}

pub fn print_superiors(out: &mut impl Write, person: &Rc<Person>) -> io::Result<()> {
    let mut superiors =
        person.superiors().map(|superior| superior.name.clone()).collect::<Vec<_>>();
    let name = &person.name;
    match superiors.pop() {
        None => writeln!(out, "\n{name} has no superior."),
        Some(top) if superiors.is_empty() => writeln!(out, "\n{name} reports to {top}."),
        Some(top) => {
            let through = superiors.join(", ");
            writeln!(out, "\n{name} reports to {top} through {through}.")
        }
    }
}

/// Walks down from each department directly below the organisation.
pub fn print_people_by_department(
    out: &mut impl Write,
    organisation: &Rc<Department>,
) -> io::Result<()> {
    for department in &organisation.departments {
        let names: Vec<_> =
            department.descendants_of::<Person>().map(|person| person.name.clone()).collect();
        let count = people(department.headcount());
        let names = names.join(", ");
        writeln!(out, "\n{}, {count}: {names}", department.name)?;
    }
    Ok(())
}

/// Follows each person's weak link to their mentor, also across departments.
pub fn print_mentors(out: &mut impl Write, organisation: &Rc<Department>) -> io::Result<()> {
    writeln!(out, "\nMentors:")?;
    for person in organisation.descendants_of::<Person>() {
        if let Some(mentor) = person.mentor.get() {
            let mentor = mentor.name_and_department();
            writeln!(out, "  {} learns from {mentor}", person.name)?;
        }
    }
    Ok(())
}
