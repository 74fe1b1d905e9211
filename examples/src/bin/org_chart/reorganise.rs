//! Moves a department, changes the head of one, and tries moves that are refused.

use std::io::{self, Write};

use kinfolk::{Handle, Node, Rc, Weak};

use crate::chart::{people, print_superiors};
use crate::model::{Department, Person};

/// Moves a team to another department and prints which things change and which do not. Returns the
/// department that owns the team now.
pub fn move_a_team(
    out: &mut impl Write,
    organisation: &Rc<Department>,
) -> io::Result<Option<Rc<Department>>> {
    let Some((team, destination)) = choose(organisation) else {
        writeln!(
            out,
            "\nThere is no team to move: that needs two departments, and a team in one of them."
        )?;
        return Ok(None);
    };
    let weak: Weak<Department> = Rc::downgrade(&team);
    let mentors_before = mentors(organisation);
    let headcount_before = organisation.headcount();

    writeln!(out, "\nMoving {} to {}:", team.path(), destination.name)?;
    destination.departments.push(team.clone());
    team.moves.set(team.moves.get() + 1);

    writeln!(out, "  it is now {}", team.path())?;
    writeln!(
        out,
        "  a weak handle from before still finds it: {}",
        yes_or_no(weak.upgrade().as_ref() == Some(&team))
    )?;
    let mentors_after = mentors(organisation);
    let unchanged = mentors_before.iter().filter(|pair| mentors_after.contains(pair)).count();
    let all = mentors_before.len();
    writeln!(out, "  unchanged links to mentors: {unchanged} of {all}")?;
    writeln!(
        out,
        "  the organisation: {} before, {} after",
        people(headcount_before),
        people(organisation.headcount())
    )?;
    if let Some(person) = team.descendants_of::<Person>().last() {
        print_superiors(out, &person)?;
    }
    Ok(Some(destination))
}

/// Chooses a team to move and its new department: the first team whose department has a sibling,
/// and that sibling.
fn choose(organisation: &Rc<Department>) -> Option<(Rc<Department>, Rc<Department>)> {
    organisation.descendants_of::<Department>().find_map(|team| {
        let department = team.part_of.get()?;
        let sibling = department.next_sibling().or_else(|| department.previous_sibling())?;
        Some((team, sibling.downcast::<Department>()?))
    })
}

/// All pairs of a person and their mentor.
fn mentors(organisation: &Rc<Department>) -> Vec<(Rc<Person>, Rc<Person>)> {
    organisation
        .descendants_of::<Person>()
        .filter_map(|person| Some((person.clone(), person.mentor.get()?)))
        .collect()
}

/// Makes a person the head of their department. The former head stays there.
pub fn change_a_head(out: &mut impl Write, organisation: &Rc<Department>) -> io::Result<()> {
    let departments =
        organisation.descendants_or_self().filter_map(|node| node.downcast::<Department>());
    let Some((department, person)) = departments
        .filter_map(|department| Some((department.clone(), department.people.first()?)))
        .last()
    else {
        return Ok(());
    };
    writeln!(out, "\n{} becomes head of {}:", person.name, department.name)?;

    // No move can leave a department without a head.
    let head = department.head.get();
    if let Err(error) = department.people.try_push(head.clone()) {
        writeln!(out, "  {} cannot leave first: {error}", head.name)?;
    }
    department.people.push(department.head.replace(person));
    print_superiors(out, &head)
}

/// Tries to move a department into itself, and into a department below it.
pub fn try_to_close_cycles(out: &mut impl Write, organisation: &Rc<Department>) -> io::Result<()> {
    let departments =
        organisation.descendants_or_self().filter_map(|node| node.downcast::<Department>());
    // Prefer a department that has an owner: it shows that a refused move leaves it there.
    let with_subdepartments =
        departments.filter(|department| !department.departments.is_empty()).take(2).last();
    let department = with_subdepartments.unwrap_or_else(|| organisation.clone());

    try_to_move(out, &department, &department)?;
    if let Some(below) = department.departments.first() {
        try_to_move(out, &department, &below)?;
    }
    Ok(())
}

fn try_to_move(
    out: &mut impl Write,
    department: &Rc<Department>,
    destination: &Rc<Department>,
) -> io::Result<()> {
    let path = department.path();
    let headcount = department.headcount();
    writeln!(out, "\nMoving {path} to {}:", destination.path())?;
    match destination.departments.try_push(department.clone()) {
        Ok(()) => writeln!(out, "  done"),
        Err(error) => {
            writeln!(out, "  refused: {error}")?;
            // The error returns the handle that was passed. The graph has not changed.
            let returned = error.into_child();
            let is_unchanged = returned.path() == path && returned.headcount() == headcount;
            writeln!(
                out,
                "  it is still {}, with {}; unchanged: {}",
                returned.path(),
                people(returned.headcount()),
                yes_or_no(is_unchanged)
            )
        }
    }
}

fn yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}
