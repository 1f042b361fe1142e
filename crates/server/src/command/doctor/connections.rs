//! Whether the database gives as many connections as the servers may ask for.

use async_trait::async_trait;
use infra_postgres::ConnectionLimits;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;

const AREA: &str = "connections";

pub(super) struct EnoughConnections;

#[async_trait]
impl Check for EnoughConnections {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        // A pooler has limits of its own, and what is said of it comes first.
        let (Ok(Some(limits)), Ok(None)) = (&scene.limits, &scene.pooler) else {
            return Vec::new();
        };
        let running = scene.servers.as_ref().map_or(0, Vec::len);
        // None runs yet: one will.
        let servers = u32::try_from(running.max(1)).unwrap_or(u32::MAX);
        vec![judge(limits, servers, scene.config.database.max_connections)]
    }
}

fn judge(limits: &ConnectionLimits, servers: u32, pool: u32) -> Finding {
    let given = limits.for_us();
    let asked = pool.saturating_mul(servers);
    let what = format!(
        "{servers} server(s) with up to {pool} each may ask for {asked}, and the database gives \
         {given} ({})",
        source(limits)
    );
    if asked > given {
        let each = given / servers;
        let remedy = match each {
            0 => "raise that limit, or run fewer servers".to_owned(),
            each => format!(
                "set AVA_API_DATABASE_MAX_CONNECTIONS to {each} or less at every server, or raise \
                 that limit"
            ),
        };
        return Finding::problem(AREA, what, remedy);
    }
    if asked.saturating_add(pool) > given {
        let remedy = "raise that limit, or lower AVA_API_DATABASE_MAX_CONNECTIONS, before another \
                      server is started, as a release that replaces servers one by one does";
        return Finding::warning(AREA, what, remedy);
    }
    Finding::ok(AREA, what)
}

/// Which limit it is.
fn source(limits: &ConnectionLimits) -> String {
    let given = Some(limits.for_us());
    if given == limits.of_database {
        "the CONNECTION LIMIT of the database".to_owned()
    } else if given == limits.of_role {
        "the CONNECTION LIMIT of its role".to_owned()
    } else {
        format!("max_connections {}, of which {} are reserved", limits.most, limits.reserved)
    }
}

#[cfg(test)]
mod tests {
    use infra_postgres::Pooler;

    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::on_postgres;

    const LIMITS: ConnectionLimits =
        ConnectionLimits { most: 33, reserved: 3, of_role: None, of_database: None };

    /// With so many servers, whose pools have ten each.
    async fn found(limits: ConnectionLimits, servers: u128) -> Finding {
        let scene = Scene { limits: Ok(Some(limits)), ..on_postgres() };
        let scene = (0..servers).fold(scene, |scene, id| scene.running(id, &[], &[]));
        let [finding] = EnoughConnections.look(&scene).await.try_into().unwrap();
        finding
    }

    #[tokio::test]
    async fn room_for_one_more_server_is_fine() {
        for servers in [0, 1, 2] {
            assert_eq!(found(LIMITS, servers).await.level, Level::Ok, "{servers}");
        }
    }

    #[tokio::test]
    async fn no_room_for_the_server_that_replaces_one_is_a_warning() {
        let finding = found(LIMITS, 3).await;
        assert_eq!(finding.level, Level::Warning);
        assert!(finding.what.starts_with("3 server(s) with up to 10 each may ask for 30"));
    }

    #[tokio::test]
    async fn more_than_there_are_is_a_problem_with_a_number_that_is_not() {
        let finding = found(LIMITS, 4).await;
        assert_eq!(finding.level, Level::Problem);
        assert!(finding.what.ends_with("gives 30 (max_connections 33, of which 3 are reserved)"));
        assert!(finding.remedy.unwrap().contains("AVA_API_DATABASE_MAX_CONNECTIONS to 7 or less"));
        let none = ConnectionLimits { of_database: Some(0), ..LIMITS };
        assert!(found(none, 1).await.remedy.unwrap().starts_with("raise that limit"));
    }

    #[tokio::test]
    async fn the_limit_that_holds_is_named() {
        let of_role = ConnectionLimits { of_role: Some(5), ..LIMITS };
        assert!(found(of_role, 1).await.what.ends_with("(the CONNECTION LIMIT of its role)"));
        let both = ConnectionLimits { of_database: Some(4), ..of_role };
        assert!(found(both, 1).await.what.ends_with("(the CONNECTION LIMIT of the database)"));
    }

    #[tokio::test]
    async fn behind_a_pooler_and_where_there_is_no_answer_nothing_is_said() {
        let pooler = Ok(Some(Pooler { name: None, keeps_statements: true }));
        let behind = Scene { limits: Ok(Some(LIMITS)), pooler, ..on_postgres() };
        assert_eq!(EnoughConnections.look(&behind).await, []);
        let away = Scene { limits: Err("away".to_owned()), ..on_postgres() };
        assert_eq!(EnoughConnections.look(&away).await, []);
    }
}
