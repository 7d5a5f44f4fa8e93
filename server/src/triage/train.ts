import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { gunzip, gzip } from 'node:zlib'
import type { TriageModel } from '@countersign/api/triage'
import { type IntentName, intents, isIntentName } from '@countersign/intent/judge/intents'
import type { ClusterLabel, JudgeBook, StepIntent } from '@countersign/intent/judge/judge-book'
import { judgeStream } from '@countersign/intent/judge/judge-stream'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import type { LearningSnapshot } from '@countersign/intent/learn/learning'
import { readModel } from '@countersign/intent/model/sequence-model'
import { withLabel } from '@countersign/intent/record/feedback'
import type { TrainingEvent } from '@countersign/intent/sequence/training-data'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { findLearned, putInUse, saveModel } from './model-store.ts'
import { readLessons } from './read-lessons.ts'
import { type LabelRow, type TrainingRecord, tables } from './tables.ts'
import { changeTraining, findTraining, putTraining } from './training-store.ts'
import { learnOnThread } from './training-thread.ts'

export type TrainingParts = Pick<Platform, 'state' | 'lake' | 'clock' | 'log'> & {
  readonly limits: Pick<Limits, 'triageHistoryDays' | 'triageTrainingPercent'>
}

const snapshotEveryMs = 5000
const zip = promisify(gzip)
const unzip = promisify(gunzip)

/**
 * Learns the tenant's model, or goes on where a crash ended it; the history as it was at the beginning is kept until
 * then, so that the same bits come out. Errors: STATE_DOWN, LAKE_DOWN.
 */
export async function train(parts: TrainingParts, tenantId: TenantId, signal: AbortSignal): Promise<void> {
  const { state, clock } = parts
  const found = await state.forTenant(tenantId, findTraining)
  if (found === undefined || found.state === 'done' || found.state === 'failed') return
  const training = found.state === 'running' ? found : await begin(parts, tenantId, found)
  const { history, snapshot, started_at, base_hash } = training
  if (history === null || started_at === null) return
  const events = JSON.parse((await unzip(history)).toString()) as readonly TrainingEvent[]
  const base = await baseOf(parts, tenantId, base_hash)
  const learned = await learnOnThread(
    {
      tenantId,
      events,
      seed: training.seed,
      name: `what analysts decided up to ${started_at.toISOString().slice(0, 10)}`,
      madeAt: started_at.toISOString(),
      intents: stepIntents,
      ...(base === undefined ? {} : { base }),
      ...(snapshot === null ? {} : { snapshot: deserialize(snapshot) as LearningSnapshot }),
      snapshotEveryMs,
      dutyPercent: parts.limits.triageTrainingPercent,
    },
    signal,
    ({ snapshot: kept, progress, cpuSeconds }) =>
      state.forTenant(tenantId, (tx) =>
        changeTraining(tx, {
          snapshot: serialize(kept),
          progress,
          cpu_seconds: training.cpu_seconds + cpuSeconds,
        }),
      ),
  )
  // Stopped: whoever takes the job next goes on from the last snapshot.
  if (learned === undefined) return signal.throwIfAborted()
  const cpuSeconds = training.cpu_seconds + learned.cpuSeconds
  await state.forTenant(tenantId, async (tx) => {
    const said = await tables(tx).selectFrom('triage_label').selectAll().execute()
    const book = keepLabels(learned.model, learned.book, events, said)
    await saveModel(tx, tenantId, book.modelHash, learned.model)
    await putInUse(tx, book, {
      tenant_id: tenantId,
      base_hash,
      seed: training.seed,
      cpu_seconds: cpuSeconds,
      data: training.data,
      made_at: new Date(clock.now()),
    })
    await changeTraining(tx, {
      state: 'done',
      finished_at: new Date(clock.now()),
      history: null,
      snapshot: null,
      progress: 1,
      cpu_seconds: cpuSeconds,
    })
  })
}

/** Every intent is a step of its own, so that what a person said a finding was for can be told of others. */
const stepIntents: Readonly<Record<string, StepIntent>> = Object.fromEntries(
  Object.keys(intents).map((name): [string, StepIntent] => [
    name,
    { name: name as IntentName, techniques: [] },
  ]),
)

async function begin(
  parts: TrainingParts,
  tenantId: TenantId,
  waiting: TrainingRecord,
): Promise<TrainingRecord> {
  const { state, clock } = parts
  const events = await readLessons(parts, tenantId)
  const history = await zip(JSON.stringify(events))
  const training: TrainingRecord = {
    ...waiting,
    state: 'running',
    started_at: new Date(clock.now()),
    seed: seedOf(tenantId),
    base_hash: (await state.forTenant(tenantId, (tx) => findLearned(tx)))?.record.model_hash ?? null,
    history,
    data: JSON.stringify(dataOf(events, clock.now())),
  }
  await state.forTenant(tenantId, (tx) => putTraining(tx, training))
  return training
}

/** The same for a tenant always: two trainings on the same history give the same model. */
function seedOf(tenantId: TenantId): number {
  return createHash('sha256').update(tenantId).digest().readUInt32BE() >>> 1
}

async function baseOf(
  { state }: TrainingParts,
  tenantId: TenantId,
  hash: string | null,
): Promise<Uint8Array | undefined> {
  if (hash === null) return undefined
  return state.forTenant(tenantId, async (tx) => {
    const row = await tables(tx)
      .selectFrom('triage_model')
      .select('bytes')
      .where('model_hash', '=', hash)
      .executeTakeFirst()
    return row?.bytes
  })
}

export function dataOf(events: readonly TrainingEvent[], nowMs: number): TriageModel['data'] {
  const times = events.map(({ timeMs }) => timeMs)
  const labelled = events.filter(({ label }) => label !== undefined)
  return {
    from: new Date(times.at(0) ?? nowMs).toISOString(),
    to: new Date(times.at(-1) ?? nowMs).toISOString(),
    findings: events.length,
    labelled: labelled.length,
    attacks: labelled.filter(({ label }) => label === 'attack').length,
    families: new Set(events.map(({ type }) => type)).size,
    entities: new Set(events.map(({ entity }) => entity)).size,
  }
}

/** Clusters have other names in a new book: a person's word goes to the cluster in which its finding is now. */
function keepLabels(
  bytes: Uint8Array,
  book: JudgeBook,
  events: readonly TrainingEvent[],
  said: readonly LabelRow[],
): JudgeBook {
  if (said.length === 0) return book
  const words = new Map(said.map((row) => [row.finding_id, row]))
  const stream = judgeStream(readModel(bytes), book, wasmKernel)
  const labels = new Map<string, ClusterLabel>()
  for (const event of events) {
    const { clusterId } = stream.judge(event).judged
    const row = words.get(event.id)
    if (row !== undefined && clusterId !== undefined) labels.set(clusterId, clusterLabel(row))
  }
  return [...labels].reduce((kept, [clusterId, label]) => withLabel(kept, clusterId, label), book)
}

export function clusterLabel({
  label,
  who,
  at,
  intent,
}: Pick<LabelRow, 'label' | 'who' | 'at' | 'intent'>): ClusterLabel {
  const named = intent !== null && isIntentName(intent) ? { intent } : {}
  return { label, by: who, at: at.toISOString(), ...named }
}
