//! Every rule, in the order of the codes. A test holds this list to the folder.
//! Knows nothing of what the rules look for.

use super::found::FILE_RULES;
use super::{
    Rule, admin_port, annotation_hint, annotation_key, annotation_style, app_protocol_syntax, breaking_hint, design_name,
    duplicate_instance, duplicate_port, duplicate_port_name, duplicate_service, external_on_universal, gateway_protocol, ignored_protocol,
    inbound_tags_in_3, kafka_in_3, label_syntax, local_port, local_port_taken, looks_like_another, mesh_label, mesh_name,
    mesh_service_name, misplaced_label, missing_selector, mixed_service, named_target, namespace, no_ports, node_port, other_mesh,
    port_name, port_name_required, port_number, portable_outbound, ports_share_service_tag, protocol_not_said, protocol_tag, same_inbound,
    same_pod_port, same_universal_service, service_name, service_type, shared_address, suspicious_address, target_port,
    unknown_called_port, unknown_callee, unknown_hint, unknown_ignore, unused_ignore, upper_case_hint, verdict,
};

/// Every rule of designs, in the order of the codes.
pub const RULES: &[&Rule] = &[
    &unknown_callee::RULE,
    &unknown_called_port::RULE,
    &local_port_taken::RULE,
    &local_port::RULE,
    &portable_outbound::RULE,
    &other_mesh::RULE,
    &verdict::rules::VALUE_KIND,
    &verdict::rules::NUMBER,
    &verdict::rules::WORD,
    &verdict::rules::DURATION,
    &verdict::rules::YAML,
    &verdict::rules::NETWORKING,
    &verdict::rules::ADMIN_INBOUND,
    &verdict::rules::ADMIN_OUTBOUND,
    &verdict::rules::GATEWAY_LISTS,
    &verdict::rules::GATEWAY_PROBES,
    &verdict::rules::NO_INBOUND,
    &verdict::rules::ADDRESS_EMPTY,
    &verdict::rules::ADDRESS_EVERY,
    &verdict::rules::ADDRESS_SYNTAX,
    &verdict::rules::PORT_RANGE,
    &verdict::rules::GATEWAY_PROTOCOL,
    &verdict::rules::SERVICE_TAG,
    &verdict::rules::SERVICE_ADDRESS,
    &verdict::rules::SAME_PLACE,
    &verdict::rules::OWN_ADDRESS,
    &verdict::rules::PROTOCOL_TAG,
    &verdict::rules::PROTOCOL_FIELD,
    &verdict::rules::PROBE_VALUE,
    &verdict::rules::INBOUND_SERVICE,
    &verdict::rules::OUTBOUND_ADDRESS,
    &verdict::rules::BACKEND_MISSING,
    &verdict::rules::BACKEND_KIND,
    &verdict::rules::BACKEND_NAME,
    &verdict::rules::BACKEND_AND_TAGS,
    &verdict::rules::REACHABLE,
    &verdict::rules::PROBE_PATH,
    &verdict::rules::METRICS_TYPE,
    &verdict::rules::METRICS_CONF,
    &verdict::rules::LISTENER_TYPE,
    &verdict::rules::LISTENER_NAME,
    &verdict::rules::LISTENER_PLACE,
    &verdict::rules::TAG_NAME,
    &verdict::rules::TAG_VALUE,
    &verdict::rules::TYPE,
    &verdict::rules::NAME,
    &verdict::rules::MESH,
    &verdict::rules::LABEL,
    &verdict::rules::OWN_LABEL,
    &verdict::rules::WORKLOAD,
    &unknown_hint::RULE,
    &upper_case_hint::RULE,
    &breaking_hint::RULE,
    &app_protocol_syntax::RULE,
    &ignored_protocol::RULE,
    &kafka_in_3::RULE,
    &annotation_style::RULE,
    &protocol_not_said::RULE,
    &looks_like_another::RULE,
    &same_pod_port::RULE,
    &unknown_ignore::RULE,
    &unused_ignore::RULE,
    &label_syntax::RULE,
    &annotation_key::RULE,
    &missing_selector::RULE,
    &annotation_hint::RULE,
    &mesh_label::RULE,
    &misplaced_label::RULE,
    &service_name::RULE,
    &namespace::RULE,
    &mesh_name::RULE,
    &design_name::RULE,
    &duplicate_service::RULE,
    &same_universal_service::RULE,
    &service_type::RULE,
    &port_number::RULE,
    &target_port::RULE,
    &port_name::RULE,
    &port_name_required::RULE,
    &duplicate_port::RULE,
    &duplicate_port_name::RULE,
    &no_ports::RULE,
    &node_port::RULE,
    &same_inbound::RULE,
    &duplicate_instance::RULE,
    &suspicious_address::RULE,
    &shared_address::RULE,
    &admin_port::RULE,
    &mesh_service_name::RULE,
    &gateway_protocol::RULE,
    &named_target::RULE,
    &external_on_universal::RULE,
    &inbound_tags_in_3::RULE,
    &ports_share_service_tag::RULE,
    &mixed_service::RULE,
    &protocol_tag::RULE,
];

/// The rule of that code or name.
pub fn rule(word: &str) -> Option<&'static Rule> {
    RULES.iter().chain(FILE_RULES).copied().find(|rule| rule.code.eq_ignore_ascii_case(word) || rule.name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_found_by_code_and_by_name_and_has_a_page() {
        for one in RULES.iter().chain(FILE_RULES) {
            assert!(std::ptr::eq(rule(one.code).unwrap(), *one) && std::ptr::eq(rule(one.name).unwrap(), *one), "{}", one.code);
            let text = one.text();
            let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
            assert_eq!(headings, ["## What it does", "## Why is this bad?", "## Use instead"], "{}", one.code);
        }
        assert!(rule("X001").is_none());
    }

    #[test]
    fn codes_are_in_order_and_none_is_there_twice() {
        for rules in [RULES, FILE_RULES] {
            assert!(rules.windows(2).all(|pair| pair[0].code < pair[1].code));
        }
    }
}
