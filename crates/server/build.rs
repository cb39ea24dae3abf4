//! Lists the built web client for `src/web.rs`. Without `web/dist` the list is
//! empty, so that a plain `cargo build` needs no Node.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let dist = manifest.join("../../web/dist");
    // Cargo runs this at every build when it watches a path that is missing;
    // `cargo xtask build` sets the variable once it has built the client.
    println!("cargo:rerun-if-env-changed=CONFAB_WEB_BUILT");
    println!("cargo:rerun-if-changed=build.rs");
    if dist.is_dir() {
        println!("cargo:rerun-if-changed={}", dist.display());
    }
    let mut files = Vec::new();
    if dist.is_dir() {
        collect(&dist, &mut files)?;
    }
    files.sort();
    let mut list = String::from("static FILES: &[File] = &[\n");
    for (number, file) in files.iter().enumerate() {
        list += &entry(&dist, file, &out.join(format!("web-{number}.gz")))?;
    }
    list += "];\n";
    fs::write(out.join("web.rs"), list)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_none_or(|extension| extension != "map") {
            files.push(path);
        }
    }
    Ok(())
}

fn entry(dist: &Path, file: &Path, packed: &Path) -> io::Result<String> {
    let bytes = fs::read(file)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    let gzip = encoder.finish()?;
    let gzip = if gzip.len() < bytes.len() * 9 / 10 {
        fs::write(packed, gzip)?;
        format!("Some(include_bytes!({:?}))", packed.display().to_string())
    } else {
        "None".to_owned()
    };
    let path = file
        .strip_prefix(dist)
        .unwrap_or(file)
        .display()
        .to_string();
    Ok(format!(
        "File {{ path: {path:?}, content_type: {:?}, bytes: include_bytes!({:?}), gzip: {gzip} }},\n",
        content_type(file),
        file.display().to_string(),
    ))
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "webmanifest") => "application/json; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
