//! Compiles `protos/` with protox, so that nobody needs protoc, and generates
//! the Rust types and the descriptor set that everything else derives from.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use prost_types::{DescriptorProto, FileDescriptorSet};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new("protos");
    let mut sources = Vec::new();
    collect(root, &mut sources)?;
    sources.sort();
    println!("cargo:rerun-if-changed=protos");

    // Comments stay in: the discovery document and reflection show them.
    let mut compiler = protox::Compiler::new([root])?;
    compiler
        .include_source_info(true)
        .include_imports(true)
        .open_files(&sources)?;
    // Encoded by the compiler itself: prost's own types would drop the options
    // that are extensions, and with them every REST route.
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(
        out.join("descriptors.bin"),
        compiler.encode_file_descriptor_set(),
    )?;
    let descriptors = compiler.file_descriptor_set();

    let mut config = prost_build::Config::new();
    config
        .include_file("wire.rs")
        .disable_comments(["."])
        .compile_fds(without_deprecation(descriptors))?;
    Ok(())
}

/// Clients are told which fields are deprecated; our own code has to fill them
/// in all the same, without a warning at every place.
fn without_deprecation(mut set: FileDescriptorSet) -> FileDescriptorSet {
    fn visit(message: &mut DescriptorProto) {
        for field in &mut message.field {
            if let Some(options) = &mut field.options {
                options.deprecated = None;
            }
        }
        message.nested_type.iter_mut().for_each(visit);
    }
    for file in &mut set.file {
        file.message_type.iter_mut().for_each(visit);
    }
    set
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, sources)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "proto")
        {
            sources.push(path);
        }
    }
    Ok(())
}
