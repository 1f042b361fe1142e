//! The one list of all promises.

/// Expands to one test per promise of the store ports, in a module per port.
///
/// Takes the path of an `async fn() -> F`, where `F` derefs to
/// [`Stores`](crate::contract::Stores) over an empty database of its own and takes that
/// database away when it is dropped. The calling crate depends on `tokio` with its macros.
///
/// ```ignore
/// async fn on_a_new_database() -> OwnDatabase { OwnDatabase::create().await }
///
/// testkit::contract_tests!(on_a_new_database);
/// ```
///
/// Two expansions need a module each.
#[macro_export]
macro_rules! contract_tests {
    ($first:ident $(:: $rest:ident)*) => {
        use $first $(:: $rest)* as contract_fixture;
        $crate::contract_tests! { @each tests }
    };

    (@each $what:ident) => {
        $crate::contract_tests! { @$what users [
            nothing_is_loaded_for_an_unknown_user,
            nothing_is_loaded_without_a_session_of_one_s_own,
            nothing_is_loaded_once_the_session_expired,
            nothing_is_loaded_once_the_session_was_ended,
            nothing_is_loaded_while_the_user_is_disabled,
            an_added_user_is_kept_with_every_field,
            an_added_user_is_found_by_email_and_by_phone,
            nobody_is_found_by_what_nobody_has,
            an_email_is_taken_in_whatever_letter_case,
            a_phone_is_taken,
            users_without_a_phone_do_not_collide,
            a_refused_sign_up_leaves_nothing_behind,
            of_many_sign_ups_with_one_email_one_succeeds,
            of_many_sign_ups_with_one_phone_one_succeeds,
            an_update_keeps_every_field_set_and_unset,
            an_update_needs_the_current_version,
            of_many_updates_from_one_version_one_succeeds,
            an_update_to_a_taken_phone_changes_nothing,
            a_phone_that_was_given_up_is_free,
            an_update_leaves_email_password_and_creation_alone,
            an_update_of_an_unknown_user_is_refused,
            an_update_touches_no_other_user,
            a_caller_is_loaded_with_the_password_hash,
            a_password_is_replaced_and_nothing_else_of_the_user,
            a_password_is_replaced_only_from_the_hash_that_was_verified,
            a_password_of_an_unknown_user_is_not_replaced,
            a_new_password_touches_no_other_user,
            a_new_password_ends_every_other_session_with_its_tokens,
            a_new_password_ends_sessions_that_have_expired_too,
            a_hash_can_be_replaced_without_ending_a_session,
            of_many_new_passwords_from_one_hash_one_is_taken,
            a_new_password_and_a_new_profile_at_the_same_time_are_both_kept,
            sessions_that_a_new_password_ends_while_they_are_refreshed_stay_ended,
            an_address_is_known_from_which_the_user_logged_in,
            an_address_is_known_by_the_event_of_a_new_session,
            no_address_is_known_by_anything_but_a_login,
            no_address_is_known_by_another_user_s_login,
            an_address_is_known_for_ninety_days,
            nothing_of_a_deleted_user_is_left_and_everything_of_the_others,
            who_was_deleted_is_nobody_to_any_call,
            a_user_is_deleted_only_by_the_hash_that_was_verified,
            an_unknown_user_is_not_deleted,
            of_what_happened_to_a_deleted_user_only_kind_and_time_are_left,
            an_address_is_forgotten_with_the_user_who_logged_in_from_it,
            what_is_left_at_vapi_is_written_with_the_deletion,
            of_many_deletions_one_is_done,
            what_is_done_while_a_user_is_deleted_leaves_nothing_behind,
        ] }
        $crate::contract_tests! { @$what sessions [
            a_token_nobody_was_given_is_not_found,
            an_added_session_is_found_by_its_token_with_every_field,
            a_session_of_an_unknown_user_is_not_added,
            a_session_is_not_added_for_a_password_that_was_changed_since,
            a_login_that_overlaps_a_change_of_the_password_does_not_outlive_it,
            a_replaced_token_is_found_with_its_sealed_child_and_the_child_is_current,
            of_many_rotations_of_one_token_one_succeeds,
            a_replaced_token_is_not_replaced_again_but_its_child_is,
            a_token_of_an_ended_session_is_found_but_not_replaced,
            a_token_is_replaced_only_by_its_own_user_and_session,
            a_use_is_noted_with_the_session_s_new_end,
            no_use_is_noted_of_a_session_that_is_ended_or_another_user_s,
            a_session_is_ended_once,
            of_many_who_end_one_session_one_does,
            an_expired_session_is_not_ended,
            nobody_ends_another_user_s_session,
            ending_a_session_leaves_the_others_alone,
            the_other_sessions_are_ended_and_counted_and_the_kept_one_is_not,
            a_session_that_was_ended_keeps_its_end_when_the_others_are,
            an_expired_session_is_ended_with_the_others_but_not_counted,
            ending_the_other_sessions_leaves_other_users_alone,
            a_session_that_is_ended_while_it_is_refreshed_stays_ended,
            other_sessions_that_are_ended_while_they_are_refreshed_stay_ended,
            of_many_who_end_the_others_at_once_one_ends_each,
            nothing_is_loaded_for_an_unknown_user,
            nothing_is_loaded_without_a_session_of_one_s_own,
            nothing_is_loaded_once_the_session_expired,
            nothing_is_loaded_once_the_session_was_ended,
            nothing_is_loaded_while_the_user_is_disabled,
            sessions_are_listed_with_every_field_latest_used_first,
            sessions_used_at_the_same_time_are_listed_in_one_order,
            a_session_that_was_ended_or_expired_is_not_listed,
            another_user_s_sessions_are_not_listed,
            of_what_is_kept_ended_and_expired_sessions_are_listed_too,
            of_what_is_kept_nothing_is_listed_that_tidying_has_forgotten,
            tidying_wipes_sealed_children_whose_grace_is_over_and_no_others,
            tidying_forgets_sessions_that_are_over_for_more_than_thirty_days,
        ] }
        $crate::contract_tests! { @$what configs [
            nothing_is_loaded_for_an_unknown_user,
            nothing_is_loaded_without_a_session_of_one_s_own,
            nothing_is_loaded_once_the_session_expired,
            nothing_is_loaded_once_the_session_was_ended,
            nothing_is_loaded_while_the_user_is_disabled,
            a_user_who_never_saved_has_the_defaults,
            reading_writes_nothing,
            every_setting_is_kept,
            every_save_makes_the_next_revision,
            of_many_first_saves_one_is_saved,
            of_many_saves_from_one_revision_one_is_saved,
            a_save_from_another_revision_is_stale_and_changes_nothing,
            a_save_for_an_unknown_user_is_gone,
            one_user_s_saves_are_not_seen_by_another,
            what_was_never_set_follows_the_account_without_a_revision,
            what_was_set_to_the_account_s_value_stays_set,
            a_mail_password_is_set_kept_replaced_and_cleared,
            a_mail_password_is_the_same_as_a_secret_of_its_kind,
            a_confirmed_sync_is_seen,
            a_sync_is_seen_at_work_until_it_gives_its_lease_back,
            a_sync_is_seen_at_work_until_its_lease_runs_out,
            a_failed_sync_is_seen,
            one_user_s_sync_is_not_seen_by_another,
            a_user_who_never_saved_has_no_revisions,
            every_revision_is_kept_whole_latest_first,
            revisions_are_listed_page_by_page_latest_first,
            a_save_that_is_stale_makes_no_revision,
            a_revision_names_the_mail_password_but_does_not_hold_it,
            another_user_s_revisions_are_not_listed,
            a_save_keeps_the_newest_revisions_and_deletes_the_others,
            without_a_number_every_revision_is_kept,
            the_revision_that_was_synced_last_is_kept,
            a_sync_that_is_not_confirmed_yet_keeps_no_revision,
            another_user_s_revisions_are_kept_and_another_s_sync_keeps_none,
            a_revision_that_is_not_kept_is_not_found_by_its_number,
            a_save_that_is_stale_deletes_no_revision,
        ] }
        $crate::contract_tests! { @$what syncs [
            nothing_is_known_before_the_first_sync,
            of_many_claims_one_is_granted,
            a_claim_is_refused_while_another_holds_the_lease,
            a_lease_given_back_is_free_with_a_higher_fence,
            a_lease_that_ran_out_is_free_with_a_higher_fence,
            a_renewed_lease_outlives_its_first_term,
            a_claim_is_refused_when_a_sync_was_confirmed_since,
            a_claim_for_an_unknown_user_is_refused_with_nothing_known,
            users_do_not_wait_for_each_other,
            a_holder_whose_lease_has_passed_to_another_writes_nothing,
            a_holder_whose_lease_ran_out_writes_nothing_though_nobody_took_it,
            a_holder_who_gave_the_lease_back_writes_nothing,
            a_lease_is_known_by_its_holder_and_by_its_fence,
            a_lease_of_one_user_is_worth_nothing_for_another,
            an_open_intent_is_on_its_way_and_searched_for_from_five_minutes_before,
            an_intent_is_on_its_way_until_its_time_limit,
            an_answered_intent_is_no_longer_on_its_way_but_still_searched_for,
            a_closed_intent_is_no_longer_searched_for,
            a_second_intent_keeps_the_first_one_s_place,
            a_closed_intent_leaves_the_older_one_searched_for,
            an_intent_after_a_closed_one_has_a_place_of_its_own,
            a_confirmation_closes_the_intent,
            a_confirmation_can_leave_older_intents_searched_for,
            a_failure_leaves_the_intent_as_it_is,
            an_intent_outlives_the_holder_who_opened_it,
            a_confirmation_is_known_with_all_it_says,
            a_failure_keeps_link_and_synced_revision,
            a_confirmation_takes_the_error_away,
            giving_the_lease_back_changes_nothing_else,
            a_link_changes_nothing_but_assistant_and_key,
            what_is_forgotten_was_never_confirmed_but_open_intents_stay,
            a_sync_at_revision_zero_makes_no_configuration,
            one_user_s_assistant_is_not_known_of_another,
            drift_is_noted_until_it_is_noted_to_be_gone_and_nothing_else_changes,
            no_drift_is_noted_where_nothing_is_linked,
            no_drift_is_noted_from_what_was_confirmed_before,
            no_drift_is_noted_while_a_lease_is_alive,
            a_confirmation_takes_the_drift_away_and_a_failure_does_not,
            what_is_forgotten_has_not_drifted,
            one_user_s_drift_is_not_known_of_another,
        ] }
        $crate::contract_tests! { @$what secrets [
            a_user_without_secrets_has_none,
            a_secret_is_kept_with_every_field_set_and_unset,
            kinds_do_not_touch_each_other,
            the_mail_password_is_not_loaded,
            forgetting_none_is_fine,
            a_secret_of_an_unknown_user_is_not_put,
            of_many_secrets_of_one_kind_one_stays,
            one_user_s_secrets_are_not_seen_by_another,
            nothing_is_loaded_for_an_unknown_user,
            nothing_is_loaded_without_a_session_of_one_s_own,
            nothing_is_loaded_once_the_session_expired,
            nothing_is_loaded_once_the_session_was_ended,
            nothing_is_loaded_while_the_user_is_disabled,
        ] }
        $crate::contract_tests! { @$what audit [
            nothing_is_loaded_for_an_unknown_user,
            nothing_is_loaded_without_a_session_of_one_s_own,
            nothing_is_loaded_once_the_session_expired,
            nothing_is_loaded_once_the_session_was_ended,
            nothing_is_loaded_while_the_user_is_disabled,
            what_is_recorded_is_listed_with_every_field_set_and_unset,
            every_kind_of_event_is_kept,
            events_are_listed_page_by_page_latest_first,
            what_happens_between_two_pages_moves_nothing,
            events_are_listed_before_an_id_that_is_nobody_s,
            another_user_s_events_are_not_listed,
            what_happened_to_nobody_is_kept_and_listed_for_nobody,
            a_sign_up_is_written_down_and_a_refused_one_is_not,
            a_login_is_written_down_and_a_refused_one_is_not,
            the_end_of_a_session_is_written_down_once,
            of_many_who_end_one_session_one_writes_it_down,
            the_end_of_all_other_sessions_is_written_down_where_there_are_any,
            the_end_of_sessions_that_have_expired_is_not_written_down,
            a_new_password_is_written_down_when_the_user_has_a_part_in_it,
            a_secret_is_written_down_when_it_is_put_and_when_there_was_one_to_forget,
            a_save_is_written_down_and_a_stale_one_is_not,
            of_many_saves_from_one_revision_one_is_written_down,
            what_is_not_done_for_an_unknown_user_is_not_written_down,
            a_sign_up_that_cannot_be_written_down_is_none,
            a_login_that_cannot_be_written_down_is_none,
            sessions_do_not_end_when_that_cannot_be_written_down,
            a_password_stays_when_a_new_one_cannot_be_written_down,
            a_secret_stays_when_its_change_cannot_be_written_down,
            a_save_that_cannot_be_written_down_is_none,
            a_user_stays_whose_deletion_cannot_be_written_down,
        ] }
        $crate::contract_tests! { @$what removals [
            nothing_is_due_where_nothing_was_left,
            a_removal_is_handed_out_with_every_field_set_and_unset,
            the_removal_that_has_waited_longest_is_handed_out_first,
            of_many_takers_each_is_handed_another_removal,
            a_removal_is_due_again_when_the_patience_is_over,
            what_keeps_failing_keeps_nothing_else_from_being_done,
            a_removal_that_is_done_is_forgotten,
            a_removal_of_a_user_who_is_still_here_is_handed_out_like_any_other,
        ] }
        $crate::contract_tests! { @$what sealed [
            keys_are_told_with_how_many_secrets_they_seal,
            secrets_under_another_key_are_told_whoever_s_and_of_whatever_kind,
            secrets_are_told_page_by_page_each_once,
            what_is_replaced_on_the_way_moves_no_page,
            a_ciphertext_is_replaced_and_nothing_else,
            the_mail_password_is_replaced_too,
            a_ciphertext_that_is_another_by_now_stays,
            what_is_put_while_it_is_replaced_stays,
        ] }
        $crate::contract_tests! { @$what servers [
            nobody_runs_who_has_not_said_so,
            a_server_that_said_so_runs_with_its_keys_in_their_order,
            what_a_server_says_last_holds,
            a_server_that_left_runs_no_more_until_it_says_so_again,
            many_servers_that_say_so_at_once_all_run,
        ] }
        $crate::contract_tests! { @$what directory [
            everybody_is_listed_in_the_order_of_ids_with_every_field,
            users_are_listed_page_by_page_each_once,
            users_are_searched_by_email_phone_name_and_organisation,
            what_is_searched_for_stands_for_itself_alone,
            a_user_is_found_by_id_and_by_email_in_whatever_letter_case,
            an_added_user_has_no_session_and_can_log_in,
            an_added_user_is_written_down,
            an_added_user_s_email_or_phone_must_be_nobody_else_s,
            of_many_users_added_with_one_email_one_is,
            a_user_whose_adding_cannot_be_written_down_is_not_added,
            a_password_is_set_whatever_it_was_and_ends_every_session,
            a_password_is_set_for_one_user_and_for_no_unknown_one,
            a_password_that_is_set_lets_nobody_in_who_is_disabled,
            a_password_that_cannot_be_written_down_is_not_set,
            a_user_is_disabled_once_and_enabled_once,
            an_unknown_user_is_neither_disabled_nor_enabled,
            who_is_disabled_or_enabled_is_otherwise_the_same,
            one_user_is_disabled_and_no_other,
            every_session_ends_and_stays_ended_when_the_user_is_enabled,
            sessions_that_end_while_they_are_refreshed_stay_ended,
            a_login_that_overlaps_the_disabling_does_not_outlive_it,
            of_many_who_disable_one_user_one_does,
            nobody_is_disabled_or_enabled_when_that_cannot_be_written_down,
            who_is_disabled_logs_in_as_a_user_without_a_password,
            no_session_is_added_for_who_is_disabled,
            no_refresh_token_of_who_is_disabled_is_found,
            who_is_disabled_changes_no_password,
            an_operator_deletes_whatever_the_password_is,
            a_user_who_is_disabled_is_deleted_by_an_operator_alone,
        ] }
        $crate::contract_tests! { @$what records [
            what_a_user_may_read_is_read_without_a_caller,
            what_is_a_disabled_user_s_is_read_too,
            a_user_who_has_done_nothing_is_read_too,
            nothing_is_read_of_an_unknown_user,
        ] }
        $crate::contract_tests! { @$what imports [
            an_imported_account_is_kept_with_everything_that_it_brings,
            a_bare_account_brings_nothing_but_itself,
            what_was_imported_is_written_down_and_logs_in,
            who_is_imported_as_kept_out_is_kept_out,
            a_push_goes_on_with_the_assistant_that_was_brought,
            the_first_save_after_an_import_makes_revision_two,
            who_is_here_already_is_left_alone_entirely,
            who_was_deleted_does_not_come_back,
            whoever_s_email_or_phone_is_taken_is_told_so_and_not_added,
            looking_tells_how_everybody_stands_and_writes_nothing,
            of_two_with_one_email_or_phone_the_first_is_added,
            more_than_a_statement_takes_are_added,
            of_many_who_import_the_same_at_once_one_adds_each,
            nobody_is_added_whose_import_cannot_be_written_down,
        ] }
        $crate::contract_tests! { @$what history [
            all_but_the_newest_revisions_are_superfluous_whoever_s,
            the_revision_that_was_synced_last_is_never_superfluous,
            the_configuration_stays_as_it_is,
            revisions_are_forgotten_batch_by_batch_each_once,
            revisions_of_owners_before_the_first_stay,
            events_before_a_time_are_counted_and_forgotten_whoever_s,
            events_are_forgotten_batch_by_batch_each_once,
        ] }
        $crate::contract_tests! { @limiter $what }
        $crate::contract_tests! { @$what database [
            a_migrated_database_is_ready,
        ] }
    };

    (@limiter $what:ident) => {
        $crate::contract_tests! { @$what limiter [
            as_many_as_the_quota_pass_at_once_and_no_more,
            one_more_passes_each_time_its_part_of_the_span_has_gone_by,
            all_is_left_again_once_the_span_has_gone_by,
            an_allowance_tells_what_is_left_and_when_there_is_more,
            a_refused_take_changes_nothing,
            looking_takes_none,
            what_was_given_back_can_be_taken_again,
            no_more_is_given_back_than_was_taken,
            subjects_and_quotas_do_not_count_for_each_other,
            any_text_is_a_subject,
            of_many_takes_at_once_no_more_pass_than_are_left,
            takes_that_are_given_back_at_once_leave_all,
            tidying_forgets_what_is_back_at_nothing_and_nothing_else,
        ] }
    };

    (@tests limiter [$($promise:ident),* $(,)?]) => {
        mod limiter {
            $(
                #[::tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    let counting = super::contract_fixture().await;
                    $crate::contract::promise::limiter::$promise(&counting.limiter).await;
                }
            )*
        }
    };

    (@tests $port:ident [$($promise:ident),* $(,)?]) => {
        mod $port {
            $(
                #[::tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    let stores = super::contract_fixture().await;
                    $crate::contract::promise::$port::$promise(&stores).await;
                }
            )*
        }
    };

    (@expose $port:ident [$($promise:ident),* $(,)?]) => {
        #[doc = concat!("What the store of ", stringify!($port), " promises.")]
        pub mod $port {
            pub use $crate::contract::$port::{$($promise),*};
        }
    };
}

/// Expands to the tests of a [`RateLimiter`](application::port::RateLimiter) alone, for one that
/// is no store: [`contract_tests!`](crate::contract_tests) has them among its own.
///
/// Takes the path of an `async fn() -> F`, where `F` has a field `limiter`, an
/// `Arc<dyn RateLimiter>` that has counted nothing yet.
#[macro_export]
macro_rules! rate_limiter_tests {
    ($first:ident $(:: $rest:ident)*) => {
        use $first $(:: $rest)* as contract_fixture;
        $crate::contract_tests! { @limiter tests }
    };
}
