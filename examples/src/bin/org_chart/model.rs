//! The model: structs that serde reads from JSON, and that derive `Graph`.

use kinfolk::{Graph, Node, Rc};
use serde::{Deserialize, Serialize};

/// A department. The organisation as a whole is the topmost one.
#[derive(Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, back(pub part_of: Department))]
pub struct Department {
    pub name: String,
    /// There is always a head. Another person can take the place.
    #[graph(own)]
    pub head: Person,
    #[graph(own)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    #[graph(own)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
    /// How many times this department has been moved.
    #[graph(cell)]
    #[serde(default, skip_serializing_if = "is_zero")]
    pub moves: u32,
}

#[derive(Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, back(pub department: Department))]
pub struct Person {
    #[graph(id(keep))]
    pub id: String,
    pub name: String,
    pub title: String,
    /// In the file, the id of the mentor; in the node, a weak link to them.
    #[graph(weak(Person))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentor: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires this signature")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl DepartmentNode {
    /// The number of people in this department and in all departments below it.
    pub fn headcount(&self) -> usize {
        let below: usize =
            self.departments.read().iter().map(|department| department.headcount()).sum();
        1 + self.people.len() + below
    }

    /// The names of the departments from the top of the organisation down to this one.
    pub fn path(&self) -> String {
        let mut path = self.name.clone();
        for above in self.ancestors_of::<Department>() {
            path = format!("{} / {path}", above.name);
        }
        path
    }
}

impl PersonNode {
    pub fn name_and_department(&self) -> String {
        match self.department.get() {
            Some(department) => format!("{} ({})", self.name, department.path()),
            None => self.name.clone(),
        }
    }

    /// The heads of the departments that this person is in, nearest first.
    pub fn superiors(&self) -> impl Iterator<Item = Rc<Person>> {
        self.ancestors_of::<Department>()
            .map(|department| department.head.get())
            // The head of a department is not their own superior.
            .filter(|head| !std::ptr::eq(Rc::as_ptr(head), self))
    }
}
