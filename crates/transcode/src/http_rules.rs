//! Reads the `google.api.http` options out of the descriptors.

use prost_reflect::{DynamicMessage, MethodDescriptor, Value};

use crate::path_template::PathTemplate;
use crate::router::{Binding, Body, FieldPath, RouterError, Rpc};
use crate::schema::{Kind, MessageType, Schema, Shape};

/// Appends the RPCs of a service and their rules.
pub(crate) fn read(
    schema: &Schema,
    service: &str,
    rpcs: &mut Vec<Rpc>,
    bindings: &mut Vec<Binding>,
) -> Result<(), RouterError> {
    let pool = schema.descriptors();
    let descriptor = pool
        .get_service_by_name(service)
        .ok_or_else(|| RouterError(format!("there is no service {service}")))?;
    for method in descriptor.methods() {
        let missing = |name: &str| RouterError(format!("there is no message {name}"));
        let (input, output) = (method.input(), method.output());
        let rpc = Rpc {
            name: format!("{service}/{}", method.name()),
            index: rpcs.len(),
            input: schema
                .message(input.full_name())
                .ok_or_else(|| missing(input.full_name()))?,
            output: schema
                .message(output.full_name())
                .ok_or_else(|| missing(output.full_name()))?,
        };
        for rule in rules(&method) {
            let binding = binding(schema, &rpc, &rule)
                .map_err(|why| RouterError(format!("{}: {why}", rpc.name)))?;
            bindings.push(binding);
        }
        rpcs.push(rpc);
    }
    Ok(())
}

/// The rule of a method and its additional bindings.
fn rules(method: &MethodDescriptor) -> Vec<DynamicMessage> {
    let pool = method.parent_pool();
    let Some(extension) = pool.get_extension_by_name("google.api.http") else {
        return Vec::new();
    };
    let options = method.options();
    if !options.has_extension(&extension) {
        return Vec::new();
    }
    let Value::Message(rule) = options.get_extension(&extension).into_owned() else {
        return Vec::new();
    };
    let mut rules = vec![rule.clone()];
    if let Some(Value::List(more)) = rule.get_field_by_name("additional_bindings").as_deref() {
        rules.extend(more.iter().filter_map(Value::as_message).cloned());
    }
    rules
}

fn binding(schema: &Schema, rpc: &Rpc, rule: &DynamicMessage) -> Result<Binding, String> {
    let (http_method, path) = pattern(rule).ok_or("the rule has no path")?;
    let template = PathTemplate::parse(&path).map_err(|why| format!("{path}: {why}"))?;
    let mut variables = Vec::new();
    for variable in &template.variables {
        variables.push(field_path(schema, rpc.input, &variable.field)?);
    }
    let body = match text(rule, "body").as_deref() {
        None | Some("") => Body::None,
        Some("*") => Body::Whole,
        Some(field) => Body::Field(field.to_owned()),
    };
    let body_field = match &body {
        Body::Field(name) => Some(body_field(schema, rpc.input, name)?),
        _ => None,
    };
    Ok(Binding {
        rpc: rpc.index,
        http_method,
        template,
        body,
        variables,
        body_field,
    })
}

fn pattern(rule: &DynamicMessage) -> Option<(String, String)> {
    for (field, http_method) in [
        ("get", "GET"),
        ("put", "PUT"),
        ("post", "POST"),
        ("delete", "DELETE"),
        ("patch", "PATCH"),
    ] {
        if let Some(path) = text(rule, field).filter(|path| !path.is_empty()) {
            return Some((http_method.to_owned(), path));
        }
    }
    let custom = rule.get_field_by_name("custom")?;
    let custom = custom.as_message()?;
    Some((
        text(custom, "kind")?,
        text(custom, "path").filter(|path| !path.is_empty())?,
    ))
}

fn text(message: &DynamicMessage, field: &str) -> Option<String> {
    message
        .get_field_by_name(field)?
        .as_str()
        .map(str::to_owned)
}

/// Follows original names with dots; all but the last must be single messages.
fn field_path(schema: &Schema, message: MessageType, path: &str) -> Result<FieldPath, String> {
    let mut found = Vec::new();
    let mut message = Some(message);
    for name in path.split('.') {
        let owner = message.ok_or_else(|| format!("{path} goes through a scalar"))?;
        let field = schema.tables.message(owner).by_name(name);
        let field = field.ok_or_else(|| format!("there is no field {path}"))?;
        if !matches!(field.shape, Shape::Implicit | Shape::Explicit) {
            return Err(format!("{path} is repeated"));
        }
        found.push((owner, field.number));
        message = match field.kind {
            Kind::Message(inner) => Some(inner),
            _ => None,
        };
    }
    if message.is_some() {
        return Err(format!("{path} is a message"));
    }
    Ok(found)
}

fn body_field(schema: &Schema, message: MessageType, name: &str) -> Result<FieldPath, String> {
    let field = schema.tables.message(message).by_name(name);
    let field = field.ok_or_else(|| format!("there is no field {name} for the body"))?;
    let single = matches!(field.shape, Shape::Implicit | Shape::Explicit);
    if !(single && matches!(field.kind, Kind::Message(_))) {
        return Err(format!("the body's field {name} is not a single message"));
    }
    Ok(vec![(message, field.number)])
}
