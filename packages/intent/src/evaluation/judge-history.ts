import { type Judged, judgeStream } from '../judge/judge-stream.ts'
import type { MakeKernel } from '../kernel/kernel.ts'
import type { Learned } from '../learn/learning.ts'
import type { IntentEvent } from '../sequence/intent-event.ts'

/** The last word on every event of one tenant, in the order given, which is that of time. */
export function judgeHistory(
  { model, book }: Learned,
  events: readonly IntentEvent[],
  makeKernel: MakeKernel,
): readonly Judged[] {
  const stream = judgeStream(model, book, makeKernel)
  const places = new Map(events.map(({ id }, index) => [id, index]))
  const verdicts: Judged[] = []
  for (const event of events) {
    const { judged, reopened } = stream.judge(event)
    verdicts.push(judged)
    for (const one of reopened) verdicts[places.get(one.event.id) as number] = one
  }
  return verdicts
}
