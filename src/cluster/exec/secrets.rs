//! What a program complains with, without what may be a secret: what it was given, what it calls one, and what nobody writes by hand.
//! Knows nothing of how programs run. Where it is in doubt it leaves out: the words are for a person, who can run the program again.

use super::plain;

/// What is shown instead.
const LEFT_OUT: &str = "…";
/// What the names of secrets have in them.
const NAMES: [&str; 9] = ["secret", "token", "passw", "passphrase", "pwd", "key", "credential", "assertion", "authorization"];
/// Whatever is shorter is found in words that are no secrets.
const SHORTEST: usize = 4;
/// Variables are given without a word of what they are for: whatever is longer is left out.
const VARIABLE: usize = 8;
/// Of letters and digits mixed, nobody writes so many.
const MIXED: usize = 16;
/// Nobody writes words so long, places apart.
const LONG: usize = 24;
/// Nor parts of a path.
const LONG_PART: usize = 32;

/// What a program was given that may be a secret, the longest first.
pub(super) fn given(args: &[String], env: &[(String, String)]) -> Vec<String> {
    let is_given = |(name, value): &&(String, String)| value.len() >= VARIABLE || value.len() >= SHORTEST && is_secret(name);
    let mut given: Vec<String> = env.iter().filter(is_given).map(|(_, value)| plain(value)).collect();
    // `--name value`, `--name=value`, and words for a shell to take apart.
    let mut flag = "";
    for argument in args {
        let after_secret = is_secret(flag) && argument.len() >= SHORTEST && !argument.starts_with("--");
        if after_secret || is_mixed(argument) {
            given.push(plain(argument));
        }
        for word in argument.split_whitespace() {
            let said = said_secret(word).map(|(_, value)| value);
            let said = said.or((is_secret(flag) && !word.starts_with('-')).then_some(word)).filter(|value| value.len() >= SHORTEST);
            let value = word.trim_end_matches('=').split_once('=').map_or(word, |(_, value)| value);
            given.extend(said.or(Some(value).filter(|value| is_mixed(value))).map(str::to_owned));
            flag = if word.starts_with('-') && !word.contains('=') { word } else { "" };
        }
    }
    given.retain(|value| !["true", "false"].contains(&value.as_str()) && !value.is_empty());
    given.sort_by_key(|value| std::cmp::Reverse(value.len()));
    given
}

/// A line of it.
pub(super) fn without(line: &str, given: &[String]) -> String {
    let mut line = given.iter().fold(plain(line), |line, value| line.replace(value, LEFT_OUT));
    while line.contains("……") {
        line = line.replace("……", LEFT_OUT);
    }
    let mut announced = false;
    let words = line.split(' ').map(|word| {
        let shown = if announced && !runs(word).all(is_word) { LEFT_OUT.to_owned() } else { shown(word) };
        announced = (word.starts_with('-') || word.ends_with([':', '='])) && is_secret(word);
        shown
    });
    words.collect::<Vec<_>>().join(" ")
}

fn shown(word: &str) -> String {
    if let Some((before, address)) = word.split_once("://") {
        return match said_secret(before) {
            _ if before.len() >= LONG => LEFT_OUT.to_owned(),
            Some((name, _)) => format!("{name}{LEFT_OUT}"),
            None => format!("{before}://{}", shown_address(address)),
        };
    }
    match said_secret(word) {
        Some((name, _)) if name.starts_with("--") || !is_opaque(name) => format!("{name}{LEFT_OUT}"),
        Some(_) => LEFT_OUT.to_owned(),
        None if is_place(word) => shown_path(word),
        None if is_opaque(word) => LEFT_OUT.to_owned(),
        None => word.to_owned(),
    }
}

/// An address without who signs in there, and without what is asked of it.
fn shown_address(address: &str) -> String {
    let (place, asked) = address.split_at_checked(address.find(['?', '#']).unwrap_or(address.len())).unwrap_or((address, ""));
    // A password may hold anything: what stands before an @ goes, wherever it is.
    if asked.contains('@') && !place.contains('/') {
        return LEFT_OUT.to_owned();
    }
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    let (host, path) = place.split_at_checked(place.find('/').unwrap_or(place.len())).unwrap_or((place, ""));
    let asked = if asked.is_empty() { String::new() } else { asked.chars().take(1).collect::<String>() + LEFT_OUT };
    format!("{host}{}{asked}", shown_path(path))
}

fn shown_path(path: &str) -> String {
    path.split('/').map(|part| if is_plain_part(part) { part } else { LEFT_OUT }).collect::<Vec<_>>().join("/")
}

/// Whether a word is the path of something: the middle of a key may look like one.
fn is_place(word: &str) -> bool {
    let begun = ["/", "~/", "./", "../"];
    let bare = word.trim_start_matches(['"', '\'', '(', '[', '`', '<', '=']);
    word.contains('/') && (begun.iter().any(|begin| bare.starts_with(begin)) || word.split('/').all(is_plain_part))
}

fn is_opaque(word: &str) -> bool {
    word.len() >= LONG || is_mixed(word)
}

/// Whether it looks as if a machine had made it up.
fn is_mixed(word: &str) -> bool {
    word.len() >= MIXED && runs(word).any(|run| run.len() >= 8 && !is_plain_run(run))
}

fn is_plain_part(part: &str) -> bool {
    part.len() < LONG_PART && runs(part).all(is_plain_run)
}

fn runs(word: &str) -> impl Iterator<Item = &str> {
    word.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty())
}

/// Letters alone or digits alone, as people write them.
fn is_word(run: &str) -> bool {
    let digits = run.chars().filter(char::is_ascii_digit).count();
    digits == run.len() || digits == 0 && is_plain_run(run)
}

