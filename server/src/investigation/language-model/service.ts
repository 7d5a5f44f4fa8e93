import type {
  LanguageModel,
  LanguageModelAnswer,
  LanguageModelPut,
  Phrasing,
} from '@countersign/api/investigation'
import type { Explanation } from '@countersign/explanation/explanation'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import type { Person } from '../../platform/auth/person.ts'
import type { SecretBox } from '../../platform/auth/secret-box.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Limits } from '../../platform/limits.ts'
import type { Platform } from '../../platform/platform.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { LanguageModelRecord } from '../tables.ts'
import { type AskOutside, phraseWith } from './phrase-with.ts'
import { deleteModel, findModel, findUse, writeModel, writeUse } from './store.ts'

export type LanguageModelParts = Pick<Platform, 'state' | 'clock' | 'region' | 'metrics' | 'log'> & {
  readonly limits: Pick<Limits, 'languageModelAnswerMaxBytes' | 'languageModelClaimsMax'>
  readonly box: SecretBox
  readonly ask: AskOutside
  /** Refuses an address that is not one of the open internet, or allowed. Errors: LANGUAGE_MODEL_REFUSED. */
  readonly checkAddress: (address: string) => void
}

/** The operator's language model, which tenants it may be asked about, and the asking. Off until both say otherwise. */
export type LanguageModels = {
  readonly read: () => Promise<LanguageModelAnswer>
  /** Errors: REGION_WALL when it runs elsewhere, LANGUAGE_MODEL_REFUSED. */
  readonly put: (wanted: LanguageModelPut, by: Person) => Promise<LanguageModelAnswer>
  /** Errors: NOT_FOUND. */
  readonly remove: () => Promise<void>
  readonly isUsedFor: (tenantId: TenantId) => Promise<boolean>
  readonly use: (tenantId: TenantId, isEnabled: boolean) => Promise<void>
  /** Undefined where it is off. What goes wrong at the model is an answer of the kind `failed`. Errors: STATE_DOWN. */
  readonly phrase: (tenantId: TenantId, explanation: Explanation) => Promise<Phrasing | undefined>
}

const sealedAs = 'language-model'
const outcomes = ['phrased', 'failed'] as const

export function openLanguageModels(parts: LanguageModelParts): LanguageModels {
  const { state, clock, metrics } = parts
  const asked = metrics.counter({
    name: 'countersign_language_model_requests_total',
    help: 'Requests to the language model, by what came of them.',
    labels: { outcome: outcomes },
  })
  const read = () => state.asOperator(async (tx) => ({ languageModel: shown(await findModel(tx)) }))
  return {
    read,
    put: async (wanted, by) => {
      await put(parts, wanted, by)
      return read()
    },
    remove: async () => {
      if (!(await state.asOperator(deleteModel))) throw new CountersignError('NOT_FOUND', 'no language model')
    },
    isUsedFor: (tenantId) => state.forTenant(tenantId, findUse),
    use: (tenantId, isEnabled) =>
      state.forTenant(tenantId, async (tx) => {
        noteAudit({ before: { isEnabled: await findUse(tx) }, after: { isEnabled } })
        await writeUse(tx, tenantId, isEnabled, new Date(clock.now()))
      }),
    phrase: async (tenantId, explanation) => {
      const model = await state.asOperator(findModel)
      if (model === undefined || !(await state.forTenant(tenantId, findUse))) return undefined
      const made = await phraseWith(
        parts,
        tenantId,
        { ...model, apiKey: openedKey(parts, model) },
        explanation,
      )
      asked.add(1, { outcome: made.kind })
      return made
    },
  }
}

async function put(
  { state, clock, region, box, checkAddress }: LanguageModelParts,
  wanted: LanguageModelPut,
  by: Person,
): Promise<void> {
  const { baseUrl, model, subProcessor, apiKey } = wanted
  if (wanted.region !== region) throw new CountersignError('REGION_WALL', `this server serves ${region}`)
  checkAddress(baseUrl)
  await state.asOperator(async (tx) => {
    const before = await findModel(tx)
    // A key is for the address it was given with: it is never sent to another one.
    const kept = before?.base_url === baseUrl ? before.api_key : null
    noteAudit({ before: shown(before), after: { baseUrl, model, subProcessor, region } })
    await writeModel(tx, {
      base_url: baseUrl,
      model,
      sub_processor: subProcessor,
      region: wanted.region,
      api_key: apiKey === undefined ? kept : apiKey === null ? null : box.seal(sealedAs, apiKey),
      changed_at: new Date(clock.now()),
      changed_by: by.name,
    })
  })
}

function openedKey({ box }: LanguageModelParts, { api_key }: LanguageModelRecord): string | undefined {
  return api_key === null ? undefined : box.open(sealedAs, api_key)
}

function shown(record: LanguageModelRecord | undefined): LanguageModel | null {
  if (record === undefined) return null
  return {
    baseUrl: record.base_url,
    model: record.model,
    subProcessor: record.sub_processor,
    region: record.region,
    hasApiKey: record.api_key !== null,
    changedAt: record.changed_at.toISOString(),
    changedBy: record.changed_by,
  }
}
