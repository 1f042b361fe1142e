//! The files that deploy the server say what the server says: its variables, paths, ports, commands
//! and times. What reads them (Compose, Kubernetes, systemd, proxies) holds them to its own rules in
//! `scripts/check-deploy`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::{Place, Store, run, text};
use crate::snippets::blocks::{self, read};

const DEPLOYMENT: &str = "deploy/kubernetes/deployment.yaml";
const CONFIG_MAP: &str = "deploy/kubernetes/configmap.yaml";
const SECRET: &str = "deploy/kubernetes/secret.example.yaml";
const UNIT: &str = "deploy/systemd/ava.service";
const PORT: u64 = 8000;
/// Nine seconds after the drain, which is one unless it is set.
const STOPS_WITHIN: u64 = 10;

fn yaml(file: &str) -> Value {
    serde_saphyr::from_str(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[track_caller]
fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"))
}

#[track_caller]
fn words(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Names of our variables, without the mark of a file.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_');
    let ours = words.filter(|word| word.starts_with("AVA_API_") && *word != "AVA_API_");
    ours.map(|name| name.strip_suffix("_FILE").unwrap_or(name).to_owned()).collect()
}

/// Those of the README's table, which a test beside the program's own table compares with that.
fn known() -> BTreeSet<String> {
    let readme = read("README.md");
    readme
        .lines()
        .filter(|line| line.starts_with("| `AVA_API_"))
        .flat_map(|line| named(line.split('|').nth(1).unwrap_or_default()))
        .collect()
}

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn every_file_names_the_variables_that_there_are() {
    // Those that a way to deploy decides in another place, or has no use for.
    let image = names(&["AVA_API_DATA_DIR"]);
    let kubernetes = names(&["AVA_API_DATA_DIR", "AVA_API_JWT_PREVIOUS_SECRET_KEYS"]);
    for (files, left_out) in [
        (&["docker-compose.yml"][..], image),
        (&["deploy/systemd/ava.env", UNIT], names(&[])),
        (&[CONFIG_MAP, SECRET, DEPLOYMENT], kubernetes),
    ] {
        let named: BTreeSet<_> = files.iter().flat_map(|file| named(&read(file))).collect();
        let expected: BTreeSet<_> = known().difference(&left_out).cloned().collect();
        assert_eq!(named, expected, "{files:?}");
    }
    assert!(named(&read("render.yaml")).is_subset(&known()));
}

#[track_caller]
fn are_taken(what: &str, variables: &[(String, String)]) {
    let place = Place::new(Store::Sqlite);
    let mut command = place.command();
    command.env_remove("AVA_API_RATE_LIMITS");
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    // Nothing is asked of the database that they name: it is not there.
    command.env("AVA_API_DATABASE_URL", "sqlite://nowhere/ava.db").args(["migrate", "status"]);
    let output = run(&mut command);
    let said = text(&output.stderr);
    assert!(output.status.success(), "{what}: {said}");
    assert!(!said.contains("is no variable of ours"), "{what}: {said}");
}

#[test]
fn every_value_that_is_set_is_one_that_the_program_takes() {
    let config_map = yaml(CONFIG_MAP);
    let data = at(&config_map, "/data").as_object().expect("variables");
    let of_map: Vec<_> = data.iter().map(|(name, value)| (name.clone(), words(value))).collect();
    are_taken(CONFIG_MAP, &of_map);

    let render = yaml("render.yaml");
    let variables = at(&render, "/services/0/envVars").as_array().expect("variables");
    let of_render = variables.iter().filter_map(|variable| {
        Some((words(&variable["key"]), variable.get("value")?.as_str()?.to_owned()))
    });
    are_taken("render.yaml", &of_render.collect::<Vec<_>>());

    let file = read("deploy/systemd/ava.env");
    // With what is commented out, but for an explanation.
    let lines = file
        .lines()
        .map(|line| line.trim_start_matches('#'))
        .filter_map(|line| line.starts_with("AVA_API_").then_some(line)?.split_once('='));
    let of_file: Vec<_> = lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert!(of_file.len() > 15);
    are_taken("ava.env", &of_file);
}

#[tokio::test]
async fn what_is_probed_answers() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let deployment = yaml(DEPLOYMENT);
    let container = at(&deployment, "/spec/template/spec/containers/0");
    let compose = yaml("docker-compose.yml");
    let render = yaml("render.yaml");
    for (path, expected) in [
        (words(at(container, "/startupProbe/httpGet/path")), "/readyz"),
        (words(at(container, "/readinessProbe/httpGet/path")), "/readyz"),
        (words(at(container, "/livenessProbe/httpGet/path")), "/healthz"),
        (words(at(&compose, "/services/server/healthcheck/test/2")), "/readyz"),
        (words(at(&render, "/services/0/healthCheckPath")), "/readyz"),
    ] {
        assert_eq!(path, expected);
        assert_eq!(server.anonymous().get(&path).await.status, 200, "{path}");
    }
    assert!(read("Dockerfile").contains(r#"CMD ["container-healthcheck", "/healthz"]"#));
    let proxies = [read("deploy/proxy/haproxy.cfg"), read("deploy/proxy/nginx.conf")];
    assert!(proxies[0].contains("uri /readyz"));
    for proxy in proxies {
        assert!(proxy.contains("/metrics"), "what is measured is not for everybody");
    }
    assert_eq!(server.anonymous().get("/metrics").await.status, 200);
}

#[test]
fn ports_are_those_of_the_program() {
    let deployment = yaml(DEPLOYMENT);
    let container = at(&deployment, "/spec/template/spec/containers/0");
    assert_eq!(at(container, "/ports/0/containerPort"), PORT);
    let bind = format!("0.0.0.0:{PORT}");
    assert_eq!(at(&yaml(CONFIG_MAP), "/data/AVA_API_BIND"), &bind);
    let compose = yaml("docker-compose.yml");
    assert_eq!(at(&compose, "/services/server/environment/AVA_API_BIND"), &bind);
    let published = words(at(&compose, "/services/server/ports/0"));
    assert!(published.starts_with("127.0.0.1:") && published.ends_with(":8000"), "{published}");
    let dockerfile = read("Dockerfile");
    assert!(dockerfile.contains("ENV PORT=8000") && dockerfile.contains("EXPOSE 8000"));
    let policy = yaml("deploy/kubernetes/networkpolicy.yaml");
    let service = yaml("deploy/kubernetes/service.yaml");
    let name = at(container, "/ports/0/name");
    assert_eq!(at(&policy, "/spec/ingress/0/ports/0/port"), name);
    assert_eq!(at(&service, "/spec/ports/0/targetPort"), name);
}

#[test]
fn a_server_is_given_the_time_that_it_takes_to_stop() {
    let compose = yaml("docker-compose.yml");
    let grace = words(at(&compose, "/services/server/stop_grace_period"));
    assert!(grace.trim_end_matches('s').parse::<u64>().expect("seconds") > STOPS_WITHIN);
    let render = yaml("render.yaml");
    let delay = at(&render, "/services/0/maxShutdownDelaySeconds").as_u64().expect("seconds");
    assert!(delay > STOPS_WITHIN);
    let unit = read(UNIT);
    let limit = of_unit(&unit, "TimeoutStopSec").trim_end_matches('s').to_owned();
    // The longest drain that there may be.
    assert!(limit.parse::<u64>().expect("seconds") >= 60 + STOPS_WITHIN);
    let deployment = yaml(DEPLOYMENT);
    let grace = at(&deployment, "/spec/template/spec/terminationGracePeriodSeconds");
    let drain = words(at(&yaml(CONFIG_MAP), "/data/AVA_API_DRAIN_SECONDS"));
    let drain: u64 = drain.parse().expect("seconds");
    assert!(grace.as_u64().expect("seconds") > drain + STOPS_WITHIN);
}

fn of_unit<'a>(unit: &'a str, key: &str) -> &'a str {
    let line = unit.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("the unit says nothing of {key}"))
}