/// Letters and digits as people put them together: `v1beta1`, `ApplicationSupport`, `README`; not `K7MDENG`, not `wJalrXUtn`.
fn is_plain_run(run: &str) -> bool {
    let letters: Vec<char> = run.trim_end_matches(|c: char| c.is_ascii_digit()).chars().collect();
    let next = |by: usize| letters.iter().copied().skip(by).chain(['0', '0']);
    let pairs = || next(0).zip(next(1)).take(letters.len().saturating_sub(1));
    let turns = pairs().filter(|(a, b)| a.is_ascii_digit() != b.is_ascii_digit()).count();
    let has_upper = letters.iter().any(|c| c.is_uppercase());
    if run.len() >= LONG || turns > 2 || turns > 0 && has_upper {
        return false;
    }
    // A word begins where a capital follows a small letter, or comes before one; none of several has fewer than three.
    let mut lengths = vec![1];
    for ((a, b), after) in pairs().zip(next(2)) {
        let begins = b.is_uppercase() && (a.is_lowercase() || a.is_uppercase() && after.is_lowercase());
        match lengths.last_mut() {
            Some(length) if !begins => *length += 1,
            Some(_) | None => lengths.push(1),
        }
    }
    lengths.len() == 1 || lengths.iter().all(|&length| length >= 3)
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    NAMES.iter().any(|secret| name.contains(secret))
}

/// `--client-secret=` and what comes after it; so with `:`, and with a name in quotes.
fn said_secret(word: &str) -> Option<(&str, &str)> {
    let ends = word.match_indices(['=', ':']).map(|(at, sign)| at + sign.len());
    let parts = ends.filter_map(|end| word.split_at_checked(end)).filter(|(_, value)| !value.is_empty());
    let is_named = |before: &str| {
        let name = before.trim_end_matches(['=', ':', '"', '\'']);
        name.rsplit(|c: char| !(c.is_alphanumeric() || "_-.".contains(c))).next().is_some_and(is_secret)
    };
    parts.into_iter().find(|(before, _)| is_named(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(line: &str, args: &[&str]) -> String {
        let args: Vec<String> = args.iter().map(|&argument| argument.to_owned()).collect();
        without(line, &given(&args, &[("X".to_owned(), "of a variable".to_owned()), ("PIN_KEY".to_owned(), "0815".to_owned())]))
    }

    #[test]
    fn what_it_was_given_is_not_shown_again() {
        let args = ["get-token", "--client-secret=hunter2hunter2", "--password", "open sesame", "--region", "eu-west-1", "-v"];
        assert_eq!(says("unknown flag: --client-secret=hunter2hunter2", &args), "unknown flag: --client-secret=…");
        assert_eq!(says("bad password open  sesame for eu-west-1", &args), "bad password … for eu-west-1");
        assert_eq!(says("hunter2hunter2 of a variable, pin 0815", &args), "… …, pin …");
        assert_eq!(says("get-token: unknown flag -v, region eu-west-1", &args), "get-token: unknown flag -v, region eu-west-1");
        assert_eq!(says("no user 9fK2mQ81xLr04Zt7", &["login", "9fK2mQ81xLr04Zt7"]), "no user …");
        assert_eq!(says("cannot find hunter2", &["-c", "vault login --token hunter2 -x"]), "cannot find …");
        assert_eq!(
            says("cluster production-eu-west-1 is gone", &["--cluster-name", "production-eu-west-1"]),
            "cluster production-eu-west-1 is gone"
        );
    }

    #[test]
    fn what_it_calls_a_secret_is_not_shown() {
        assert_eq!(says("sent client_secret=abc&x=y", &[]), "sent client_secret=…");
        assert_eq!(says(r#"got {"refresh_token":"abc"}"#, &[]), r#"got {"refresh_token":…"#);
        assert_eq!(says("wrong password: hunter2", &[]), "wrong password: …");
        assert_eq!(says("cannot refresh token: the session has expired", &[]), "cannot refresh token: the session has expired");
        assert_eq!(says("--client-secret is required", &[]), "--client-secret is required");
    }

    #[test]
    fn addresses_lose_who_signs_in_and_what_is_asked() {
        assert_eq!(says(r#"Get "https://user:pass@idp/token?client_secret=x": EOF"#, &[]), r#"Get "https://idp/token?… EOF"#);
        assert_eq!(
            says("Post https://user:p/a@idp:8443/realms/prod/token: refused", &[]),
            "Post https://idp:8443/realms/prod/token: refused"
        );
        assert_eq!(says("https://user:p?a@idp", &[]), "https://…");
        assert_eq!(says("see https://idp/login/3f2504e04f8911d39a0c0305e82c#x", &[]), "see https://idp/login/…#…");
        assert_eq!(
            says("cannot reach https://login.example.com/oauth2/v2.0/authorize", &[]),
            "cannot reach https://login.example.com/oauth2/v2.0/authorize"
        );
    }

    #[test]
    fn what_nobody_writes_is_not_shown_and_paths_are() {
        for key in ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "/JalrXUtnFEMIw/K7MDENG/bPxRfiCYEXAMPLEKEY", "9fK2mQ81xLr04Zt7"] {
            let said = says(&format!("denied {key}"), &[]);
            assert!(said.trim_matches(['/', '…']) == "denied " || said == "denied /…/…/…", "{said}");
        }
        for line in [
            "run: aws sso login",
            "no such file: /home/anna/.aws/sso/cache",
            "open /Library/ApplicationSupport/v1beta1/README.md failed",
            "ExpiredTokenException",
            "x509: unknown authority in ./certs/ca-2024.pem",
        ] {
            assert_eq!(says(line, &[]), line);
        }
    }
}
