//! One step: a random operation, then a comparison.

use super::run::Run;

/// About how many nodes live at once.
const POPULATION: usize = 24;

impl Run {
    pub fn step(&mut self, level: usize) {
        self.steps += 1;
        let crowded = self.nodes.len() > POPULATION;
        match self.random(if crowded { 18 } else { 24 }) {
            0 | 1 => self.drop_a_handle(),
            2 => {
                if let Some(id) = self.pick(|_| true) {
                    self.log.push(format!("hold {id}"));
                    let handle = self.hold(id);
                    self.held.push((id, handle));
                }
            }
            3..=8 => self.attach(),
            9 => self.append(),
            10..=13 => self.change(level),
            14 => match self.random(4) {
                0 => self.put(),
                1 => self.replace_with(),
                _ => self.detach(),
            },
            15 | 16 => self.change_weak_links(),
            17 if crowded => {
                for _ in 0..self.held.len() / 2 {
                    self.drop_a_handle();
                }
            }
            17..=20 => self.create(),
            _ => self.push_plain(),
        }
        self.remove_dead();
        self.compare();
    }

    pub fn drop_a_handle(&mut self) {
        let at = self.random(self.held.len());
        if at < self.held.len() {
            let (id, handle) = self.held.swap_remove(at);
            self.log.push(format!("drop {id}"));
            self.drop_handle(id, handle);
        }
    }
}
