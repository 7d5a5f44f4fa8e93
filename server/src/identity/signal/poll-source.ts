import { askOutside } from '../../platform/egress/ask-outside.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { rightNow } from './parts.ts'
import { type ReceiveParts, receiveSet } from './receive.ts'
import { listSources, noteSourceError, type SourceRow } from './source-store.ts'
import { sourcePurpose } from './sources.ts'

/** A transmitter that never ends has its next turn at the next poll. */
const roundsMax = 100

/** Fetches from every source that is polled (RFC 8936). One that fails holds up no other. */
export async function pollSources(
  parts: ReceiveParts,
  tenantId: TenantId,
  signal?: AbortSignal,
): Promise<void> {
  const sources = await parts.state.forTenant(tenantId, listSources)
  const polled = sources.filter(({ poll_url, is_enabled }) => poll_url !== null && is_enabled)
  await Promise.all(
    polled.map(async (source) => {
      const error = await pollSource(parts, source, signal)
      if (error !== undefined)
        await parts.state.forTenant(tenantId, (tx) =>
          noteSourceError(tx, source.source_id, error, rightNow(parts)),
        )
    }),
  )
}

type Answers = {
  readonly ack: readonly string[]
  readonly setErrs: Readonly<Record<string, { readonly err: string; readonly description: string }>>
}
const nothing: Answers = { ack: [], setErrs: {} }

/** Acknowledges what is durable with the next request, and the last of it with one that asks for nothing. */
async function pollSource(
  parts: ReceiveParts,
  source: SourceRow,
  signal?: AbortSignal,
): Promise<string | undefined> {
  let answers = nothing
  for (let round = 0; round < roundsMax && signal?.aborted !== true; round++) {
    const got = await ask(parts, source, answers, parts.limits.signalPollMaxSets)
    if (!got.ok) return got.error
    if (got.sets.length === 0) return undefined
    answers = await takeAll(parts, source, got.sets)
    if (answers.ack.length + Object.keys(answers.setErrs).length === 0)
      return 'nothing that was polled could be taken'
    if (!got.more) break
  }
  const last = await ask(parts, source, answers, 0)
  return last.ok ? undefined : last.error
}

type Sets = readonly (readonly [jti: string, compact: string])[]

async function takeAll(parts: ReceiveParts, source: SourceRow, sets: Sets): Promise<Answers> {
  const ack: string[] = []
  const setErrs: Record<string, { err: string; description: string }> = {}
  for (const [jti, compact] of sets) {
    try {
      const reception = await receiveSet(parts, source, compact)
      if (reception.kind === 'taken') ack.push(jti)
      else setErrs[jti] = reception.refusal
    } catch (error) {
      // Neither taken nor refused: it is sent again.
      parts.log.warn({ err: error, sourceId: source.source_id }, 'a polled signal was not taken')
    }
  }
  return { ack, setErrs }
}

type Got =
  | { readonly ok: true; readonly sets: Sets; readonly more: boolean }
  | { readonly ok: false; readonly error: string }

async function ask(
  { outside, box, limits }: ReceiveParts,
  { tenant_id, source_id, poll_url, poll_sealed }: SourceRow,
  { ack, setErrs }: Answers,
  maxEvents: number,
): Promise<Got> {
  const tenantId = tenant_id as TenantId
  const authorization =
    poll_sealed === null ? undefined : box.open(sourcePurpose(tenantId, source_id), poll_sealed)
  const answer = await askOutside(outside, { tenantId, purpose: 'signal' }, poll_url ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify({ maxEvents, returnImmediately: true, ack, setErrs }),
    answerMaxBytes: (limits.signalPollMaxSets + 1) * limits.signalSetMaxBytes,
  })
  if (answer.kind === 'failed') return { ok: false, error: `poll: ${answer.error}` }
  if (answer.status !== 200) return { ok: false, error: `poll: the transmitter answered ${answer.status}` }
  return setsIn(answer.text) ?? { ok: false, error: 'poll: the answer holds no sets' }
}

function setsIn(text: string): Got | undefined {
  try {
    const { sets, moreAvailable } = JSON.parse(text) as {
      readonly sets?: unknown
      readonly moreAvailable?: unknown
    }
    if (typeof sets !== 'object' || sets === null) return undefined
    const all = Object.entries(sets).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    return { ok: true, sets: all, more: moreAvailable === true }
  } catch {
    return undefined
  }
}
