const _: () = {
    use a::kinfolk::__private_0_1_0 as __kin;
    #[automatically_derived]
    impl a::kinfolk::Trace for Value {
        type By = Self;
    }
    #[automatically_derived]
    impl __kin::TraceBy<Value> for Value {
        fn trace<'a>(__data: &'a Value, __tracer: &mut __kin::Tracer<'a, '_>) {
            match __data {
                Value::Int { 0: __0 } => {
                    <__kin::TracedBy<i64> as __kin::TraceBy<_>>::trace(__0, __tracer)
                }
                Value::Text { 0: __0 } => {
                    <__kin::TracedBy<std::rc::Rc<str>> as __kin::TraceBy<_>>::trace(__0, __tracer)
                }
                Value::Pair { 0: __0, 1: __1 } => {
                    <__kin::TracedBy<Box<Value>> as __kin::TraceBy<_>>::trace(__0, __tracer);
                    <__kin::TracedBy<Box<Value>> as __kin::TraceBy<_>>::trace(__1, __tracer);
                }
                Value::Function { function: __0 } => {
                    <__kin::TracedBy<Rc<Function>> as __kin::TraceBy<_>>::trace(__0, __tracer)
                }
                Value::Nothing { .. } | Value::Native { .. } => {}
            }
        }
        fn note_types(__types: &mut __kin::TracedTypes) {
            __kin::note_traced_types::<__kin::TracedBy<i64>, i64>(__types);
            __kin::note_traced_types::<__kin::TracedBy<std::rc::Rc<str>>, std::rc::Rc<str>>(
                __types,
            );
            __kin::note_traced_types::<__kin::TracedBy<Box<Value>>, Box<Value>>(__types);
            __kin::note_traced_types::<__kin::TracedBy<Rc<Function>>, Rc<Function>>(__types);
        }
        fn retarget(__data: &mut Value, __retarget: &mut __kin::Retarget<'_>) {
            match __data {
                Value::Int { 0: __0 } => {
                    <__kin::TracedBy<i64> as __kin::TraceBy<_>>::retarget(__0, __retarget)
                }
                Value::Text { 0: __0 } => <__kin::TracedBy<std::rc::Rc<str>> as __kin::TraceBy<
                    _,
                >>::retarget(__0, __retarget),
                Value::Pair { 0: __0, 1: __1 } => {
                    <__kin::TracedBy<Box<Value>> as __kin::TraceBy<_>>::retarget(__0, __retarget);
                    <__kin::TracedBy<Box<Value>> as __kin::TraceBy<_>>::retarget(__1, __retarget);
                }
                Value::Function { function: __0 } => {
                    <__kin::TracedBy<Rc<Function>> as __kin::TraceBy<_>>::retarget(__0, __retarget)
                }
                Value::Nothing { .. } | Value::Native { .. } => {}
            }
        }
    }
    #[automatically_derived]
    impl __kin::TracedTypesHaveDropOnlyInSkippedFields for Value {}
};
