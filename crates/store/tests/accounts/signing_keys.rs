//! Signing keys come back newest first, until they expire.

use domain::Time;
use store::signing_keys::{self, SigningKey};

use super::common::each;

fn key(id: &str, signer: &str, time: i64) -> SigningKey {
    SigningKey {
        key_id: id.to_owned(),
        signer: signer.to_owned(),
        certificate: vec![1, 2],
        sealed: vec![3],
        create_time: Time(time),
        expire_time: Time(time + 10),
    }
}

#[tokio::test]
async fn keys_of_a_signer() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                for (id, signer, time) in [("a", "one", 1), ("b", "one", 5), ("c", "two", 5)] {
                    signing_keys::insert(tx, &key(id, signer, time)).await?;
                }
                let of = signing_keys::of_signer(tx, "one", Time(10), 9).await?;
                assert_eq!(of, [key("b", "one", 5), key("a", "one", 1)]);
                assert_eq!(
                    signing_keys::of_signer(tx, "one", Time(10), 1).await?.len(),
                    1
                );
                assert_eq!(
                    signing_keys::of_signer(tx, "one", Time(11), 9).await?.len(),
                    1
                );
                assert_eq!(signing_keys::delete_expired(tx, Time(11)).await?, 1);
                assert_eq!(
                    signing_keys::of_signer(tx, "one", Time(1), 9).await?.len(),
                    1
                );
                assert_eq!(signing_keys::of_signer(tx, "none", Time(1), 9).await?, []);
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}
