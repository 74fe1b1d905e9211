//! Moves a department, and tries moves that would close a cycle.

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
            "\nNo team can be moved: it takes two departments, and a team in one of them."
        )?;
        return Ok(None);
    };
    let seen_before: Weak<Department> = Rc::downgrade(&team);
    let mentors_before = mentors(organisation);
    let headcount_before = organisation.headcount();

    writeln!(out, "\nMoving {} to {}:", team.path(), destination.name)?;
    destination.departments.push(team.clone());
    team.moves.set(team.moves.get() + 1);

    writeln!(out, "  it is now {}", team.path())?;
    writeln!(
        out,
        "  the same team to a weak handle from before: {}",
        yes_or_no(seen_before.upgrade().as_ref() == Some(&team))
    )?;
    let mentors_after = mentors(organisation);
    let surviving = mentors_before.iter().filter(|pair| mentors_after.contains(pair)).count();
    let all = mentors_before.len();
    writeln!(out, "  mentors that are still the same: {surviving} of {all}")?;
    writeln!(
        out,
        "  in the organisation: {} before, {} after",
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
        let home = team.part_of.get()?;
        let beside = home.next_sibling().or_else(|| home.previous_sibling())?;
        Some((team, beside.downcast::<Department>()?))
    })
}

/// All pairs of a person and their mentor.
fn mentors(organisation: &Rc<Department>) -> Vec<(Rc<Person>, Rc<Person>)> {
    organisation
        .descendants_of::<Person>()
        .filter_map(|person| Some((person.clone(), person.mentor.get()?)))
        .collect()
}

/// Tries to move a department into itself, and into a department below it.
pub fn try_the_impossible(out: &mut impl Write, organisation: &Rc<Department>) -> io::Result<()> {
    let departments =
        organisation.descendants_or_self().filter_map(|node| node.downcast::<Department>());
    // Prefer a department that has an owner: it shows that a refused move leaves it there.
    let with_others =
        departments.filter(|department| !department.departments.is_empty()).take(2).last();
    let department = with_others.unwrap_or_else(|| organisation.clone());

    refuse(out, &department, &department)?;
    if let Some(below) = department.departments.first() {
        refuse(out, &department, &below)?;
    }
    Ok(())
}

fn refuse(
    out: &mut impl Write,
    department: &Rc<Department>,
    below: &Rc<Department>,
) -> io::Result<()> {
    let path = department.path();
    let headcount = department.headcount();
    writeln!(out, "\nMoving {path} to {}:", below.path())?;
    match below.departments.try_push(department.clone()) {
        Ok(()) => writeln!(out, "  done"),
        Err(error) => {
            writeln!(out, "  refused: {error}")?;
            // The error returns the handle that was passed. The graph has not changed.
            let returned = error.into_child();
            let is_whole = returned.path() == path && returned.headcount() == headcount;
            writeln!(
                out,
                "  it is still {}, with {}; nothing is lost: {}",
                returned.path(),
                people(returned.headcount()),
                yes_or_no(is_whole)
            )
        }
    }
}

fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}
