//! Whose turn it is to write to an upload. The latest request takes over: after a broken connection the server may still wait
//! for bytes that never come, and whoever resumes must not wait with it.

use crate::Fault;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedMutexGuard, watch};
use uuid::Uuid;

/// Longest wait for the one before to let go.
const WAIT: Duration = Duration::from_secs(10);

#[derive(Debug)]
struct Queue {
    lock: Arc<tokio::sync::Mutex<()>>,
    asked: watch::Sender<u64>,
}

/// All uploads somebody writes to or looks at.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<HashMap<Uuid, Arc<Queue>>>);

/// One request's turn.
#[derive(Debug)]
pub(crate) struct Turn {
    _guard: OwnedMutexGuard<()>,
}

/// Tells when a later request wants the turn.
#[derive(Debug)]
pub(crate) struct Later {
    asked: watch::Receiver<u64>,
    mine: u64,
}

impl Later {
    /// Waits until somebody asks later.
    pub(crate) async fn comes(&mut self) {
        let mine = self.mine;
        // The sender lives as long as the queue; should it be gone, nobody can ask any more.
        if self.asked.wait_for(|asked| *asked > mine).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Turns {
    /// Takes the turn, asking whoever has it to stop.
    ///
    /// # Errors
    /// They did not stop in time.
    pub(crate) async fn take(&self, id: Uuid) -> Result<(Turn, Later), Fault> {
        let queue = {
            let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Queues nobody stands in any more.
            held.retain(|_, queue| Arc::strong_count(queue) > 1 || Arc::strong_count(&queue.lock) > 1);
            let fresh = || Arc::new(Queue { lock: Arc::default(), asked: watch::Sender::new(0) });
            Arc::clone(held.entry(id).or_insert_with(fresh))
        };
        let mut mine = 0;
        queue.asked.send_modify(|asked| {
            *asked += 1;
            mine = *asked;
        });
        let guard = tokio::time::timeout(WAIT, Arc::clone(&queue.lock).lock_owned()).await;
        let guard = guard.map_err(|_| {
            let zh = "这个文件正在由另一个连接上传，请稍后重试。";
            Fault::conflict("upload_busy", zh, "Another connection is writing to this upload: try again shortly.")
        })?;
        Ok((Turn { _guard: guard }, Later { asked: queue.asked.subscribe(), mine }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_latest_takes_over() {
        let turns = Turns::default();
        let id = Uuid::from_u128(1);
        let (first, mut later) = turns.take(id).await.unwrap();
        let second = turns.take(id);
        let give_up = async {
            later.comes().await;
            drop(first);
        };
        let (second, ()) = tokio::join!(second, give_up);
        let (_turn, mut later) = second.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(20), later.comes()).await.is_err(), "nobody came later");
        turns.take(Uuid::from_u128(2)).await.unwrap();
    }
}
