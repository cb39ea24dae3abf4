//! Parameters and columns in PostgreSQL's types. Its queries fix the type of
//! each parameter, so an integer is sent in the width that is asked for.

use std::error::Error as StdError;

use bytes::BytesMut;
use domain::{Error, Result};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::db::value::Value;

type Fault = Box<dyn StdError + Sync + Send>;

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        match (self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(value), &Type::INT8) => value.to_sql(ty, out),
            (Value::Int(value), &Type::INT4) => i32::try_from(*value)?.to_sql(ty, out),
            (Value::Int(value), &Type::INT2) => i16::try_from(*value)?.to_sql(ty, out),
            (Value::Bool(value), &Type::BOOL) => value.to_sql(ty, out),
            (Value::Text(value), ty) if <&str as ToSql>::accepts(ty) => value.to_sql(ty, out),
            (Value::Blob(value), &Type::BYTEA) => value.to_sql(ty, out),
            _ => Err(format!("{self:?} where the statement needs {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Any integer column: `count(*)` and our own are 64 bits wide, `SELECT 1` is
/// 32.
pub struct Int(pub i64);

impl<'a> FromSql<'a> for Int {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Int, Fault> {
        match *ty {
            Type::INT2 => i16::from_sql(ty, raw).map(|value| Int(value.into())),
            Type::INT4 => i32::from_sql(ty, raw).map(|value| Int(value.into())),
            _ => i64::from_sql(ty, raw).map(Int),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT2, Type::INT4, Type::INT8].contains(ty)
    }
}

pub fn column<'a, T: FromSql<'a>>(row: &'a Row, column: usize) -> Result<Option<T>> {
    row.try_get(column).map_err(|error| {
        let cause = crate::db::error::describe(&error);
        Error::internal(format!("column {column}: {cause}"))
    })
}
