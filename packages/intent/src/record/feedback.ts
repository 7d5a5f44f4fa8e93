import { decide, type Verdict } from '../judge/decide.ts'
import type { ClusterLabel, JudgeBook } from '../judge/judge-book.ts'
import type { Judged } from '../judge/judge-stream.ts'

/** The book with a person's word on a cluster; undefined takes it back. */
export function withLabel(book: JudgeBook, clusterId: string, label: ClusterLabel | undefined): JudgeBook {
  const { [clusterId]: _, ...others } = book.labels
  return { ...book, labels: label === undefined ? others : { ...others, [clusterId]: label } }
}

export type ChangedVerdict = {
  readonly eventId: string
  readonly clusterId: string
  readonly before: Verdict
  readonly after: Verdict
}

/** What else a label would change among earlier verdicts, before it is applied: the policy is asked again. */
export function changesOf(
  judged: readonly Pick<Judged, 'event' | 'clusterId' | 'circumstances'>[],
  before: JudgeBook,
  after: JudgeBook,
): readonly ChangedVerdict[] {
  return judged.flatMap(({ event, clusterId, circumstances }) => {
    if (clusterId === undefined) return []
    const [old, fresh] = [before, after].map((book) => verdictIn(book, clusterId, circumstances))
    if (old === undefined || fresh === undefined || old === fresh) return []
    return [{ eventId: event.id, clusterId, before: old, after: fresh }]
  })
}

function verdictIn(book: JudgeBook, clusterId: string, circumstances: Judged['circumstances']): Verdict {
  const { clusterLabel: _, ...rest } = circumstances
  const label = book.labels[clusterId]?.label
  return decide(book.policy, { ...rest, ...(label === undefined ? {} : { clusterLabel: label }) }).verdict
}
