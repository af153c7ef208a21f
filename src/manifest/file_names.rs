//! Names of objects → names of files, safe on every system and never twice the same.
//! Knows nothing of what the files hold.

use std::collections::HashSet;

/// The paths that are taken. Folders have no dot in their names and files always have one, so that neither stands in the other's way.
#[derive(Default)]
pub(super) struct FileNames {
    /// As a file system sees them that does not tell capitals apart.
    taken: HashSet<String>,
}

impl FileNames {
    /// A path in a folder for an object, with `/` between: a number is added where the name is taken.
    pub(super) fn claim(&mut self, folder: &[&str], name: &str, ending: &str) -> String {
        let folder: String = folder.iter().filter(|part| !part.is_empty()).map(|part| safe(part).replace('.', "-") + "/").collect();
        let name = safe(name);
        let mut path = format!("{folder}{name}{ending}");
        let mut number = 2;
        while !self.taken.insert(path.to_lowercase()) {
            path = format!("{folder}{name}-{number}{ending}");
            number += 1;
        }
        path
    }
}

/// Names that Windows keeps for devices, whatever comes after their first dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A name of letters, digits, dots, dashes and underscores that is no device, does not begin or end with a dot and is not too long.
pub(super) fn safe(name: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    // A file system takes 255, and an ending and a number follow.
    let text: String = name.chars().take(200).map(allowed).collect();
    let text = text.trim_matches('.');
    let first = text.split('.').next().unwrap_or("").to_ascii_lowercase();
    let device = DEVICES.iter().any(|device| {
        let rest = first.strip_prefix(device);
        let numbered = matches!(*device, "com" | "lpt");
        rest.is_some_and(|rest| if numbered { rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()) } else { rest.is_empty() })
    });
    match text {
        "" => "unnamed".to_owned(),
        text if device => format!("_{text}"),
        text => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_some_file_system_refuses_is_changed() {
        let cases = [
            ("web-01", "web-01"),
            ("web.shop", "web.shop"),
            ("", "unnamed"),
            ("..", "unnamed"),
            ("a/b\\c:d", "a-b-c-d"),
            ("con", "_con"),
            ("COM1.x", "_COM1.x"),
            ("com", "com"),
            ("console", "console"),
        ];
        for (name, file) in cases {
            assert_eq!(safe(name), file, "{name:?}");
        }
        assert!(safe(&"ü".repeat(300)).len() <= 200);
    }

    #[test]
    fn no_path_is_given_twice_nor_to_a_file_and_a_folder() {
        let mut names = FileNames::default();
        assert_eq!(names.claim(&["kubernetes", "shop"], "web", ".service.yaml"), "kubernetes/shop/web.service.yaml");
        assert_eq!(names.claim(&["kubernetes", "shop"], "WEB", ".service.yaml"), "kubernetes/shop/WEB-2.service.yaml");
        assert_eq!(names.claim(&["universal", ""], "COMMANDS", ".md"), "universal/COMMANDS.md");
        assert_eq!(names.claim(&["universal", "commands.md"], "a", ".dataplane.yaml"), "universal/commands-md/a.dataplane.yaml");
        assert_eq!(names.claim(&["..", "/etc"], "passwd", ".yaml"), "unnamed/-etc/passwd.yaml");
    }
}
