//! The model: what the JSON file says, and the graph that it becomes.

use kinfolk::{Graph, Node, Rc};
use serde::{Deserialize, Serialize};

/// A department, or the organisation as a whole.
#[derive(Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, back(pub part_of: Department))]
pub struct Department {
    pub name: String,
    #[graph(own)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Person>,
    #[graph(own)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    #[graph(own)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
    /// How many reorganisations have moved it.
    #[graph(cell)]
    #[serde(default, skip_serializing_if = "is_zero")]
    pub moves: u32,
}

#[derive(Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(
    to_plain,
    back(pub department: Department),
    weak(
        /// The person that `mentor_id` names.
        pub mentor: Person
    ),
)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub title: String,
    #[serde(default, rename = "mentor", skip_serializing_if = "Option::is_none")]
    pub mentor_id: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is for serde to say")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl DepartmentNode {
    /// How many people work here and in all departments below.
    pub fn headcount(&self) -> usize {
        let below: usize =
            self.departments.read().iter().map(|department| department.headcount()).sum();
        usize::from(self.head.is_some()) + self.people.len() + below
    }

    /// Where it stands in the organisation, from the top.
    pub fn path(&self) -> String {
        let mut path = self.name.clone();
        for above in self.ancestors_of::<Department>() {
            path = format!("{} / {path}", above.name);
        }
        path
    }
}

impl PersonNode {
    pub fn name_and_place(&self) -> String {
        match self.department.get() {
            Some(department) => format!("{} ({})", self.name, department.path()),
            None => self.name.clone(),
        }
    }

    /// Whom this person reports to, nearest first: the heads of all departments upwards.
    pub fn superiors(&self) -> impl Iterator<Item = Rc<Person>> {
        self.ancestors_of::<Department>()
            .filter_map(|department| department.head.get())
            // The head of a department does not report to themselves.
            .filter(|head| !std::ptr::eq(Rc::as_ptr(head), self))
    }
}
