/**
 * A test martingale against exchangeability with the calibration events, betting on small p-values only: growing
 * likeness to an attack is drift, growing harmlessness is not. By Ville's inequality its wealth exceeds w with a
 * probability of at most 1/w while nothing has changed.
 */
export type Martingale = { wealths: number[] }

/** Bets p^(e-1) * e: the smaller e, the bolder. The wealth is their mean, so none has to be chosen. */
const boldness = [0.3, 0.5, 0.7, 0.9]

/** A wealth below this is lifted to it, so that a long calm does not hide a change (a restarted test at each such point). */
const wealthMin = 1e-2

export function newMartingale(): Martingale {
  return { wealths: boldness.map(() => 1) }
}

/** Bets on one p-value in (0, 1]; returns the wealth after it. */
export function bet(martingale: Martingale, share: number): number {
  let sum = 0
  for (const [index, power] of boldness.entries()) {
    const grown = (martingale.wealths[index] as number) * power * share ** (power - 1)
    const kept = Math.min(Math.max(grown, wealthMin), 1e12)
    martingale.wealths[index] = kept
    sum += kept
  }
  return sum / boldness.length
}
