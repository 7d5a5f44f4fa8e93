import type { CheckedIdentityPage, CheckOutcome, CheckSummary, IdentityChecks } from '@countersign/api/check'
import { checkCoverage, checkOf, checks } from '@countersign/authority/checks/catalogue'
import { type CheckResult, deciderOf } from '@countersign/authority/checks/check'
import { sql } from 'kysely'
import { CountersignError } from '../../platform/errors.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { isTold } from './check-finding.ts'
import type { CheckCounts } from './store.ts'
import { type CheckTables, checkTables } from './tables.ts'

const noCounts: CheckCounts = { failed: 0, unknown: 0, passed: 0 }

export async function readSummary(tx: StateTransaction): Promise<CheckSummary> {
  const pass = await checkTables(tx).selectFrom('identity_check_pass').selectAll().executeTakeFirst()
  const counts = JSON.parse(pass?.counts ?? '{}') as Readonly<Record<string, CheckCounts>>
  const coverage = new Map(checkCoverage().map((row) => [row.checkId, row]))
  return {
    passedAt: pass?.passed_at.toISOString() ?? null,
    identities: pass?.identities ?? 0,
    waiting: pass?.waiting ?? 0,
    checks: checks.map((check) => ({
      checkId: check.id,
      owasp: [...check.owasp],
      title: check.title,
      description: check.description,
      level: check.level,
      isTold: isTold(check),
      decidedFrom: [...(coverage.get(check.id)?.decidedFrom ?? [])],
      undecidable: check.undecidable ?? null,
      fix: [...check.fix],
      ...(counts[check.id] ?? noCounts),
    })),
  }
}

export type StandingQuery = {
  readonly checkId: string
  readonly outcome: CheckOutcome
  readonly after: string
  readonly limit: number
}

type Row = Pick<CheckTables['identity_check'], 'identity_key' | 'judged_at' | 'results'> & {
  readonly since: Date | null
  readonly finding_id: string | null
}

/** Identities that stand so against a check, in the order of their keys. Errors: NOT_FOUND for a check that is none. */
export async function readStanding(
  tx: StateTransaction,
  tenantId: TenantId,
  query: StandingQuery,
): Promise<CheckedIdentityPage> {
  const { checkId, outcome, limit } = query
  if (checkOf(checkId) === undefined) throw new CountersignError('NOT_FOUND', `check ${checkId.slice(0, 63)}`)
  const rows = outcome === 'failed' ? await failing(tx, tenantId, query) : await standing(tx, tenantId, query)
  const items = rows.slice(0, limit).map((row) => ({
    tenantId,
    identityKey: row.identity_key,
    judgedAt: row.judged_at.toISOString(),
    ...shownResult(resultIn(row.results, checkId), row),
  }))
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items,
    ...(last === undefined ? {} : { nextCursor: Buffer.from(last.identityKey).toString('base64url') }),
  }
}

/** Few of many: read from the index of what fails. */
async function failing(
  tx: StateTransaction,
  tenantId: TenantId,
  { checkId, after, limit }: StandingQuery,
): Promise<readonly Row[]> {
  return checkTables(tx)
    .selectFrom('identity_check_failure as f')
    .innerJoin('identity_check as c', (join) =>
      join.onRef('c.tenant_id', '=', 'f.tenant_id').onRef('c.identity_key', '=', 'f.identity_key'),
    )
    .select(['c.identity_key', 'c.judged_at', 'c.results', 'f.since', 'f.finding_id'])
    .where('f.tenant_id', '=', tenantId)
    .where('f.check_id', '=', checkId)
    .where('f.resolved_at', 'is', null)
    .where(sql<boolean>`${checkId} = ANY (c.failed)`)
    .where('f.identity_key', '>', after)
    .orderBy('f.identity_key')
    .limit(limit + 1)
    .execute()
}

async function standing(
  tx: StateTransaction,
  tenantId: TenantId,
  { checkId, outcome, after, limit }: StandingQuery,
): Promise<readonly Row[]> {
  const rows = await checkTables(tx)
    .selectFrom('identity_check')
    .select(['identity_key', 'judged_at', 'results'])
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`${checkId} = ANY (${sql.ref(outcome)})`)
    .where('identity_key', '>', after)
    .orderBy('identity_key')
    .limit(limit + 1)
    .execute()
  return rows.map((row) => ({ ...row, since: null, finding_id: null }))
}

function resultIn(results: string, checkId: string): CheckResult | undefined {
  return (JSON.parse(results) as readonly CheckResult[]).find((one) => one.checkId === checkId)
}

type Failing = { readonly since: Date | null; readonly finding_id: string | null }

function shownResult(result: CheckResult | undefined, { since, finding_id }: Failing) {
  return {
    outcome: (result?.outcome ?? 'unknown') as CheckOutcome,
    statement: result?.statement ?? '',
    claims: [...(result?.claims ?? [])],
    since: since?.toISOString() ?? null,
    findingId: finding_id,
  }
}

const outcomes: readonly CheckResult['outcome'][] = ['failed', 'unknown', 'passed']
const fixedMax = 50

/** Undefined when it was not judged yet. */
export async function readIdentity(
  tx: StateTransaction,
  identityKey: string,
): Promise<IdentityChecks | undefined> {
  const row = await checkTables(tx)
    .selectFrom('identity_check')
    .select(['judged_at', 'results'])
    .where('identity_key', '=', identityKey)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const failures = await checkTables(tx)
    .selectFrom('identity_check_failure')
    .selectAll()
    .where('identity_key', '=', identityKey)
    .orderBy('since', 'desc')
    .orderBy('check_id')
    .execute()
  const open = new Map(failures.filter((one) => one.resolved_at === null).map((one) => [one.check_id, one]))
  const results = (JSON.parse(row.results) as readonly CheckResult[]).toSorted(
    (a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome),
  )
  return {
    judgedAt: row.judged_at.toISOString(),
    items: results.flatMap((result) => {
      const check = checkOf(result.checkId)
      if (check === undefined) return []
      const { id: checkId, owasp, title, fix } = check
      const failure = open.get(checkId) ?? { since: null, finding_id: null }
      const decidedBy = deciderOf(check)
      return [
        { checkId, owasp: [...owasp], title, fix: [...fix], decidedBy, ...shownResult(result, failure) },
      ]
    }),
    fixed: failures
      .flatMap(({ check_id, since, resolved_at }) =>
        resolved_at === null
          ? []
          : [
              {
                checkId: check_id,
                title: checkOf(check_id)?.title ?? check_id,
                since: since.toISOString(),
                resolvedAt: resolved_at.toISOString(),
              },
            ],
      )
      .slice(0, fixedMax),
  }
}
