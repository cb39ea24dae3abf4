//! Compiles `protos/` with protox, so that nobody needs protoc, and generates
//! the Rust types and the descriptor set that everything else derives from.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use prost::Message;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new("protos");
    let mut sources = Vec::new();
    collect(root, &mut sources)?;
    sources.sort();
    println!("cargo:rerun-if-changed=protos");

    // Comments stay in: the discovery document and reflection show them.
    let descriptors = protox::Compiler::new([root])?
        .include_source_info(true)
        .include_imports(true)
        .open_files(&sources)?
        .file_descriptor_set();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;

    let mut config = prost_build::Config::new();
    config
        .include_file("wire.rs")
        .disable_comments(["."])
        .compile_fds(descriptors)?;
    Ok(())
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            sources.push(path);
        }
    }
    Ok(())
}
