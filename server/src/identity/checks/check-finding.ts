import { createHash } from 'node:crypto'
import { checks } from '@countersign/authority/checks/catalogue'
import type { Check } from '@countersign/authority/checks/check'
import type { DetectionFinding } from '@countersign/incident/finding'
import type { RuleHeader } from '@countersign/sigma/match'

export type Failure = {
  readonly checkId: string
  readonly identityKey: string
  readonly since: Date
  readonly statement: string
}

/** Checks below this are shown, and not told: a tenant has tens of thousands of them. */
export const isTold = ({ level }: Check): boolean => level === 'medium' || level === 'high'

/** The same failure gives the same finding; one that comes back after it was fixed is another. */
export function checkFinding(tenantId: string, check: Check, failure: Failure): DetectionFinding {
  const { identityKey, since, statement } = failure
  const field = (name: string, value: string) => ({ selection: 'check', field: name, value })
  return {
    tenantId,
    findingId: failureId(tenantId, failure),
    rule: checkRule(check),
    matched: [field('identity_key', identityKey), field('check', check.id), field('statement', statement)],
    events: [],
    firstMs: since.getTime(),
    lastMs: since.getTime(),
  }
}

export function failureId(
  tenantId: string,
  { checkId, identityKey, since }: Omit<Failure, 'statement'>,
): string {
  const parts = ['identity-check', tenantId, checkId, identityKey, since.toISOString()]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

/** A check in the form of a rule, so that its findings are read like any other. */
export function checkRule({ id, title, level, description, owasp, fix }: Check): RuleHeader {
  const text = {
    id: ruleId(id),
    title,
    level,
    description: [description, ...fix].join(' '),
    references: owasp.map(referenceOf),
    tags: owasp.map((entry) => `owasp.${entry.toLowerCase().replace(':', '-')}`),
    falsePositives: [],
  }
  return {
    ...text,
    status: 'stable',
    author: 'Countersign',
    license: 'AGPL-3.0-only',
    origin: { pack: 'countersign', path: `identity-checks/${id}` },
    contentHash: createHash('sha256').update(JSON.stringify(text)).digest('hex'),
  }
}

/** A UUID (version 8, RFC 9562) that follows from the id of the check. */
function ruleId(checkId: string): string {
  const hex = createHash('sha256').update(`identity-check/${checkId}`).digest('hex')
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(13, 16),
    hex.slice(17, 20),
    hex.slice(20, 32),
  ]
  return `${a}-${b}-8${c}-8${d}-${e}`
}

export const checkRuleIds: readonly string[] = checks.map(({ id }) => ruleId(id))

function referenceOf(entry: string): string {
  return entry.startsWith('NHI')
    ? 'https://owasp.org/www-project-non-human-identities-top-10/2025/'
    : 'https://genai.owasp.org/'
}
