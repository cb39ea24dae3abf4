//! The tree of resources and methods, with the names that Google's generator
//! gives them.

use serde_json::{Map, Value, json};

use super::comments::Comments;
use super::parameters::{QueryParameters, field_at, path_parameter, variable_name};
use super::schemas::Types;
use super::{ExtraMethod, Settings, describe, sorted};
use crate::path_template::{PathTemplate, Segment};
use crate::router::{Binding, Body, Router};
use crate::schema::Schema;

/// The member `resources` of the document.
pub(super) fn resources(
    schema: &Schema,
    router: &Router,
    settings: &Settings,
    comments: &Comments,
    types: &mut Types<'_>,
) -> Value {
    let mut root = Resource::default();
    let service = schema.descriptors().get_service_by_name(&settings.service);
    let methods: Vec<_> = service
        .iter()
        .flat_map(|service| service.methods())
        .collect();
    for binding in router.bindings() {
        let full_name = router.rpcs()[binding.rpc].name.rsplit_once('/');
        let Some((owner, name)) = full_name else {
            continue;
        };
        let mut methods = methods.iter().filter(|_| owner == settings.service);
        let Some(method) = methods.find(|method| method.name() == name) else {
            continue;
        };
        let mut entry = rpc(binding, &method.input(), types);
        describe(
            &mut entry,
            comments.of(&method.parent_file(), method.path()),
        );
        entry["response"] = types.reference(method.output().full_name()).into();
        entry["scopes"] = scopes(settings, name);
        add_upload(&mut entry, settings, name);
        root.insert(settings, &method_id(settings, name, binding), entry);
    }
    for extra in &settings.extra_methods {
        if let Ok(template) = PathTemplate::parse(&extra.template) {
            root.insert(settings, &extra.id, extra_method(extra, &template, types));
        }
    }
    root.finish()
        .remove("resources")
        .unwrap_or_else(|| json!({}))
}

#[derive(Default)]
struct Resource {
    methods: Vec<(String, Value)>,
    resources: Vec<(String, Resource)>,
}

impl Resource {
    fn insert(&mut self, settings: &Settings, id: &str, mut entry: Value) {
        entry["id"] = format!("{}.{id}", settings.name).into();
        let mut resource = self;
        let (owners, method) = id.rsplit_once('.').unwrap_or(("", id));
        for owner in owners.split('.').filter(|owner| !owner.is_empty()) {
            let place = resource
                .resources
                .iter()
                .position(|(name, _)| name == owner);
            let place = place.unwrap_or_else(|| {
                resource
                    .resources
                    .push((owner.to_owned(), Resource::default()));
                resource.resources.len() - 1
            });
            resource = &mut resource.resources[place].1;
        }
        resource.methods.push((method.to_owned(), entry));
    }

    fn finish(self) -> Map<String, Value> {
        let mut entry = Map::new();
        if !self.methods.is_empty() {
            entry.insert("methods".to_owned(), Value::Object(sorted(self.methods)));
        }
        if !self.resources.is_empty() {
            let inner = self
                .resources
                .into_iter()
                .map(|(name, r)| (name, Value::Object(r.finish())));
            entry.insert(
                "resources".to_owned(),
                Value::Object(sorted(inner.collect())),
            );
        }
        entry
    }
}

/// `spaces.messages.create`: the literals of the path after the version, then
/// the custom verb or the standard method.
fn method_id(settings: &Settings, rpc: &str, binding: &Binding) -> String {
    if let Some((_, id)) = settings.method_ids.iter().find(|(name, _)| name == rpc) {
        return id.clone();
    }
    let method = match (&binding.template.verb, binding.http_method.as_str()) {
        (Some(verb), _) => verb.as_str(),
        (None, "GET") if rpc.starts_with("List") => "list",
        (None, "GET") => "get",
        (None, "PUT") => "update",
        (None, "PATCH") => "patch",
        (None, "DELETE") => "delete",
        (None, _) => "create",
    };
    let literals = binding
        .template
        .segments
        .iter()
        .skip(1)
        .filter_map(|segment| match segment {
            Segment::Literal(text) => Some(text.as_str()),
            _ => None,
        });
    let mut id = literals.collect::<Vec<_>>();
    id.push(method);
    id.join(".")
}

