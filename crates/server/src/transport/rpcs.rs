//! Every RPC of the descriptors with its row of the method table: what gRPC
//! paths, REST rules and counters are numbered by.

use std::collections::HashMap;

use prost_reflect::DescriptorPool;
use transcode::{Router, RouterError, Schema};

use crate::api::{METHODS, Method};

/// Packages whose services are served.
const PACKAGES: [&str; 2] = ["google.chat.v1", "confab.v1"];

/// All RPCs, by index and by name.
pub struct Rpcs {
    /// The REST rules; its indices are those of the RPCs here.
    pub router: Router,
    methods: Vec<Option<&'static Method>>,
    by_name: HashMap<String, usize>,
}

impl Rpcs {
    pub fn new(schema: &Schema) -> Result<Self, RouterError> {
        let services = services(schema.descriptors());
        let names: Vec<&str> = services.iter().map(String::as_str).collect();
        let router = Router::new(schema, &names)?;
        let row = |name: &str| METHODS.iter().find(|method| method.rpc == name);
        let methods = router.rpcs().iter().map(|rpc| row(&rpc.name)).collect();
        let by_name = router
            .rpcs()
            .iter()
            .map(|rpc| (rpc.name.clone(), rpc.index))
            .collect();
        Ok(Self {
            router,
            methods,
            by_name,
        })
    }

    /// Finds `google.chat.v1.ChatService/GetSpace`.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The row of the table; `None` for an RPC that is described but not served.
    pub fn method(&self, rpc: usize) -> Option<&'static Method> {
        self.methods.get(rpc).copied().flatten()
    }

    /// Full name; empty for an index that no RPC has.
    pub fn name(&self, rpc: usize) -> &str {
        self.router
            .rpcs()
            .get(rpc)
            .map_or("", |rpc| rpc.name.as_str())
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.router.rpcs().iter().map(|rpc| rpc.name.as_str())
    }
}

/// Full names of the services that have RPCs here.
pub fn services(descriptors: &DescriptorPool) -> Vec<String> {
    descriptors
        .services()
        .filter(|service| PACKAGES.contains(&service.package_name()))
        .map(|service| service.full_name().to_owned())
        .collect()
}
