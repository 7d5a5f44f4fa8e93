import type { ControlCoverage, ControlEvidence, ControlState } from '@countersign/api/compliance'

type StateWords = {
  readonly name: string
  /** What it is called to whoever reads everyday words. */
  readonly plain: string
  readonly tone: 'good' | 'warn' | 'bad' | undefined
  readonly counted: Exclude<keyof ControlCoverage, 'total'>
}

/** In the order in which they are shown, the best first. */
export const stateWords = {
  live: { name: 'live', plain: 'shown right now', tone: 'good', counted: 'live' },
  manual: { name: 'manual', plain: 'shown by a document', tone: undefined, counted: 'manual' },
  lapsed: { name: 'lapsed', plain: 'no longer shown', tone: 'bad', counted: 'lapsed' },
  'not-evidenced': { name: 'not evidenced', plain: 'not shown yet', tone: 'warn', counted: 'notEvidenced' },
  'not-applicable': {
    name: 'not applicable',
    plain: 'does not concern you',
    tone: undefined,
    counted: 'notApplicable',
  },
} as const satisfies Readonly<Record<ControlState, StateWords>>

export const controlStates = Object.keys(stateWords) as readonly ControlState[]

/** How many controls are in a state. */
export function countIn(coverage: ControlCoverage, state: ControlState): number {
  return coverage[stateWords[state].counted]
}

/** In whole percent, rounded down, so that 100 % is said of all only. */
export function percentOf(count: number, total: number): string {
  return total === 0 ? 'none' : `${Math.floor((100 * count) / total)} %`
}

export const standingWords = {
  live: ['live', 'good'],
  expired: ['expired', 'bad'],
  failed: ['says otherwise', 'bad'],
  never: ['never seen', 'warn'],
  'no-subject': ['nothing to look at', undefined],
} as const satisfies Readonly<
  Record<ControlEvidence['standing'], readonly [string, 'good' | 'warn' | 'bad' | undefined]>
>
