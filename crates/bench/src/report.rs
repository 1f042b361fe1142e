//! The tables, as Markdown.

use crate::request::Request;
use crate::sample::{Sample, median};

/// All rounds of a request.
pub(crate) struct Row {
    pub(crate) request: Request,
    pub(crate) floor: Vec<Sample>,
    pub(crate) product: Vec<Sample>,
    /// Passwords hashed a second by nothing but Argon2, where a request hashes one.
    pub(crate) bare: Vec<f64>,
}

/// A target, and what came of it.
pub(crate) struct Verdict {
    pub(crate) what: String,
    pub(crate) reached: f64,
    pub(crate) target: f64,
    pub(crate) unit: &'static str,
    /// Whether less is better.
    pub(crate) at_most: bool,
}

pub(crate) fn print(text: &str) {
    #[expect(clippy::print_stdout, reason = "what the program is for")]
    {
        println!("{text}");
    }
}

/// What is going on, for whoever waits.
pub(crate) fn tell(text: &str) {
    #[expect(clippy::print_stderr, reason = "what the program is for")]
    {
        eprintln!("{text}");
    }
}

impl Row {
    /// Of the medians.
    pub(crate) fn ratio(&self) -> f64 {
        of(&self.product, |sample| sample.rate) / of(&self.floor, |sample| sample.rate)
    }

    /// The lowest and the highest of the rounds.
    fn spread(&self) -> (f64, f64) {
        let ratios =
            self.product.iter().zip(&self.floor).map(|(ours, floor)| ours.rate / floor.rate);
        ratios.fold((f64::INFINITY, 0.0), |(low, high), ratio| (ratio.min(low), ratio.max(high)))
    }
}

pub(crate) fn of(samples: &[Sample], field: impl Fn(&Sample) -> f64) -> f64 {
    median(samples.iter().map(field))
}

pub(crate) fn requests(rows: &[Row], with_database: bool) {
    let database = if with_database { " + database" } else { "" };
    print(&format!(
        "| Request | floor /s | ava /s | ratio | of the rounds | floor p50 / p99 ms | ava p50 / p99 ms \
         | floor µs CPU{database} | ava µs CPU{database} |\n\
         | --- | --: | --: | --: | --: | --: | --: | --: | --: |"
    ));
    for row in rows {
        let (low, high) = row.spread();
        let rate = |samples| of(samples, |sample: &Sample| sample.rate);
        print(&format!(
            "| {} | {:.0} | {:.0} | **{:.2}** | {low:.2}–{high:.2} | {} | {} | {} | {} |",
            row.request.title(),
            rate(&row.floor),
            rate(&row.product),
            row.ratio(),
            latencies(&row.floor),
            latencies(&row.product),
            cpu(&row.floor, with_database),
            cpu(&row.product, with_database),
        ));
    }
}

fn latencies(samples: &[Sample]) -> String {
    let (p50, p99) = (of(samples, |sample| sample.p50), of(samples, |sample| sample.p99));
    format!("{p50:.1} / {p99:.1}")
}

fn cpu(samples: &[Sample], with_database: bool) -> String {
    let server = of(samples, |sample| sample.server_cpu);
    if !with_database {
        return format!("{server:.0}");
    }
    format!("{server:.0} + {:.0}", of(samples, |sample| sample.database_cpu))
}

pub(crate) fn verdicts(verdicts: &[Verdict]) {
    print("| What | reached | target | |\n| --- | --: | --: | --- |");
    for Verdict { what, reached, target, unit, at_most } in verdicts {
        let (sign, held) =
            if *at_most { ("≤", reached <= target) } else { ("≥", reached >= target) };
        let digits = if unit.is_empty() { 2 } else { 0 };
        let verdict = if held { "held" } else { "**missed**" };
        print(&format!(
            "| {what} | {reached:.digits$}{unit} | {sign} {target}{unit} | {verdict} |"
        ));
    }
}