fn rpc(
    binding: &Binding,
    input: &prost_reflect::MessageDescriptor,
    types: &mut Types<'_>,
) -> Value {
    let template = &binding.template;
    let mut entry = paths(&binding.http_method, template);
    let request = match &binding.body {
        Body::None => None,
        Body::Whole => Some(input.full_name().to_owned()),
        Body::Field(name) => field_at(input, name).and_then(|field| {
            field
                .kind()
                .as_message()
                .map(|message| message.full_name().to_owned())
        }),
    };
    if let Some(request) = request.and_then(|request| types.reference(&request)) {
        entry["request"] = request;
    }
    let mut parameters = Vec::new();
    for variable in &template.variables {
        let field = field_at(input, &variable.field);
        let parameter = path_parameter(types, template, variable, field.as_ref());
        parameters.push((variable_name(variable), parameter));
    }
    if binding.body != Body::Whole {
        let mut filled: Vec<_> = template
            .variables
            .iter()
            .map(|variable| variable.field.as_str())
            .collect();
        if let Body::Field(name) = &binding.body {
            filled.push(name);
        }
        let mut query = QueryParameters {
            types,
            filled,
            found: Vec::new(),
        };
        query.collect(input, "", &mut vec![input.clone()]);
        parameters.append(&mut query.found);
    }
    entry["parameters"] = Value::Object(sorted(parameters));
    entry
}

/// What follows from the path template alone.
fn paths(http_method: &str, template: &PathTemplate) -> Value {
    let order: Vec<_> = template.variables.iter().map(variable_name).collect();
    json!({
        "httpMethod": http_method,
        "path": path(template),
        "flatPath": flat_path(template),
        "parameterOrder": order,
    })
}

/// `v1/{+name}:verb`
fn path(template: &PathTemplate) -> String {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < template.segments.len() {
        match template
            .variables
            .iter()
            .find(|variable| variable.start == at)
        {
            Some(variable) => {
                parts.push(format!("{{+{}}}", variable_name(variable)));
                at = variable.end;
            }
            None => {
                parts.push(flat_segment(template, at));
                at += 1;
            }
        }
    }
    with_verb(parts.join("/"), template)
}

/// `v1/spaces/{spacesId}:verb`
fn flat_path(template: &PathTemplate) -> String {
    let parts: Vec<_> = (0..template.segments.len())
        .map(|at| flat_segment(template, at))
        .collect();
    with_verb(parts.join("/"), template)
}

fn flat_segment(template: &PathTemplate, at: usize) -> String {
    match &template.segments[at] {
        Segment::Literal(text) => text.clone(),
        Segment::One | Segment::Rest => {
            let before = at.checked_sub(1).map(|before| &template.segments[before]);
            match before {
                Some(Segment::Literal(collection)) => format!("{{{collection}Id}}"),
                _ => format!("{{segment{at}}}"),
            }
        }
    }
}

fn with_verb(path: String, template: &PathTemplate) -> String {
    match &template.verb {
        Some(verb) => format!("{path}:{verb}"),
        None => path,
    }
}

fn scopes(settings: &Settings, rpc: &str) -> Value {
    let found = settings.method_scopes.iter().find(|(name, _)| name == rpc);
    let mut scopes = found.map(|(_, scopes)| scopes.clone()).unwrap_or_default();
    scopes.sort();
    scopes.dedup();
    scopes.into()
}

fn add_upload(entry: &mut Value, settings: &Settings, rpc: &str) {
    let Some((_, size)) = settings.uploads.iter().find(|(name, _)| name == rpc) else {
        return;
    };
    let path = entry["path"].as_str().unwrap_or_default().to_owned();
    entry["supportsMediaUpload"] = true.into();
    entry["mediaUpload"] = json!({
        "accept": ["*/*"],
        "maxSize": size.to_string(),
        "protocols": {
            "resumable": { "multipart": true, "path": format!("/resumable/upload/{path}") },
            "simple": { "multipart": true, "path": format!("/upload/{path}") },
        },
    });
}

fn extra_method(extra: &ExtraMethod, template: &PathTemplate, types: &mut Types<'_>) -> Value {
    let mut entry = paths(&extra.http_method, template);
    let parameters = template.variables.iter().map(|variable| {
        (
            variable_name(variable),
            path_parameter(types, template, variable, None),
        )
    });
    entry["parameters"] = Value::Object(sorted(parameters.collect()));
    describe(&mut entry, &extra.description);
    let response = extra
        .response
        .as_ref()
        .and_then(|response| types.reference(response));
    if let Some(response) = response {
        entry["response"] = response;
    }
    let mut scopes = extra.scopes.clone();
    scopes.sort();
    entry["scopes"] = scopes.into();
    if extra.supports_media_download {
        entry["supportsMediaDownload"] = true.into();
    }
    entry
}
