//! Does a program that meets a mistake of its own end with the exit code for it, and without a word that was put together then?
//! Knows nothing of any real mistake: it makes one, in a process of its own.

use std::process::Command;

const IN_THERE: &str = "PORTOLAN_TEST_MISTAKE";
const CANARY: &str = "canary-0123456789abcdef";

#[test]
fn a_mistake_of_its_own_ends_the_program_and_prints_no_secret() {
    if std::env::var_os(IN_THERE).is_some() {
        portolan::crash::say_and_end(|| "Nothing is lost".to_owned());
        // As a thread of the cluster's would: the whole program ends with it.
        let thread = std::thread::spawn(|| panic!("no {CANARY}"));
        drop(thread.join());
        return;
    }
    let mut own = Command::new(std::env::current_exe().expect("this program"));
    own.args(["--exact", "crash::a_mistake_of_its_own_ends_the_program_and_prints_no_secret", "--nocapture"]);
    let output = own.env(IN_THERE, "1").env("RUST_BACKTRACE", "1").output().expect("it starts");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("Portolan met a mistake of its own at {}:", file!())) && said.contains("\nNothing is lost\n"), "{said}");
    assert!(!said.contains(CANARY), "{said}");
}