/// Whether the program has a command of these words.
#[track_caller]
fn is_a_command(words: &[String]) {
    let ([program, arguments @ ..], place) = (words, Place::new(Store::Sqlite)) else {
        panic!("no command")
    };
    assert!(program.ends_with("ava"), "{program}");
    let output = run(place.command().args(arguments).arg("--help"));
    assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
}

fn split(command: &str) -> Vec<String> {
    command.split(' ').map(str::to_owned).collect()
}

fn listed(command: &Value) -> Vec<String> {
    command.as_array().expect("a command").iter().map(words).collect()
}

#[test]
fn what_is_started_is_a_command_of_the_program() {
    let deployment = yaml(DEPLOYMENT);
    let render = yaml("render.yaml");
    let migrate = split("ava migrate up");
    assert_eq!(split(&words(at(&render, "/services/0/preDeployCommand"))), migrate);
    assert_eq!(listed(at(&deployment, "/spec/template/spec/initContainers/0/command")), migrate);
    is_a_command(&migrate);
    is_a_command(&split(&words(at(&render, "/services/0/dockerCommand"))));
    is_a_command(&listed(at(&deployment, "/spec/template/spec/containers/0/command")));
    let unit = read(UNIT);
    is_a_command(&split(of_unit(&unit, "ExecStart")));
    let directory = format!("AVA_API_DATA_DIR=/var/lib/{}", of_unit(&unit, "StateDirectory"));
    assert_eq!(of_unit(&unit, "Environment"), directory);
    let dockerfile = read("Dockerfile");
    let command = dockerfile.lines().find_map(|line| line.strip_prefix("CMD ")).expect("a CMD");
    is_a_command(&listed(&serde_json::from_str(command).expect("a list")));
}

