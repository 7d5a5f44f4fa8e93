/**
 * The exact (Clopper and Pearson) one-sided upper bound of a share, `hits` of `trials` seen, at a confidence in (0, 1).
 * 1 where there were no trials.
 */
export function upperBound(hits: number, trials: number, confidence: number): number {
  if (trials === 0 || hits >= trials) return 1
  let low = hits / trials
  let high = 1
  for (let turn = 0; turn < 50; turn += 1) {
    const middle = (low + high) / 2
    if (atMost(hits, trials, middle) > 1 - confidence) low = middle
    else high = middle
  }
  return high
}

/** The probability of at most `hits` of `trials`. */
function atMost(hits: number, trials: number, share: number): number {
  const odds = Math.log(share) - Math.log1p(-share)
  let term = trials * Math.log1p(-share)
  let sum = Math.exp(term)
  for (let hit = 1; hit <= hits; hit += 1) {
    term += Math.log((trials - hit + 1) / hit) + odds
    sum += Math.exp(term)
  }
  return sum
}
