import { isLinkableAddress, isSharedSession } from '@countersign/incident/shared-identity'
import type { Answer, CompanyFacts } from '@countersign/investigation/facts'
import { spans } from '@countersign/investigation/question'
import { type Asking, eventCites, inSpan, type Span, spanCite, spanParams, valuesMax } from './asking.ts'

const companionsShown = 5
const columns = { session: 'session_key', address: 'source_ip', action: 'toString(action)' } as const

type By = keyof typeof columns
type Row = {
  readonly value: string
  readonly identity: string
  readonly events: number
  readonly first_id: string
  readonly last_id: string
  readonly total: number
}

/** Other identities with the same session, address or action around the incident. Errors: LAKE_DOWN. */
export async function gatherCompany(asking: Asking): Promise<Answer<CompanyFacts>> {
  const { sessions, addresses, events, firstMs, lastMs } = asking.subject
  const span: Span = { fromMs: firstMs - spans.aroundMs, toMs: lastMs + spans.aroundMs }
  const actions = [...new Set(events.map(({ action }) => action))]
  const shared = [
    ...(await sharedBy(
      asking,
      'session',
      sessions.filter((key) => !isSharedSession(key)),
      span,
    )),
    ...(await sharedBy(asking, 'address', addresses.filter(isLinkableAddress), span)),
    ...(await sharedBy(asking, 'action', actions, span)),
  ]
  return { known: true, value: { ...span, shared, cites: [spanCite(span)] } }
}

async function sharedBy(
  { lake, subject }: Asking,
  by: By,
  wanted: readonly string[],
  span: Span,
): Promise<CompanyFacts['shared']> {
  const values = wanted.filter((value) => value !== '').slice(0, valuesMax)
  if (values.length === 0) return []
  const rows = await lake.query<Row>(
    ({ events }) => `
      SELECT *, count() OVER (PARTITION BY value) AS total
      FROM (
        SELECT ${columns[by]} AS value, toString(identity_key) AS identity, count() AS events,
               argMin(event_id, (time, event_id)) AS first_id, argMax(event_id, (time, event_id)) AS last_id
        FROM ${events}
        WHERE ${inSpan} AND ${columns[by]} IN {values:Array(String)}
          AND identity_key != '' AND identity_key NOT IN {actors:Array(String)}
        GROUP BY value, identity)
      ORDER BY value, events DESC, identity LIMIT ${companionsShown} BY value`,
    { ...spanParams(span), values, actors: subject.actors },
  )
  return values.map((value) => {
    const found = rows.filter((row) => row.value === value)
    const companions = found.map(({ identity, events, first_id, last_id }) => ({
      identityKey: identity,
      events: Number(events),
      cites: eventCites(first_id, last_id),
    }))
    return { by, value, companions, total: Number(found[0]?.total ?? 0) }
  })
}
