//! Telling listeners who is there.

use super::Hub;
use crate::live::index::Number;
use crate::live::presence::{self, News};

impl Hub {
    /// Tells who came, went, or fell asleep.
    pub(super) fn tell_presence(&mut self) {
        let changes = self.server.presence.changes(self.server.now());
        let news = self.crowd.news(&self.index, &changes);
        self.crowd.forget(&self.server.presence);
        self.give_presence(news);
    }

    pub(super) fn give_presence(&mut self, news: impl IntoIterator<Item = (Number, News)>) {
        let mut gone = Vec::new();
        for (number, news) in news {
            let frame = presence::frame(&self.server, &news);
            let (Some(frame), Some(listener)) = (frame, self.index.get(number)) else {
                continue;
            };
            if !listener.frames.give(frame) {
                gone.push(number);
            }
        }
        self.remove(&gone);
    }
}
