//! Conditions on one time: intervals, of which one must hold.

use std::ops::Bound;

use crate::filter::{Comparison, Expr, Filter, Operator};
use crate::{Result, Time};

const OPERATORS: [Operator; 5] = [
    Operator::Equals,
    Operator::Less,
    Operator::Greater,
    Operator::LessOrEqual,
    Operator::GreaterOrEqual,
];

/// From and to; an interval may be empty, as in the reference's own example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub from: Bound<Time>,
    pub to: Bound<Time>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times(pub Vec<Interval>);

impl Times {
    pub fn matches(&self, time: Time) -> bool {
        use std::ops::RangeBounds;
        self.0
            .iter()
            .any(|interval| (interval.from, interval.to).contains(&time))
    }

    /// Reads the terms about one time, which AND joins: either comparisons that
    /// make one interval, or a single group of alternatives.
    pub(super) fn read(filter: &Filter, parts: &[&Expr]) -> Result<Self> {
        if let [Expr::Or(terms)] = parts {
            let mut intervals = Vec::new();
            for term in terms {
                add(filter, term, &mut intervals)?;
            }
            return Ok(Self(intervals));
        }
        Ok(Self(vec![interval(filter, parts.iter().copied())?]))
    }
}

fn add(filter: &Filter, term: &Expr, intervals: &mut Vec<Interval>) -> Result<()> {
    match term {
        Expr::Or(terms) => terms
            .iter()
            .try_for_each(|term| add(filter, term, intervals)),
        Expr::And(terms) => {
            intervals.push(interval(filter, terms.iter())?);
            Ok(())
        }
        _ => {
            intervals.push(interval(filter, [term])?);
            Ok(())
        }
    }
}

fn interval<'a>(filter: &Filter, ends: impl IntoIterator<Item = &'a Expr>) -> Result<Interval> {
    let mut interval = Interval {
        from: Bound::Unbounded,
        to: Bound::Unbounded,
    };
    for end in ends {
        let Expr::Compare(comparison) = end else {
            return Err(no_interval(filter, end.at()));
        };
        bound(filter, comparison, &mut interval)?;
    }
    Ok(interval)
}

fn bound(filter: &Filter, comparison: &Comparison, interval: &mut Interval) -> Result<()> {
    filter.allow(comparison, &OPERATORS)?;
    let time = filter.time(comparison)?;
    let (from, to) = match comparison.operator {
        Operator::Greater => (Some(Bound::Excluded(time)), None),
        Operator::GreaterOrEqual => (Some(Bound::Included(time)), None),
        Operator::Less => (None, Some(Bound::Excluded(time))),
        Operator::LessOrEqual => (None, Some(Bound::Included(time))),
        _ => (Some(Bound::Included(time)), Some(Bound::Included(time))),
    };
    for (end, bound) in [(&mut interval.from, from), (&mut interval.to, to)] {
        if let Some(bound) = bound {
            if *end != Bound::Unbounded {
                return Err(no_interval(filter, comparison.at));
            }
            *end = bound;
        }
    }
    Ok(())
}

fn no_interval(filter: &Filter, at: usize) -> crate::Error {
    filter.refuse(at, "AND may only join the two ends of an interval")
}
