import type { EgressLine } from '@countersign/api/residency'
import type { Probe } from '../probe.ts'
import { counted, type Judged, type ReadFacts, sentence, tenantProbe } from './tenant-probe.ts'

export type EgressSeen = Pick<
  EgressLine,
  'host' | 'purpose' | 'subProcessorId' | 'answered' | 'unfinished' | 'refused'
>

export function egressProbe(read: ReadFacts<readonly EgressSeen[]>): Probe {
  return tenantProbe('egress-register', read, judgeEgress)
}

/** What was refused or failed reached nobody; of what is unfinished nobody knows, so it counts as gone out. */
export function judgeEgress(lines: readonly EgressSeen[]): Judged {
  const left = lines.filter(({ answered, unfinished }) => answered + unfinished > 0)
  const unnamed = left.filter(({ subProcessorId }) => subProcessorId === null)
  const sum = (of: (line: EgressSeen) => number) => lines.reduce((total, line) => total + of(line), 0)
  return {
    satisfied: unnamed.length === 0,
    statement: sentence(
      `${counted(
        sum(({ answered }) => answered),
        'connection',
      )} to ${counted(left.length, 'receiver')} in the day`,
      `${unnamed.length} of these on no register`,
      `${counted(
        sum(({ refused }) => refused),
        'connection',
      )} refused`,
    ),
    figures: { lines: lines.slice(0, 100) },
  }
}
