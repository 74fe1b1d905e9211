//! [`Trace`] for handles to nodes of any type.

use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::trace::{Retarget, Trace, TraceBy, TracedTypes, Tracer};

/// Traces [`AnyRc`] and [`AnyWeak`].
#[doc(hidden)]
pub enum AnyHandle {}

impl Trace for AnyRc {
    type By = AnyHandle;
}

impl TraceBy<AnyRc> for AnyHandle {
    fn trace<'a>(data: &'a AnyRc, tracer: &mut Tracer<'a, '_>) {
        tracer.handle(data);
    }

    fn note_types(types: &mut TracedTypes) {
        types.leads_anywhere = true;
    }

    fn retarget(data: &mut AnyRc, retarget: &mut Retarget<'_>) {
        if let Some(other) = retarget.other(&**data.as_std()) {
            *data = other;
        }
    }
}

impl Trace for AnyWeak {
    type By = AnyHandle;
}

impl TraceBy<AnyWeak> for AnyHandle {
    fn trace<'a>(_: &'a AnyWeak, _: &mut Tracer<'a, '_>) {}

    fn note_types(_: &mut TracedTypes) {}

    fn retarget(data: &mut AnyWeak, retarget: &mut Retarget<'_>) {
        let other = data.upgrade().and_then(|node| retarget.other(&**node.as_std()));
        if let Some(other) = other {
            *data = AnyRc::downgrade(&other);
        }
    }
}
