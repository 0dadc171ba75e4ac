export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** Between the smallest and the largest of the middle half, as a share of the median: 0 for one value. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share) => sorted[Math.round(share * (sorted.length - 1))];
  const middle = median(values);
  return middle === 0 ? 0 : (rank(0.75) - rank(0.25)) / middle;
}
