import type { Answer, DoingFacts } from '@countersign/investigation/facts'
import { spans } from '@countersign/investigation/question'
import { type Asking, eventCites, inSpan, ownEventIds, type Span, spanCite, spanParams } from './asking.ts'

const deedsPerActorMax = 20

type DeedRow = {
  readonly identity: string
  readonly done: string
  readonly events: number
  readonly failures: number
  readonly first_id: string
  readonly last_id: string
  readonly kinds: number
  readonly total: number
}

/** What the actors did around the incident besides what it holds. Errors: LAKE_DOWN. */
export async function gatherDoings({ lake, subject }: Asking): Promise<Answer<readonly DoingFacts[]>> {
  const { actors, firstMs, lastMs } = subject
  if (actors.length === 0) return { known: false, reason: 'the records name nobody who acted' }
  const span: Span = { fromMs: firstMs - spans.aroundMs, toMs: lastMs + spans.aroundMs }
  const rows = await lake.query<DeedRow>(
    ({ events }) => `
      SELECT *, count() OVER (PARTITION BY identity) AS kinds, sum(events) OVER (PARTITION BY identity) AS total
      FROM (
        SELECT toString(identity_key) AS identity, toString(action) AS done, count() AS events,
               countIf(status_id = 2) AS failures, argMin(event_id, (time, event_id)) AS first_id,
               argMax(event_id, (time, event_id)) AS last_id
        FROM ${events}
        WHERE ${inSpan} AND identity_key IN {actors:Array(String)} AND event_id NOT IN {own:Array(String)}
        GROUP BY identity, done)
      ORDER BY events DESC, done LIMIT ${deedsPerActorMax} BY identity`,
    { ...spanParams(span), actors, own: ownEventIds(subject) },
  )
  return { known: true, value: actors.map((actor) => doingOf(actor, rows, span)) }
}

function doingOf(identityKey: string, rows: readonly DeedRow[], span: Span): DoingFacts {
  const own = rows.filter(({ identity }) => identity === identityKey)
  return {
    identityKey,
    ...span,
    events: Number(own[0]?.total ?? 0),
    kinds: Number(own[0]?.kinds ?? 0),
    deeds: own.map(({ done, events, failures, first_id, last_id }) => ({
      action: done,
      count: Number(events),
      failures: Number(failures),
      cites: eventCites(first_id, last_id),
    })),
    cites: [spanCite(span)],
  }
}
