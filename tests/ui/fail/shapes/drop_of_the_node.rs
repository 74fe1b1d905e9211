use kinfolk::Graph;

#[derive(Graph)]
struct Folder {
    name: String,
}

impl Drop for FolderNode {
    fn drop(&mut self) {
        println!("{}", self.name);
    }
}

fn main() {}
