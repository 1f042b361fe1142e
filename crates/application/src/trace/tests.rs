use super::*;

const TEXT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn span() -> TraceContext {
    TraceContext::parse(TEXT).unwrap()
}

#[test]
fn a_traceparent_is_read_and_written_as_it_was() {
    let read = span();
    assert_eq!(read.trace_id().to_string(), "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(read.trace_id().get(), 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c);
    assert_eq!(read.span_id(), 0xb7ad_6b71_6920_3331);
    assert!(read.is_sampled());
    assert_eq!(read.to_string(), TEXT);
    let small = TraceContext::new(1, 2, false).unwrap();
    assert_eq!(small.to_string(), "00-00000000000000000000000000000001-0000000000000002-00");
    assert_eq!(TraceContext::parse(&small.to_string()), Some(small));
}

#[test]
fn whatever_is_not_exactly_a_traceparent_is_none() {
    for text in [
        "",
        "00",
        "garbage",
        // A version that is none, and one that goes on.
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 ",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0-00af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        // Zeros.
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        // Too short, capitals, signs, other digits and other dashes.
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
        "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        "00-0af7651916cd43dd8448eb211c8031\u{e9}-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\u{e9}",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
    ] {
        assert_eq!(TraceContext::parse(text), None, "{text:?}");
    }
}

#[test]
fn later_versions_and_flags_are_read_as_far_as_they_are_known() {
    for text in [
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes-later",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff",
    ] {
        assert_eq!(TraceContext::parse(text), Some(span()), "{text}");
    }
    let unsampled = TraceContext::parse(&TEXT.replace("-01", "-02")).unwrap();
    assert!(!unsampled.is_sampled());
    assert!(unsampled.to_string().ends_with("-00"));
}

#[test]
fn a_child_is_another_span_of_its_trace_and_a_fresh_one_of_no_other() {
    let child = span().child();
    assert_eq!((child.trace_id(), child.is_sampled()), (span().trace_id(), true));
    assert_ne!(child.span_id(), span().span_id());
    let (one, other) = (TraceContext::fresh(), TraceContext::fresh());
    assert_ne!(one.trace_id(), other.trace_id());
    assert_ne!(one.span_id(), other.span_id());
    assert!(!one.is_sampled());
}

#[tokio::test]
async fn work_knows_its_span_also_where_it_goes_on_by_itself() {
    assert_eq!(TraceContext::current(), None);
    let went_on = span().scope(async {
        assert_eq!(TraceContext::current(), Some(span()));
        let lost = tokio::spawn(async { TraceContext::current() }).await.unwrap();
        assert_eq!(lost, None);
        tokio::spawn(in_current_trace(async { TraceContext::current() })).await.unwrap()
    });
    assert_eq!(went_on.await, Some(span()));
    assert_eq!(in_current_trace(async { TraceContext::current() }).await, None);
}

#[tokio::test]
async fn a_span_is_of_the_trace_of_its_parent_else_of_the_one_around_it_else_of_a_new_one() {
    let begin = |parent| UnexportedSpans.begin(&Span::none(), parent).trace_id();
    let around = TraceContext::fresh();
    assert_eq!(begin(Some(span())), span().trace_id());
    assert_ne!(begin(None), begin(None));
    around
        .scope(async {
            assert_eq!(begin(None), around.trace_id());
            assert_eq!(begin(Some(span())), span().trace_id());
        })
        .await;
}
