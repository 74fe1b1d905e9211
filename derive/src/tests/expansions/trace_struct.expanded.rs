const _: () = {
    use ::kinfolk::__private_0_1_0 as __kin;
    #[automatically_derived]
    impl<T: Clone + 'static> ::kinfolk::Trace for Frame<T>
    where
        T: Ord,
        T: ::kinfolk::Trace,
    {
        type By = Self;
    }
    #[automatically_derived]
    impl<T: Clone + 'static> __kin::TraceBy<Frame<T>> for Frame<T>
    where
        T: Ord,
        T: ::kinfolk::Trace,
    {
        fn trace<'a>(__data: &'a Frame<T>, __tracer: &mut __kin::Tracer<'a, '_>) {
            let Frame { name: __0, handles: __1, item: __2, below: __3, more: __4, .. } = __data;
            <__kin::TracedBy<String> as __kin::TraceBy<_>>::trace(__0, __tracer);
            <__kin::TracedBy<Vec<Rc<Page>>> as __kin::TraceBy<_>>::trace(__1, __tracer);
            <__kin::TracedBy<T> as __kin::TraceBy<_>>::trace(__2, __tracer);
            <__kin::TracedBy<Option<Box<Frame<T>>>> as __kin::TraceBy<_>>::trace(__3, __tracer);
            <__kin::TracedBy<Vec<Frame<T>>> as __kin::TraceBy<_>>::trace(__4, __tracer);
        }
        fn note_types(__types: &mut __kin::TracedTypes) {
            __kin::note_traced_types::<__kin::TracedBy<String>, String>(__types);
            __kin::note_traced_types::<__kin::TracedBy<Vec<Rc<Page>>>, Vec<Rc<Page>>>(__types);
            __kin::note_traced_types::<__kin::TracedBy<T>, T>(__types);
            __kin::note_traced_types::<__kin::TracedBy<Option<Box<Frame<T>>>>, Option<Box<Frame<T>>>>(
                __types,
            );
            __kin::note_traced_types::<__kin::TracedBy<Vec<Frame<T>>>, Vec<Frame<T>>>(__types);
        }
        fn retarget(__data: &mut Frame<T>, __retarget: &mut __kin::Retarget<'_>) {
            let Frame { name: __0, handles: __1, item: __2, below: __3, more: __4, .. } = __data;
            <__kin::TracedBy<String> as __kin::TraceBy<_>>::retarget(__0, __retarget);
            <__kin::TracedBy<Vec<Rc<Page>>> as __kin::TraceBy<_>>::retarget(__1, __retarget);
            <__kin::TracedBy<T> as __kin::TraceBy<_>>::retarget(__2, __retarget);
            <__kin::TracedBy<Option<Box<Frame<T>>>> as __kin::TraceBy<_>>::retarget(
                __3, __retarget,
            );
            <__kin::TracedBy<Vec<Frame<T>>> as __kin::TraceBy<_>>::retarget(__4, __retarget);
        }
    }
    #[automatically_derived]
    impl<T: Clone + 'static> __kin::TracedTypesHaveDropOnlyInSkippedFields for Frame<T>
    where
        T: Ord,
        T: ::kinfolk::Trace,
    {
    }
};
