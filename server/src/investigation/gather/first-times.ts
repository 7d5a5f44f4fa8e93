import type { Answer, Precedent, PrecedentFacts, Reach } from '@countersign/investigation/facts'
import { spans } from '@countersign/investigation/question'
import { type Asking, coverageCite, eventCites, inSpan, type Span, spanParams, valuesMax } from './asking.ts'

const actorsAskedMax = 3
const dayMs = 24 * 3_600_000

type Row = {
  readonly value: string
  readonly own: number
  readonly own_last_ms: number
  readonly own_id: string
  readonly others: number
  readonly other_identities: number
  readonly other_id: string
}

/** What each actor had done, and where it had come from, in the days before; and all others. Errors: LAKE_DOWN. */
export async function gatherFirstTimes(asking: Asking): Promise<Answer<PrecedentFacts>> {
  const { subject } = asking
  const actors = subject.actors.slice(0, actorsAskedMax)
  if (actors.length === 0) return { known: false, reason: 'the records name nobody who acted' }
  const span: Span = { fromMs: subject.firstMs - spans.historyMs, toMs: subject.firstMs }
  const logs = await logsBehind(asking, span)
  const precedents: Precedent[] = []
  for (const actor of actors) {
    precedents.push(...(await precedentsOf(asking, actor, 'action', span)))
    precedents.push(...(await precedentsOf(asking, actor, 'address', span)))
  }
  return { known: true, value: { precedents, logs } }
}

const columns = { action: 'toString(action)', address: 'source_ip' } as const

async function precedentsOf(
  { lake, subject }: Asking,
  identityKey: string,
  of: Precedent['of'],
  span: Span,
): Promise<readonly Precedent[]> {
  const done = subject.events.filter((event) => event.identityKey === identityKey)
  const seen = ({ action, sourceIp }: (typeof done)[number]) => (of === 'action' ? action : sourceIp)
  const values = [...new Set(done.flatMap((event) => seen(event) ?? []))].slice(0, valuesMax)
  if (values.length === 0) return []
  const rows = await lake.query<Row>(
    ({ events }) => `
      SELECT ${columns[of]} AS value, countIf(identity_key = {actor:String}) AS own,
             toUnixTimestamp64Milli(maxIf(time, identity_key = {actor:String})) AS own_last_ms,
             argMaxIf(event_id, (time, event_id), identity_key = {actor:String}) AS own_id,
             countIf(identity_key != {actor:String}) AS others,
             uniqExactIf(identity_key, identity_key != {actor:String}) AS other_identities,
             argMaxIf(event_id, (time, event_id), identity_key != {actor:String}) AS other_id
      FROM ${events} WHERE ${inSpan} AND ${columns[of]} IN {values:Array(String)} GROUP BY value`,
    { ...spanParams(span), actor: identityKey, values },
  )
  const found = new Map(rows.map((row) => [row.value, row]))
  return values.map((value) => {
    const row = found.get(value)
    const sample = done.find((event) => seen(event) === value)?.eventId ?? ''
    return precedentOf({ identityKey, of, value }, row, sample)
  })
}

function precedentOf(
  asked: Pick<Precedent, 'identityKey' | 'of' | 'value'>,
  row: Row | undefined,
  sample: string,
): Precedent {
  if (row === undefined) return { ...asked, own: 0, others: 0, otherIdentities: 0, cites: eventCites(sample) }
  const own = Number(row.own)
  return {
    ...asked,
    own,
    ...(own === 0 ? {} : { ownLastMs: Number(row.own_last_ms) }),
    others: Number(row.others),
    otherIdentities: Number(row.other_identities),
    cites: eventCites(sample, own === 0 ? row.other_id : row.own_id),
  }
}

type LogRow = { readonly name: string; readonly earliest_ms: number; readonly days: number }

/** An absence is worth as much as the records that would have shown the thing: those of the formats that told of it. */
async function logsBehind({ lake, subject }: Asking, span: Span): Promise<readonly Reach[]> {
  const own = subject.events.slice(0, valuesMax).map(({ eventId }) => eventId)
  const rows = await lake.query<LogRow>(
    ({ events }) => `
      SELECT toString(format) AS name, toUnixTimestamp64Milli(min(time)) AS earliest_ms,
             uniqExact(toDate(time)) AS days
      FROM ${events}
      WHERE ${inSpan} AND format IN (SELECT DISTINCT format FROM ${events} WHERE event_id IN {own:Array(String)})
      GROUP BY name ORDER BY name LIMIT 10`,
    { ...spanParams(span), own },
  )
  return rows.map(({ name, earliest_ms, days }) => {
    const earliestMs = Number(earliest_ms)
    return {
      format: name,
      earliestMs,
      daysWithRecords: Number(days),
      days: Math.floor((span.toMs - 1) / dayMs) - Math.floor(earliestMs / dayMs) + 1,
      cites: [coverageCite(name)],
    }
  })
}
