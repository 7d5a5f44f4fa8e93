import type { LabelledEvent } from '@countersign/intent/sequence/intent-event'

/** What a method did with each alert of a tenant, in the order of its events. */
export type Outcome = {
  readonly name: string
  readonly verdicts: readonly ('closed' | 'attack' | 'human')[]
  readonly ece?: number
  readonly note?: string
}

/** One line of the table: shares of alerts, and what must not happen. */
export function outcomeLine(
  { name, verdicts, ece, note }: Outcome,
  events: readonly LabelledEvent[],
): string {
  const count = (test: (index: number) => boolean): number => events.filter((_, index) => test(index)).length
  const isAttack = (index: number): boolean => events[index]?.label === 'attack'
  const closed = (index: number): boolean => verdicts[index] === 'closed'
  const share = (number: number): string => `${((100 * number) / events.length).toFixed(2).padStart(6)} %`
  const benign = count((index) => !isAttack(index))
  const benignClosed = count((index) => !isAttack(index) && closed(index))
  return [
    name.padEnd(52),
    share(count(closed)),
    share(count((index) => verdicts[index] === 'attack')),
    share(count((index) => verdicts[index] === 'human')),
    String(count((index) => isAttack(index) && closed(index))).padStart(7),
    (lostSteps(events, verdicts).join(', ') || 'none').padEnd(12),
    `${((100 * benignClosed) / Math.max(benign, 1)).toFixed(2).padStart(6)} %`,
    ece === undefined ? '     –' : ece.toFixed(4),
    note ?? '',
  ].join('  ')
}

export const outcomeHead = [
  'method'.padEnd(52),
  '  closed',
  '  attack',
  '  person',
  'attack closed',
  'steps lost',
  'benign closed',
  'ECE',
].join('  ')

export function lostSteps(
  events: readonly LabelledEvent[],
  verdicts: Outcome['verdicts'],
): readonly string[] {
  const kept = new Map<string, boolean>()
  for (const [index, { step }] of events.entries()) {
    if (step === undefined) continue
    kept.set(step, (kept.get(step) ?? false) || verdicts[index] !== 'closed')
  }
  return [...kept].filter(([, isKept]) => !isKept).map(([step]) => step)
}
