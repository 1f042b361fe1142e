//! The contract of the store ports.

mod sqlite {
    use crate::own::sqlite::migrated;

    testkit::contract_tests!(migrated);
}

mod postgres {
    use crate::own::postgres::migrated;

    testkit::contract_tests!(migrated);
}
