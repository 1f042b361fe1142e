//! Rendering.

use super::{Assistant, Rendered, Transcriber, Voice, Warning, model, prompt, transcriber, voice};
use crate::studio::{EffectiveConfig, Setting};

/// Longest name of an assistant, in characters (Vapi's schema).
pub const NAME_MAX_CHARS: usize = 40;

/// Renders a configuration into an assistant.
pub fn render(config: &EffectiveConfig) -> Rendered {
    let mut warnings = Vec::new();
    let name = name(&config.organization_name, &mut warnings);
    let voice: Voice = voice::render(config, &mut warnings);
    let model = model::render(config, prompt::compose(config), &mut warnings);
    let transcriber: Transcriber = transcriber::render(config, &mut warnings);
    let assistant =
        Assistant { name, first_message: config.first_message.clone(), model, voice, transcriber };
    Rendered { assistant, warnings }
}

fn name(organization: &str, warnings: &mut Vec<Warning>) -> String {
    let organization = organization.trim();
    let cut: String = organization.chars().take(NAME_MAX_CHARS).collect();
    if cut.len() < organization.len() {
        let detail = format!(
            "An assistant's name has at most {NAME_MAX_CHARS} characters; {:?} is sent.",
            cut.trim_end()
        );
        warnings.push(Warning::of(Setting::OrganizationName, detail));
    }
    cut.trim_end().to_owned()
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::studio::{AccountDefaults, StudioConfig};

    pub(in crate::assistant) fn effective() -> EffectiveConfig {
        let account = AccountDefaults { email: "ada@example.com".into(), organization_name: None };
        StudioConfig::default().effective(&account)
    }

    #[test]
    fn the_defaults_render_without_a_warning() {
        let rendered = render(&effective());
        assert_eq!(rendered.warnings, []);
        assert_eq!(rendered.assistant.name, "My Organization");
    }

    #[test]
    fn a_name_is_cut_on_a_character_boundary_with_a_warning() {
        let config = EffectiveConfig {
            organization_name: format!("{}éé", "א".repeat(39)),
            ..effective()
        };
        let rendered = render(&config);
        assert_eq!(rendered.assistant.name.chars().count(), 40);
        assert_eq!(rendered.warnings[0].setting, Some(Setting::OrganizationName));
    }

    proptest! {
        #[test]
        fn a_name_is_never_too_long_nor_empty(name in "\\PC{0,300}\\S\\PC{0,3}") {
            let rendered = render(&EffectiveConfig { organization_name: name, ..effective() });
            let chars = rendered.assistant.name.chars().count();
            prop_assert!((1..=NAME_MAX_CHARS).contains(&chars));
        }

        #[test]
        fn rendering_is_pure(speed in 0.25..4.0_f64, provider in "[a-z0-9-]{1,12}") {
            let config = EffectiveConfig { voice_speed: speed, voice_provider: provider, ..effective() };
            prop_assert_eq!(render(&config), render(&config));
        }
    }
}