#[test]
fn the_base_lists_every_manifest_and_this_version_of_the_image() {
    let base = yaml("deploy/kubernetes/kustomization.yaml");
    let listed: BTreeSet<_> = listed(at(&base, "/resources")).into_iter().collect();
    let directory = blocks::root().join("deploy/kubernetes");
    let files = std::fs::read_dir(directory).expect("a directory");
    let files = files.map(|file| file.expect("a file").file_name().into_string().expect("a name"));
    let own = |name: &String| name != "kustomization.yaml" && !name.contains(".example.");
    assert_eq!(listed, files.filter(own).collect());
    assert_eq!(at(&base, "/images/0/newTag"), env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_pod_finds_its_key_files_and_may_do_nothing_else() {
    let deployment = yaml(DEPLOYMENT);
    let pod = at(&deployment, "/spec/template/spec");
    let mount = words(at(pod, "/containers/0/volumeMounts/0/mountPath"));
    let secret = yaml(SECRET);
    for item in at(pod, "/volumes/0/secret/items").as_array().expect("files") {
        assert!(secret["stringData"].get(words(&item["key"])).is_some(), "{item}");
        let path = format!("{mount}/{}", words(&item["path"]));
        let data = yaml(CONFIG_MAP)["data"].clone();
        assert!(
            data.as_object().expect("variables").values().any(|value| *value == path),
            "{path}"
        );
    }
    for container in ["/initContainers/0", "/containers/0"] {
        let context = at(pod, &format!("{container}/securityContext"));
        assert_eq!(at(context, "/readOnlyRootFilesystem"), true);
        assert_eq!(at(context, "/allowPrivilegeEscalation"), false);
        assert_eq!(at(context, "/capabilities/drop/0"), "ALL");
    }
    let user = at(pod, "/securityContext/runAsUser");
    assert!(read("Dockerfile").contains(&format!("USER {user}:{user}")));
    assert_eq!(at(&deployment, "/spec/strategy/rollingUpdate/maxUnavailable"), 0);
}

/// Keys of a blueprint that Render documents and that are used here, and no others.
#[test]
fn a_blueprint_has_the_keys_that_render_documents() {
    let render = yaml("render.yaml");
    assert_eq!(keys(&render), names(&["databases", "services"]));
    let service = at(&render, "/services/0");
    let documented = names(&[
        "dockerCommand",
        "dockerfilePath",
        "envVars",
        "healthCheckPath",
        "maxShutdownDelaySeconds",
        "name",
        "plan",
        "preDeployCommand",
        "region",
        "runtime",
        "type",
    ]);
    assert_eq!(keys(service), documented);
    assert_eq!((&service["type"], &service["runtime"]), (&"web".into(), &"docker".into()));
    let database = at(&render, "/databases/0");
    let documented = names(&[
        "databaseName",
        "ipAllowList",
        "name",
        "plan",
        "postgresMajorVersion",
        "region",
        "user",
    ]);
    assert_eq!(keys(database), documented);
    assert_eq!(database["region"], service["region"], "one private network");
    for variable in service["envVars"].as_array().expect("variables") {
        let how = keys(variable).difference(&names(&["key"])).cloned().collect::<Vec<_>>();
        match how.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["value"] => assert!(variable["value"].is_string(), "{variable}"),
            ["generateValue"] => assert_eq!(variable["generateValue"], true),
            ["sync"] => assert_eq!(variable["sync"], false),
            ["fromDatabase"] => {
                assert_eq!(variable["fromDatabase"]["name"], database["name"]);
                assert_eq!(variable["fromDatabase"]["property"], "connectionString");
            }
            _ => panic!("{variable}"),
        }
    }
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().expect("an object").keys().cloned().collect()
}
