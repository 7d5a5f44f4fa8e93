/** A rising step function from score to probability: from `from` (inclusive) on it is `value`. */
export type Steps = { readonly from: readonly number[]; readonly value: readonly number[] }

export type Scored = { readonly score: number; readonly attack: boolean }

/**
 * Isotonic regression (pool adjacent violators). Each block's share is drawn towards the middle as if one more of each
 * kind had been seen, so that nothing is ever certain.
 */
export function isotonic(samples: readonly Scored[]): Steps {
  const sorted = [...samples].sort((one, other) => one.score - other.score)
  const blocks: { from: number; attacks: number; count: number }[] = []
  for (const { score, attack } of sorted) {
    const last = blocks.at(-1)
    if (last?.from === score && last.count > 0) {
      last.attacks += attack ? 1 : 0
      last.count += 1
    } else blocks.push({ from: score, attacks: attack ? 1 : 0, count: 1 })
    pool(blocks)
  }
  return {
    from: blocks.map(({ from }) => from),
    value: blocks.map(shareOf),
  }
}

function shareOf({ attacks, count }: { readonly attacks: number; readonly count: number }): number {
  return (attacks + 0.5) / (count + 1)
}

function pool(blocks: { from: number; attacks: number; count: number }[]): void {
  for (let last = blocks.at(-1), before = blocks.at(-2); last !== undefined && before !== undefined; ) {
    if (shareOf(before) < shareOf(last)) return
    before.attacks += last.attacks
    before.count += last.count
    blocks.pop()
    last = blocks.at(-1)
    before = blocks.at(-2)
  }
}

/** The probability at a score: below the first step it is the first. 0.5 where nothing was calibrated. */
export function probabilityAt({ from, value }: Steps, score: number): number {
  if (from.length === 0) return 0.5
  let low = 0
  let high = from.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((from[middle] as number) <= score) low = middle + 1
    else high = middle
  }
  return value[Math.max(low - 1, 0)] as number
}
