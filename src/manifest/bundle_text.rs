//! The words of an export around its manifests: the first line, the list for kustomize, the page of commands.
//! Knows nothing of layouts.

use super::commands::Commands;
use crate::yaml::{self, Entry, Tree};

const MADE_BY: &str = "# Made by Portolan from ";

/// Above every patch: how to use it.
pub(super) const PATCH: &str = "\
# Only the hints of a Service that somebody else owns. Either of:
#   kubectl apply --server-side --field-manager=portolan -f FILE      (FILE is this one; the Service has to be there already)
#   kubectl patch -f FILE --patch-file=FILE
# or list this folder under `components:` in the kustomization that has the Service.
";

/// What a `kustomization.yaml` lists.
#[derive(Clone, Copy)]
pub(super) enum Listed {
    /// Resources: a base of its own.
    Resources,
    /// Patches: a component that the kustomization with the Services takes in.
    Patches,
}

/// Whether a file is as an export of the same design left it, so that a new one may take its place. What somebody changed by hand is theirs.
pub fn is_ours(found: &str, new: &str) -> bool {
    // Git and editors may have changed the line ends, which loses nobody's work.
    let found = found.strip_prefix('\u{feff}').unwrap_or(found).replace("\r\n", "\n");
    match (read_head(&found), read_head(new)) {
        (Some((design, sum, body)), Some((of, ..))) => design == of && sum == sum_of(body),
        (Some(_) | None, None) | (None, Some(_)) => false,
    }
}

/// A text below its first line, which says who made it and holds the sum of the rest: a comment in YAML, and the heading of a page. Braces
/// would mean something to a template.
pub(super) fn signed(design: &str, body: &str) -> String {
    let name: String = design.chars().filter(|c| !c.is_control() && !"{}\u{2028}\u{2029}\u{feff}".contains(*c)).collect();
    let name = if name.trim().is_empty() { "a design without a name" } else { name.trim() };
    format!("{MADE_BY}{name} ({})\n{body}", sum_of(body))
}

/// The design, the sum, and what is below.
fn read_head(text: &str) -> Option<(&str, &str, &str)> {
    let (head, body) = text.strip_prefix(MADE_BY)?.split_once('\n')?;
    let (design, sum) = head.strip_suffix(')')?.rsplit_once(" (")?;
    Some((design, sum, body))
}

/// FNV-1a of 64 bits: the same in every version of Portolan. It tells what was changed, and keeps nobody from forging it.
fn sum_of(text: &str) -> String {
    let sum = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{sum:016x}")
}

/// The `kustomization.yaml` over these files beside it.
pub(super) fn kustomization(listed: Listed, files: &[&str]) -> String {
    let (version, kind, list) = match listed {
        Listed::Resources => ("v1beta1", "Kustomization", "resources"),
        Listed::Patches => ("v1alpha1", "Component", "patches"),
    };
    let file = |path: &&str| match listed {
        Listed::Resources => Entry::item(Tree::Text((*path).to_owned())),
        Listed::Patches => Entry::item(Tree::Map(vec![Entry::text("path", *path)])),
    };
    yaml::text(&Tree::Map(vec![
        Entry::text("apiVersion", format!("kustomize.config.k8s.io/{version}")),
        Entry::text("kind", kind),
        Entry::new(list, Tree::Seq(files.iter().map(file).collect())),
    ]))
}

/// One Dataplane on the page of commands.
pub(super) struct Start {
    /// Its name; that of the service for a template.
    pub(super) name: String,
    /// Where its own file is, below the page. `None` when it is in the file of all.
    pub(super) file: Option<String>,
    /// How to start it.
    pub(super) commands: Commands,
}

/// The page of commands, Dataplane by Dataplane. `all` is the file that holds those without one of their own.
pub(super) fn commands_page(starts: &[Start], all: &str) -> String {
    let mut page = String::from(
        "
How to start the proxy of each Dataplane.

1. Where `kumactl` knows the control plane, make the token. It is good for 24 hours: make it just before the proxy starts.
2. Bring the token, and the Dataplane's file where the command names one, to where the app runs.
3. Run `kuma-dp` there, with the address of your control plane in place of `CONTROL-PLANE`, and for a template the instance's own
   `NAME` and `ADDRESS`. Add `--ca-cert-file` with the control plane's CA certificate if your system does not trust it.
",
    );
    let with_file = starts.iter().any(|start| start.file.is_some());
    if with_file {
        page.push_str("\nThe control plane learns of a Dataplane with a file when its proxy connects and forgets it when the proxy ends: do not apply it.\n");
    }
    if starts.iter().any(|start| start.file.is_none()) {
        let who = if with_file { "The others" } else { "The Dataplanes" };
        page.push_str(&format!("\n{who} are stored first, with `kumactl apply -f {all}`, and stay until somebody deletes them.\n"));
    }
    for Start { name, file, commands } in starts {
        page.push_str(&format!("\n## {name}\n\n"));
        if let Some(file) = file {
            page.push_str(&format!("The file is `{file}`.\n\n"));
        }
        page.push_str(&format!("```sh\n{}\n\n{}\n```\n", commands.token, commands.run));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_is_what_this_design_wrote_and_nobody_changed() {
        let (written, new) = (signed("shop", "a: 1\nb: 2\n"), signed("shop", "a: 2\n"));
        assert!(is_ours(&written, &new));
        assert!(is_ours(&format!("\u{feff}{}", written.replace('\n', "\r\n")), &new), "line ends are nobody's work");
        assert!(!is_ours(&format!("{written}c: mine\n"), &new));
        assert!(!is_ours(&written.replace("a: 1", "a: 7"), &new));
        assert!(!is_ours(&written, &signed("till", "a: 2\n")), "another design wrote it");
        assert!(!is_ours("a: 1\n", &new) && !is_ours("# Made by Portolan from shop\na: 1\n", &new));
        let odd = signed("a (b) c", "");
        assert!(is_ours(&odd, &odd));
    }
}
