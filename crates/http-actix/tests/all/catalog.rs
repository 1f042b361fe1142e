//! What the studio offers.

use serde_json::Value;

use crate::harness::{CATALOG, CONFIG, DOCUMENT, Server};

#[actix_web::test]
async fn the_catalog_offers_each_thing_once_and_has_all_that_a_client_chooses_from() {
    let server = Server::start().await;
    let catalog = server.sign_up("ada").await.get(CATALOG).await.ok();
    for (list, name) in [
        ("voiceProviders", "id"),
        ("modelProviders", "id"),
        ("transcribers", "id"),
        ("personas", "id"),
        ("tones", "id"),
        ("languages", "id"),
        ("locales", "id"),
        ("fields", "name"),
    ] {
        let entries = catalog[list].as_array().unwrap();
        let mut ids: Vec<_> = entries.iter().map(|entry| entry[name].as_str().unwrap()).collect();
        assert!(!ids.is_empty(), "{list}");
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{list}: {ids:?}");
    }
}

#[actix_web::test]
async fn the_bounds_of_the_catalog_are_those_of_the_document() {
    let server = Server::start().await;
    let catalog = server.sign_up("ada").await.get(CATALOG).await.ok();
    let told = &DOCUMENT["components"]["schemas"]["StudioConfig"]["properties"];
    for field in catalog["fields"].as_array().unwrap() {
        let told = &told[field["name"].as_str().unwrap()];
        assert!(told.is_object(), "{field}");
        for (bound, word) in [("min", "minimum"), ("max", "maximum")] {
            assert_eq!(field[bound].as_f64(), told[word].as_f64(), "{bound} of {field}");
        }
        assert_eq!(field["maxLength"], told["maxLength"], "{field}");
        assert_eq!(field["default"], told["default"], "{field}");
        assert_eq!(field["help"], told["description"], "{field}");
    }
}

#[actix_web::test]
async fn what_a_new_configuration_holds_is_offered() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let (catalog, config) = (ada.get(CATALOG).await.ok(), ada.get(CONFIG).await.ok());
    let offered = |list: &str, id: &Value| {
        let found = catalog[list].as_array().unwrap().iter().find(|entry| entry["id"] == *id);
        found.unwrap_or_else(|| panic!("{id} is not among the {list}")).clone()
    };
    offered("transcribers", &config["transcriberProvider"]);
    offered("personas", &config["persona"]);
    offered("tones", &config["tone"]);
    offered("languages", &config["language"]);
    let provider = offered("voiceProviders", &config["voiceProvider"]);
    let voices = provider["voices"].as_array().unwrap();
    assert!(voices.iter().any(|voice| voice["id"] == config["voiceId"]), "{provider}");
    let providers = catalog["modelProviders"].as_array().unwrap().iter();
    let mut models = providers.flat_map(|provider| provider["models"].as_array().unwrap());
    assert!(models.any(|model| model["id"] == config["aiModel"] && model["retired"] == false));
}
