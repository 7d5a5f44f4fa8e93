import { randomUUID } from 'node:crypto'
import type { BackTest, BackTestList, NewBackTest } from '@countersign/api/back-test'
import type { Person } from '../platform/auth/person.ts'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import type { Jobs } from '../platform/jobs/jobs.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type BackTestRunParts, runBackTest } from './back-test-run.ts'
import {
  addTest,
  endTest,
  forgetTests,
  latestTests,
  type NewRuleTest,
  partShape,
  partsOf,
  unfinishedTests,
} from './back-test-store.ts'
import { readTestDocument } from './own-document.ts'
import { overlayOf } from './rule-library.ts'
import type { RuleTestRecord } from './tables.ts'

export const backTestQueue = 'rule-test'

const listedMax = 50
const keptDays = 30
const dayMs = 24 * 3_600_000

export type BackTestParts = BackTestRunParts & { readonly clock: Clock; readonly jobs: Jobs }

/** Rules tried on what tenants sent, before they go live. */
export interface BackTests {
  /** Errors: RULE_INVALID, REQUEST_INVALID, NOT_FOUND, TOO_BUSY. */
  readonly start: (person: Person, tenantIds: readonly TenantId[], asked: NewBackTest) => Promise<BackTest>
  /** What the person may see of it. Errors: NOT_FOUND. */
  readonly find: (person: Person, testId: string) => Promise<BackTest>
  readonly list: (person: Person) => Promise<BackTestList>
  /** Those of its parts that are not over, of tenants that the person sees. Errors: NOT_FOUND. */
  readonly cancel: (person: Person, testId: string) => Promise<void>
}

export async function openBackTests(parts: BackTestParts): Promise<BackTests> {
  const { state, jobs, limits } = parts
  const options = { retryMax: 1, expireSeconds: limits.ruleTestMaxSeconds }
  await jobs.work<{ readonly testId: string }>(backTestQueue, options, (tenantId, { data, signal }) =>
    runBackTest(parts, tenantId, data.testId, signal),
  )
  const find: BackTests['find'] = async (person, testId) => {
    const found = await state.forTenants(person.tenantIds, (tx) => partsOf(tx, testId))
    const [shown] = shapesOf(found)
    if (shown === undefined) throw new CountersignError('NOT_FOUND', 'no such test')
    return shown
  }
  return {
    find,
    start: async (person, tenantIds, asked) => {
      const testId = randomUUID()
      for (const tenantId of tenantIds) await refuseTooMany(parts, tenantId)
      const tests = tenantIds.map((tenantId) => testOf(parts, person, tenantId, testId, asked))
      for (const test of tests) await send(parts, test)
      return find(person, testId)
    },
    list: async (person) => {
      const found = await state.forTenants(person.tenantIds, (tx) => latestTests(tx, listedMax))
      return { items: [...shapesOf(found)] }
    },
    cancel: async (person, testId) => {
      await find(person, testId)
      await state.forTenants(person.tenantIds, (tx) => endTest(tx, testId, { state: 'cancelled' }))
    },
  }
}

async function refuseTooMany({ state, limits }: BackTestParts, tenantId: TenantId): Promise<void> {
  if ((await state.forTenant(tenantId, unfinishedTests)) < limits.ruleTestsWaitingMax) return
  const detail = `${limits.ruleTestsWaitingMax} tests of rules wait or run for tenant ${tenantId}`
  throw new CountersignError('TOO_BUSY', detail, { retryAfterSeconds: 30 })
}

function testOf(
  { clock, rules }: BackTestParts,
  person: Person,
  tenantId: TenantId,
  testId: string,
  { days, yaml, ruleId }: NewBackTest,
): NewRuleTest & { readonly tenant_id: TenantId } {
  const nowMs = clock.now()
  const { id, title, kind } = subjectOf(rules.library(), tenantId, yaml, ruleId)
  return {
    tenant_id: tenantId,
    test_id: testId,
    rule_id: id,
    title,
    kind,
    yaml: yaml ?? null,
    from_at: new Date(nowMs - days * dayMs),
    to_at: new Date(nowMs),
    by_name: person.name,
    created_at: new Date(nowMs),
  }
}

type Subject = { readonly id: string; readonly title: string; readonly kind: RuleTestRecord['kind'] }
type Library = Parameters<typeof overlayOf>[0]

function subjectOf(
  library: Library,
  tenantId: TenantId,
  yaml: string | undefined,
  ruleId: string | undefined,
): Subject {
  if ((yaml === undefined) === (ruleId === undefined))
    throw new CountersignError('REQUEST_INVALID', 'either yaml or ruleId is needed')
  if (yaml !== undefined) {
    const { kind, header } = readTestDocument(library, tenantId, yaml)
    return { id: header.id, title: header.title, kind }
  }
  const own = overlayOf(library, tenantId).records.find(({ document_id }) => document_id === ruleId)
  if (own !== undefined && own.kind !== 'filter')
    return { id: own.document_id, title: own.title, kind: own.kind }
  const installed = library.catalogue.rules.get(ruleId ?? '')
  if (installed === undefined) throw new CountersignError('NOT_FOUND', `rule ${ruleId?.slice(0, 100)}`)
  return { id: installed.header.id, title: installed.header.title, kind: installed.kind }
}

/** Stored and sent in one transaction: neither is there without the other. */
async function send(
  { state, jobs, clock }: BackTestParts,
  test: NewRuleTest & { readonly tenant_id: TenantId },
): Promise<void> {
  const { tenant_id: tenantId, test_id: testId } = test
  await state.forTenant(tenantId, async (tx) => {
    await forgetTests(tx, new Date(clock.now() - keptDays * dayMs))
    await addTest(tx, test)
    await jobs.send(tenantId, backTestQueue, { testId }, { tx, key: testId })
  })
}

type Part = Omit<RuleTestRecord, 'result' | 'yaml'> & { readonly result?: string | null }

function shapesOf(parts: readonly Part[]): readonly BackTest[] {
  return [...Map.groupBy(parts, ({ test_id }) => test_id).values()].flatMap((ofTest) => {
    const [first] = ofTest
    if (first === undefined) return []
    return {
      testId: first.test_id,
      ruleId: first.rule_id,
      title: first.title,
      kind: first.kind,
      by: first.by_name,
      createdAt: first.created_at.toISOString(),
      from: first.from_at.toISOString(),
      to: first.to_at.toISOString(),
      tenants: ofTest.map((part) => partShape(part, part.result ?? null)),
    }
  })
}
