//! The contract of the store ports.

mod sqlite {
    use crate::own::sqlite::migrated;

    testkit::contract_tests!(migrated);
}

mod postgres {
    use crate::plans::explained;

    testkit::contract_tests!(explained);
}
