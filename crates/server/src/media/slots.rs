//! Who sends an upload's bytes at the moment. A client that lost its
//! connection asks again before the server has noticed, so the newest request
//! wins: the one before is told to stop, and has stopped when the new one
//! begins.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::FileId;
use domain::{Error, Result};
use parking_lot::Mutex;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, watch};
use tokio::time::timeout;

/// How long the request before may take to stop; it only has to finish one
/// write to the disk.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, Default)]
pub struct Slots(Arc<Mutex<HashMap<FileId, Arc<Place>>>>);

#[derive(Default)]
struct Place {
    /// How many requests have asked for the place.
    newest: watch::Sender<u64>,
    turn: Arc<AsyncMutex<()>>,
}

/// The right to write a file, as long as nobody asks for it anew.
pub struct Slot {
    slots: Slots,
    file: FileId,
    place: Arc<Place>,
    newest: watch::Receiver<u64>,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Slots {
    /// Waits for the request before to stop. UNAVAILABLE when it does not.
    pub async fn enter(&self, file: FileId) -> Result<Slot> {
        let place = self.0.lock().entry(file).or_default().clone();
        place.newest.send_modify(|number| *number += 1);
        let mut slot = Slot {
            slots: self.clone(),
            file,
            newest: place.newest.subscribe(),
            turn: None,
            place: place.clone(),
        };
        let turn = timeout(PATIENCE, place.turn.clone().lock_owned()).await;
        let busy = |_| Error::unavailable("another request still writes the upload");
        slot.turn = Some(turn.map_err(busy)?);
        Ok(slot)
    }
}

impl Slot {
    /// Answers when a newer request wants to go on.
    pub async fn superseded(&mut self) {
        if self.newest.changed().await.is_err() {
            std::future::pending().await
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.turn = None;
        let mut places = self.slots.0.lock();
        // The map's own and this one: nobody else is here.
        if Arc::strong_count(&self.place) == 2 {
            places.remove(&self.file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_wins_after_the_other_has_stopped() {
        let slots = Slots::default();
        let mut first = slots.enter(FileId(1)).await.unwrap();
        let other = slots.enter(FileId(2)).await.unwrap();
        let second = tokio::spawn({
            let slots = slots.clone();
            async move { slots.enter(FileId(1)).await.map(drop) }
        });
        first.superseded().await;
        assert!(!second.is_finished());
        drop(first);
        second.await.unwrap().unwrap();
        drop(other);
        assert!(slots.0.lock().is_empty());
    }
}
