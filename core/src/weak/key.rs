//! [`Key`]: a key as a table keeps it.

use std::any::{Any, TypeId};
use std::mem;
use std::rc::Rc as StdRc;

/// A key in a table. Numbers are kept as they are. Other keys are shared, since they may leave the
/// table while they are used.
pub(crate) enum Key<K> {
    /// The bits of a number, a `char` or a `bool`.
    Plain(u64),
    Shared(StdRc<K>),
}

/// The types of plain keys, each as bits and back. The compiler sees through the casts, so that
/// nothing is left of these functions where `K` is known.
macro_rules! plain_types {
    ($($plain:ty: $to_bits:expr, $from_bits:expr;)*) => {
        /// Whether all keys of this type are plain.
        #[inline]
        fn is_plain<K: 'static>() -> bool {
            [$(TypeId::of::<$plain>()),*].contains(&TypeId::of::<K>())
        }

        #[inline]
        fn to_bits<K: 'static>(key: &K) -> Option<u64> {
            $(if let Some(key) = (key as &dyn Any).downcast_ref::<$plain>() {
                return Some(call($to_bits, *key));
            })*
            None
        }

        #[inline]
        fn from_bits<K: 'static>(bits: u64) -> Option<K> {
            let mut key = None::<K>;
            $(if let Some(key) = (&mut key as &mut dyn Any).downcast_mut::<Option<$plain>>() {
                *key = call($from_bits, bits);
            })*
            key
        }
    };
}

plain_types! {
    u8: u64::from, |bits| bits.try_into().ok();
    u16: u64::from, |bits| bits.try_into().ok();
    u32: u64::from, |bits| bits.try_into().ok();
    u64: |key| key, Some;
    usize: |key| key as u64, |bits| bits.try_into().ok();
    i8: |key| unsigned(key.into()), |bits| signed(bits).try_into().ok();
    i16: |key| unsigned(key.into()), |bits| signed(bits).try_into().ok();
    i32: |key| unsigned(key.into()), |bits| signed(bits).try_into().ok();
    i64: unsigned, |bits| Some(signed(bits));
    isize: |key| unsigned(key as i64), |bits| signed(bits).try_into().ok();
    char: u64::from, |bits| char::from_u32(bits.try_into().ok()?);
    bool: u64::from, |bits| Some(bits == 1);
}

#[inline]
fn call<A, R>(convert: fn(A) -> R, from: A) -> R {
    convert(from)
}

#[inline]
fn unsigned(number: i64) -> u64 {
    u64::from_ne_bytes(number.to_ne_bytes())
}

#[inline]
fn signed(bits: u64) -> i64 {
    i64::from_ne_bytes(bits.to_ne_bytes())
}

impl<K: 'static> Clone for Key<K> {
    #[inline]
    fn clone(&self) -> Self {
        match self {
            Key::Plain(bits) if is_plain::<K>() => Key::Plain(*bits),
            Key::Shared(key) if !is_plain::<K>() => Key::Shared(StdRc::clone(key)),
            Key::Plain(_) | Key::Shared(_) => unreachable!("a type's keys are all alike"),
        }
    }
}

impl<K: 'static> Key<K> {
    #[inline]
    pub(crate) fn new(key: K) -> Self {
        match to_bits(&key) {
            Some(bits) => Key::Plain(bits),
            None => Key::Shared(StdRc::new(key)),
        }
    }

    /// Calls `ask`, which is user code, with the key.
    #[inline]
    pub(crate) fn with<R>(&self, ask: impl FnOnce(&K) -> R) -> R {
        // Which of both it is, is known where `K` is.
        match self {
            Key::Plain(bits) if is_plain::<K>() => ask(&plain(*bits)),
            Key::Shared(key) if !is_plain::<K>() => ask(key),
            Key::Plain(_) | Key::Shared(_) => unreachable!("a type's keys are all alike"),
        }
    }

    /// The key, as maps hand it out. A plain key is put in `spare`, if no other handle to that is
    /// left.
    #[inline]
    pub(crate) fn to_rc(&self, spare: &mut Option<StdRc<K>>) -> StdRc<K> {
        match self {
            Key::Plain(bits) => {
                if let Some(unused) = spare.as_mut().and_then(StdRc::get_mut) {
                    *unused = plain(*bits);
                } else {
                    *spare = Some(StdRc::new(plain(*bits)));
                }
                spare.clone().expect("it was set")
            }
            Key::Shared(key) => key.clone(),
        }
    }

    /// The key, if its drop may run user code.
    #[inline]
    pub(crate) fn into_deferred_drop(self) -> Option<StdRc<dyn Any>> {
        match self {
            Key::Shared(key) if mem::needs_drop::<K>() => Some(key),
            Key::Plain(_) | Key::Shared(_) => None,
        }
    }
}

#[inline]
fn plain<K: 'static>(bits: u64) -> K {
    from_bits(bits).expect("the bits are those of a key")
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    fn is_plain<K: Debug + Eq + 'static>(keys: impl IntoIterator<Item = K>) {
        for key in keys {
            let bits = to_bits(&key).expect("it is plain");
            assert_eq!(from_bits(bits), Some(key));
        }
    }

    #[test]
    fn plain_keys_come_back_from_their_bits() {
        is_plain([0, 7, u8::MAX]);
        is_plain([0, 7, u16::MAX]);
        is_plain([0, 7, u32::MAX]);
        is_plain([0, 7, u64::MAX]);
        is_plain([0, 7, usize::MAX]);
        is_plain([i8::MIN, -1, 0, 7, i8::MAX]);
        is_plain([i16::MIN, -1, 0, 7, i16::MAX]);
        is_plain([i32::MIN, -1, 0, 7, i32::MAX]);
        is_plain([i64::MIN, -1, 0, 7, i64::MAX]);
        is_plain([isize::MIN, -1, 0, 7, isize::MAX]);
        is_plain(['\0', 'k', char::MAX]);
        is_plain([false, true]);
        assert_eq!((to_bits(&"text"), from_bits::<String>(0)), (None, None));
    }

    #[test]
    fn an_allocation_is_used_again_when_nothing_else_holds_it() {
        let mut spare = None;
        let first = Key::new(1).to_rc(&mut spare);
        let second = Key::new(2).to_rc(&mut spare);
        assert_eq!((*first, *second), (1, 2));
        let address = StdRc::as_ptr(&second);
        drop(second);
        let third = Key::new(3).to_rc(&mut spare);
        assert_eq!((*third, StdRc::as_ptr(&third)), (3, address));
    }
}
