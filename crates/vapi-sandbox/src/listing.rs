//! Which resources a list asks for.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Query;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Utc};

use crate::refusal::Refusal;
use crate::resource::Resource;

/// How many a list has when nothing is said.
const DEFAULT_LIMIT: usize = 100;
/// How many a list has at most.
const MAX_LIMIT: f64 = 1000.0;

/// The query of a list: `limit`, and bounds on `createdAt` and `updatedAt`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listing {
    limit: usize,
    bounds: Vec<Bound>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Bound {
    field: Field,
    side: Side,
    time: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Field {
    CreatedAt,
    UpdatedAt,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    After,
    Before,
    From,
    To,
}

impl Listing {
    fn parse(query: &str) -> Result<Self, Refusal> {
        let pairs = Query::<Vec<(String, String)>>::from_query(query)
            .map_err(|error| Refusal::bad_request(error.to_string()))?;
        let mut listing = Self { limit: DEFAULT_LIMIT, bounds: Vec::new() };
        let mut complaints = Vec::new();
        for (name, value) in pairs.into_inner() {
            if let Err(complaint) = listing.take(&name, &value) {
                complaints.push(complaint);
            }
        }
        if complaints.is_empty() { Ok(listing) } else { Err(Refusal::invalid(complaints)) }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        if name == "limit" {
            self.limit = limit(value)?;
            return Ok(());
        }
        let (field, side) =
            bound(name).ok_or_else(|| format!("property {name} should not exist"))?;
        let time = DateTime::parse_from_rfc3339(value)
            .map_err(|_| format!("{name} must be a valid ISO 8601 date string"))?
            .to_utc();
        self.bounds.push(Bound { field, side, time });
        Ok(())
    }

    /// The first of `resources` that fit.
    pub(crate) fn select<'a>(
        &self,
        resources: impl Iterator<Item = &'a Resource>,
    ) -> Vec<&'a Resource> {
        let fits = |resource: &&Resource| self.bounds.iter().all(|bound| bound.fits(resource));
        resources.filter(fits).take(self.limit).collect()
    }
}

impl Bound {
    fn fits(self, resource: &Resource) -> bool {
        let time = match self.field {
            Field::CreatedAt => resource.created_at,
            Field::UpdatedAt => resource.updated_at,
        };
        match self.side {
            Side::After => time > self.time,
            Side::Before => time < self.time,
            Side::From => time >= self.time,
            Side::To => time <= self.time,
        }
    }
}

fn limit(value: &str) -> Result<usize, String> {
    let number = value
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .ok_or("limit must be a number conforming to the specified constraints")?;
    if number < 0.0 {
        return Err("limit must not be less than 0".to_owned());
    }
    if number > MAX_LIMIT {
        return Err(format!("limit must not be greater than {MAX_LIMIT}"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1000"
    )]
    let limit = number as usize;
    Ok(limit)
}

fn bound(name: &str) -> Option<(Field, Side)> {
    let (field, side) = if let Some(side) = name.strip_prefix("createdAt") {
        (Field::CreatedAt, side)
    } else {
        (Field::UpdatedAt, name.strip_prefix("updatedAt")?)
    };
    let side = match side {
        "Gt" => Side::After,
        "Lt" => Side::Before,
        "Ge" => Side::From,
        "Le" => Side::To,
        _ => return None,
    };
    Some((field, side))
}

impl FromRequest for Listing {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.query_string()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_fault_of_a_query_is_named() {
        let refusal =
            Listing::parse("limit=1001&createdAtGt=yesterday&page=2").expect_err("three faults");
        assert_eq!(
            refusal.body()["message"],
            json!([
                "limit must not be greater than 1000",
                "createdAtGt must be a valid ISO 8601 date string",
                "property page should not exist",
            ])
        );
    }

    #[test]
    fn a_query_of_nothing_asks_for_the_first_hundred() {
        let listing = Listing::parse("").expect("a listing");
        assert_eq!(listing, Listing { limit: 100, bounds: vec![] });
        assert_eq!(Listing::parse("limit=0").expect("a listing").limit, 0);
    }
}
