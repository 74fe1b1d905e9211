//! A user trait that gives every type methods named like the library's and like std's.

#[allow(clippy::wrong_self_convention, clippy::new_ret_no_self, reason = "only their names matter")]
trait Meddling {
    fn clone(&self) -> ! {
        unreachable!()
    }
    fn from(&self) -> ! {
        unreachable!()
    }
    fn into(&self) -> ! {
        unreachable!()
    }
    fn fmt(&self) -> ! {
        unreachable!()
    }
    fn eq(&self) -> ! {
        unreachable!()
    }
    fn ne(&self) -> ! {
        unreachable!()
    }
    fn hash(&self) -> ! {
        unreachable!()
    }
    fn drop(&self) -> ! {
        unreachable!()
    }
    fn default(&self) -> ! {
        unreachable!()
    }
    fn borrow(&self) -> ! {
        unreachable!()
    }
    fn into_graph(&self) -> ! {
        unreachable!()
    }
    fn into_incoming(&self) -> ! {
        unreachable!()
    }
    fn build(&self) -> ! {
        unreachable!()
    }
    fn build_in(&self) -> ! {
        unreachable!()
    }
    fn from_any(&self) -> ! {
        unreachable!()
    }
    fn inner(&self) -> ! {
        unreachable!()
    }
    fn dyn_handle(&self) -> ! {
        unreachable!()
    }
    fn header(&self) -> ! {
        unreachable!()
    }
    fn type_info(&self) -> ! {
        unreachable!()
    }
    fn link(&self) -> ! {
        unreachable!()
    }
    fn copy(&self) -> ! {
        unreachable!()
    }
    fn copy_whole(&self) -> ! {
        unreachable!()
    }
    fn to_any(&self) -> ! {
        unreachable!()
    }
    fn downgrade(&self) -> ! {
        unreachable!()
    }
    fn upgrade(&self) -> ! {
        unreachable!()
    }
    fn set_back(&self) -> ! {
        unreachable!()
    }
    fn set(&self) -> ! {
        unreachable!()
    }
    fn get(&self) -> ! {
        unreachable!()
    }
    fn push(&self) -> ! {
        unreachable!()
    }
    fn new(&self) -> ! {
        unreachable!()
    }
    fn known(&self) -> ! {
        unreachable!()
    }
    fn fresh(&self) -> ! {
        unreachable!()
    }
    fn child(&self) -> ! {
        unreachable!()
    }
    fn empty(&self) -> ! {
        unreachable!()
    }
    fn link_type(&self) -> ! {
        unreachable!()
    }
    fn node_types(&self) -> ! {
        unreachable!()
    }
    fn of(&self) -> ! {
        unreachable!()
    }
    fn add(&self) -> ! {
        unreachable!()
    }
    fn take(&self) -> ! {
        unreachable!()
    }
    fn view(&self) -> ! {
        unreachable!()
    }
    fn finalize(&self) -> ! {
        unreachable!()
    }
    fn finalize_by(&self) -> ! {
        unreachable!()
    }
    fn call(&self) -> ! {
        unreachable!()
    }
    fn closed(&self) -> ! {
        unreachable!()
    }
}

impl<T: ?Sized> Meddling for T {}

#[derive(kinfolk::Graph)]
#[graph(back(parent: Folder), weak(link: Entry, links: Vec<File>), to_plain)]
#[graph(shared(one: Entry, many: Vec<File>))]
#[graph(finalize = FolderNode::closed)]
struct Folder {
    name: u8,
    #[graph(own)]
    entries: Vec<Entry>,
    #[graph(own)]
    cover: Option<Box<File>>,
    #[graph(refcell)]
    notes: Vec<u8>,
}

#[derive(kinfolk::Graph)]
#[graph(back(folder: Folder), derive(Debug), to_plain, finalize = |_| crate::hooks::called("file"))]
struct File {
    #[graph(cell)]
    size: u8,
}

#[derive(kinfolk::Graph)]
#[graph(to_plain)]
enum Entry {
    Folder(Folder),
    File(File),
}

impl FolderNode {
    fn closed(&self) {
        crate::hooks::called("folder");
    }
}

#[test]
fn works() {
    let file = File { size: 2 };
    let folder = Folder { name: 1, entries: vec![], cover: Some(Box::new(file)), notes: vec![3] };
    let folder = kinfolk::Graph::into_graph(folder);
    let plain = FolderNode::to_plain(&folder);
    assert_eq!((plain.name, &plain.notes[..]), (1, &[3][..]));
    assert_eq!(crate::hooks::called_for(plain), ["file", "folder"]);
}
