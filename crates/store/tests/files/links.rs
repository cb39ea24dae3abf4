//! Previews of pages that messages link to.

use domain::Time;
use domain::links::Preview;
use store::link_previews as links;

use super::common::each;
use super::write;

#[tokio::test]
async fn a_page_is_asked_for_fetched_once_and_remembered() {
    each(async |db| {
        let outcome = write(db, |tx| {
            Box::pin(async move {
                let (one, two) = ([1; 32], [2; 32]);
                links::ask(tx, &one, "http://one", Time(10), Time(0)).await?;
                links::ask(tx, &two, "http://two", Time(11), Time(0)).await?;
                // Asked for lately.
                links::ask(tx, &one, "http://one", Time(12), Time(5)).await?;
                let early = links::take_due(tx, Time(9), Time(20), 10).await?;
                let first = links::take_due(tx, Time(15), Time(20), 1).await?;
                let second = links::take_due(tx, Time(15), Time(20), 10).await?;
                let waiting = links::waiting(tx, 10).await?;
                let preview = Preview {
                    title: "Title".into(),
                    ..Preview::default()
                };
                links::fill(tx, &one, Some(&preview)).await?;
                links::fill(tx, &two, None).await?;
                let known = links::get(tx, &one).await?;
                let nothing = links::get(tx, &two).await?;
                let done = links::waiting(tx, 10).await?;
                // Stale by now, but still shown until it is fetched anew.
                links::ask(tx, &one, "http://one", Time(30), Time(25)).await?;
                let again = links::take_due(tx, Time(30), Time(40), 10).await?;
                let kept = links::get(tx, &one).await?;
                let removed = links::remove_old(tx, Time(20), 10).await?;
                let urls = [early, first, second, again].map(|due| {
                    let urls = due.into_iter().map(|due| due.url);
                    urls.collect::<Vec<_>>()
                });
                let counts = (waiting, done, removed);
                Ok((urls, counts, known == Some(preview), nothing, kept == known))
            })
        });
        let (urls, counts, known, nothing, kept) = outcome.await;
        let expected: [&[&str]; 4] = [&[], &["http://one"], &["http://two"], &["http://one"]];
        assert_eq!(urls, expected);
        assert_eq!(counts, (2, 0, 1));
        assert!(known && kept && nothing.is_none());
    })
    .await;
}
