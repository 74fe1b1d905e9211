const _: () = {
    use ::kinfolk::__private_0_1_0 as __kin;
    #[automatically_derived]
    impl ::kinfolk::Trace for Sign {
        type By = Self;
    }
    #[automatically_derived]
    impl __kin::TraceBy<Sign> for Sign {
        const MAY_HOLD: __kin::bool = false;
        fn trace<'a>(_: &'a Sign, _: &mut __kin::Tracer<'a, '_>) {}
        fn note_types(_: &mut __kin::TracedTypes) {}
        fn retarget(_: &mut Sign, _: &mut __kin::Retarget<'_>) {}
    }
    #[automatically_derived]
    impl __kin::TracedTypesHaveDropOnlyInSkippedFields for Sign {}
};
