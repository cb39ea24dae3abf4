// One line of the result.

/** A figure that must not be above its limit; the median is held against it. */
export function atMost(name, unit, limit, values) {
  return row(name, unit, `≤ ${limit}`, values, Math.max(...values), (median) => median <= limit);
}

/** A figure that must not be below its limit. */
export function atLeast(name, unit, limit, values) {
  return row(name, unit, `≥ ${limit}`, values, Math.min(...values), (median) => median >= limit);
}

function row(name, unit, limit, values, worst, holds) {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return { name, unit, limit, median: round(median), worst: round(worst), good: holds(median) };
}

const round = (value) => Math.round(value * 10) / 10;
