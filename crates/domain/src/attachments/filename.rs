//! Names of uploaded files, and the types that are refused by them.

use crate::error::{Error, Result};

/// Characters of a file's name; what file systems take.
const LIMIT: usize = 255;

/// Programs and what starts them. Google publishes no list for Chat; this is
/// the one of Gmail, "File types blocked in Gmail".
const BLOCKED: &[&str] = &[
    "ade",
    "adp",
    "apk",
    "appx",
    "appxbundle",
    "bat",
    "cab",
    "chm",
    "cmd",
    "com",
    "cpl",
    "diagcab",
    "diagcfg",
    "diagpkg",
    "dll",
    "dmg",
    "ex",
    "ex_",
    "exe",
    "hta",
    "img",
    "ins",
    "iso",
    "isp",
    "jar",
    "jnlp",
    "js",
    "jse",
    "lib",
    "lnk",
    "mde",
    "mjs",
    "msc",
    "msi",
    "msix",
    "msixbundle",
    "msp",
    "mst",
    "nsh",
    "pif",
    "ps1",
    "scr",
    "sct",
    "shb",
    "sys",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "vxd",
    "wsc",
    "wsf",
    "wsh",
    "xll",
];

/// Checks the name of a file to be uploaded; answers it without folders and
/// without characters that hide what it is.
pub fn check_filename(name: &str) -> Result<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|sign| !hides(*sign)).collect();
    let shown = shown.trim();
    // Windows drops dots and blanks at the end, and so would run a.exe. .
    let bare = shown.trim_end_matches(['.', ' ']);
    if bare.is_empty() {
        return Err(Error::invalid(
            "filename",
            "The request needs the filename of the attachment, with its extension.",
        ));
    }
    if shown.chars().count() > LIMIT {
        let text = format!("The filename is longer than {LIMIT} characters.");
        return Err(Error::invalid("filename", text));
    }
    let extension = bare.rsplit_once('.').map_or("", |(_, extension)| extension);
    let extension = extension.to_ascii_lowercase();
    if BLOCKED.contains(&extension.as_str()) {
        let text = format!("Files of the type .{extension} are blocked for security reasons.");
        return Err(Error::invalid("filename", text));
    }
    Ok(shown.to_owned())
}

/// Control characters, and marks that turn the direction of writing:
/// with them `gpj.exe` is shown as `exe.jpg`.
fn hides(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{061c}')
        || ('\u{202a}'..='\u{202e}').contains(&sign)
        || ('\u{2066}'..='\u{2069}').contains(&sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Result<&str, &str>) {
        match (check_filename(name), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(error), Err(part)) => assert!(error.message.contains(part), "{error}"),
            (found, _) => panic!("{name:?}: {found:?}"),
        }
    }

    #[test]
    fn names_lose_folders_and_hidden_signs() {
        check("photo.png", Ok("photo.png"));
        check(" übersicht 1.PDF ", Ok("übersicht 1.PDF"));
        check("Makefile", Ok("Makefile"));
        check("../../etc/passwd", Ok("passwd"));
        check("C:\\temp\\a.txt", Ok("a.txt"));
        check("a\r\n.txt", Ok("a.txt"));
        check("invoice\u{202e}fdp.txt", Ok("invoicefdp.txt"));
    }

    #[test]
    fn names_are_there_and_short() {
        for nothing in ["", "  ", "a/", "..", "\u{202e}", ". ."] {
            check(nothing, Err("needs the filename"));
        }
        check(&"x".repeat(255), Ok(&"x".repeat(255)));
        check(&"x".repeat(256), Err("longer than 255"));
    }

    #[test]
    fn programs_are_refused() {
        check("setup.exe", Err(".exe"));
        check("SETUP.EXE", Err(".exe"));
        check("photo.jpg.js", Err(".js"));
        check("setup.exe. .", Err(".exe"));
        check("setup.\u{202e}exe", Err(".exe"));
        check("exe", Ok("exe"));
        check("a.exe.txt", Ok("a.exe.txt"));
        check("archive.zip", Ok("archive.zip"));
    }
}
