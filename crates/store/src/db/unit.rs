//! Running a unit of work so that nothing it does can harm its neighbours.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};

use domain::{Error, Result};
use futures_util::FutureExt;

use super::Unit;
use super::tx::Tx;

/// For SQLite, whose futures are always ready: one poll, no waker.
pub fn run_now<T, F>(tx: &mut Tx, unit: F) -> Result<T>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T>,
{
    let run = || match unit(tx)
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => Err(Error::internal(
            "a unit of work awaited something else than its Tx",
        )),
    };
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(panicked(&*panic)))
}

/// For PostgreSQL, where each statement is awaited.
pub async fn run<T, F>(tx: &mut Tx, unit: F) -> Result<T>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T>,
{
    let run = AssertUnwindSafe(async { unit(tx).await });
    run.catch_unwind()
        .await
        .unwrap_or_else(|panic| Err(panicked(&*panic)))
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no text");
    Error::internal(format!("a unit of work panicked: {text}"))
}
