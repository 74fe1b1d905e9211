// An error with a node in it, where an error is to be sent to any thread.
use std::error::Error;

use kinfolk::{Graph, History, Rc};

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

type Anywhere = Box<dyn Error + Send + Sync>;

fn put(list: &Rc<Folder>, child: Rc<Folder>) -> Result<(), Anywhere> {
    list.folders.try_push(child.clone()).map_err(|error| error.to_string())?;
    list.folders.try_push(child)?;
    Ok(())
}

fn undo(history: &History) -> Result<(), Anywhere> {
    history.undo()?;
    Ok(())
}

fn main() {}
