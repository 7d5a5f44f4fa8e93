import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AuthoritySets, Grant } from '@countersign/explanation/explanation'
import fc from 'fast-check'
import type { AwsPrincipal } from '../aws/aws-snapshot.ts'
import type { Credential } from '../inventory/inventory-item.ts'
import type { Mandate } from '../mandate/mandate.ts'
import { checkCoverage, checks } from './catalogue.ts'
import type { CheckResult } from './check.ts'
import { type CheckedIdentity, type CheckSubject, held, notHeld } from './check-subject.ts'
import { judgeIdentity } from './judge-identity.ts'
import { trustFacts } from './trust-facts.ts'

const nowMs = Date.UTC(2026, 2, 2)
const day = 86_400_000
const ago = (days: number) => new Date(nowMs - days * day).toISOString()

const identity: CheckedIdentity = {
  key: 'entra:t:app/1',
  keys: ['entra:t:app/1'],
  joinedBy: [],
  kind: 'service-account',
  provider: 'entra',
  displayName: 'biller',
  accountable: [],
  credentials: [],
  grants: [],
  alsoKnownAs: [],
  sources: [{ source: 'entra', locator: 'application 1' }],
  stage: 'discovered',
}

const nothing: CheckSubject = {
  nowMs,
  identity,
  standingOf: () => ({ standing: 'unknown', evidence: 'no directory names them', cites: [] }),
  mandates: [],
  trust: notHeld('No policy is in force.'),
  sets: notHeld('No policy is in force.'),
  use: notHeld('No logs were looked at.'),
  findings: notHeld('No findings were looked at.'),
  agent: notHeld('No spans were looked at.'),
}

const of = (part: Partial<CheckedIdentity>, more: Partial<CheckSubject> = {}): CheckSubject => ({
  ...nothing,
  ...more,
  identity: { ...identity, ...part },
})

function resultOf(id: string, subject: CheckSubject): CheckResult {
  const found = judgeIdentity(subject).find(({ checkId }) => checkId === id)
  return found ?? { checkId: id, outcome: 'not-applicable', statement: '', claims: [] }
}
const outcome = (id: string, subject: CheckSubject) => resultOf(id, subject).outcome

const mandate: Mandate = {
  id: 'm-1',
  version: 2,
  identityKey: identity.key,
  sponsor: 'person:ada',
  purpose: 'Bills',
  actions: ['read'],
  resources: ['*'],
  tools: [],
  onBehalfOf: [],
  validFrom: ago(100),
  expiresAt: ago(-10),
}

const secret = (part: Partial<Credential>): Credential => ({ kind: 'client-secret', id: 's1', ...part })

const logs = {
  fromMs: nowMs - 30 * day,
  toMs: nowMs,
  lastMs: nowMs - day,
  lastEventId: 'e9',
  humans: [],
  takers: [],
}

function role(statements: readonly object[]): Pick<CheckSubject, 'trust'> {
  const principal: AwsPrincipal = {
    kind: 'role',
    arn: 'arn:aws:iam::111122223333:role/deploy',
    accountId: '111122223333',
    name: 'deploy',
    inline: [],
    attached: [],
    groups: [],
    tags: {},
    trust: { name: 'trust', document: { Version: '2012-10-17', Statement: statements } },
  }
  const facts = trustFacts(principal)
  assert.ok(facts !== undefined)
  return { trust: held(facts) }
}

const provider = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'
const letIn = (principal: object, condition?: object) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: 'sts:AssumeRoleWithWebIdentity',
  ...(condition === undefined ? {} : { Condition: condition }),
})
const subjects = (...values: readonly string[]) =>
  letIn({ Federated: provider }, { StringLike: { 'token.actions.githubusercontent.com:sub': values } })
const cloudRole = { kind: 'cloud-role' } as const

describe('offboarding', () => {
  const owned = of({
    accountable: [{ role: 'owner', key: 'ada@shop.example', confidence: 'stated', evidence: 'a tag' }],
  })
  const standing = (is: 'present' | 'left') => (key: string) => ({
    standing: is,
    evidence: `${key} is ${is}`,
    cites: [{ kind: 'configuration' as const, id: `people/${key}` }],
  })

  it('fails for an owner who left, passes for one who is there, and does not guess', () => {
    assert.equal(outcome('owner-left', { ...owned, standingOf: standing('left') }), 'failed')
    assert.equal(outcome('owner-left', { ...owned, standingOf: standing('present') }), 'passed')
    assert.equal(outcome('owner-left', owned), 'unknown')
    assert.equal(outcome('owner-left', nothing), 'unknown')
  })

  it('looks at the approver of a mandate, too', () => {
    const result = resultOf('owner-left', {
      ...nothing,
      mandates: [{ mandate, endedMs: undefined }],
      standingOf: standing('left'),
    })
    assert.match(result.statement, /person:ada \(approver\)/)
  })

  it('finds a retired identity that acts, or whose credential is active', () => {
    const retired = { stage: 'retired' } as const
    const used = of(retired, { retiredSinceMs: nowMs - 5 * day, use: held(logs) })
    assert.equal(outcome('retired-but-live', used), 'failed')
    assert.equal(outcome('retired-but-live', { ...used, retiredSinceMs: nowMs }), 'passed')
    const active = of({ ...retired, credentials: [secret({ active: true })] })
    assert.equal(outcome('retired-but-live', active), 'failed')
    assert.equal(outcome('retired-but-live', of(retired)), 'unknown')
    assert.equal(outcome('retired-but-live', of({})), 'not-applicable')
  })
})

describe('secrets', () => {
  it('are too old, young enough, or of unknown age', () => {
    const aged = (part: Partial<Credential>) =>
      outcome('long-lived-secret', of({ credentials: [secret(part)] }))
    assert.equal(aged({ createdAt: ago(91) }), 'failed')
    assert.equal(aged({ createdAt: ago(90) }), 'passed')
    assert.equal(aged({ createdAt: ago(1), expiresAt: ago(-400) }), 'failed')
    assert.equal(aged({ createdAt: ago(400), expiresAt: ago(1) }), 'passed')
    assert.equal(aged({}), 'unknown')
    assert.equal(aged({ active: false, createdAt: ago(500) }), 'not-applicable')
    assert.equal(outcome('long-lived-secret', nothing), 'unknown')
    const federated = of({ credentials: [{ kind: 'federated', id: 'x' }] })
    assert.equal(outcome('long-lived-secret', federated), 'not-applicable')
  })

  it('outlive their purpose when the mandate ended and they did not', () => {
    const ended = { mandates: [{ mandate, endedMs: nowMs - day }] }
    const check = (credentials: readonly Credential[], more: Partial<CheckSubject> = ended) =>
      outcome('credential-outlives-purpose', of({ credentials }, more))
    assert.equal(check([secret({})]), 'failed')
    assert.equal(check([secret({ expiresAt: ago(1) })]), 'passed')
    assert.equal(check([]), 'unknown')
    assert.equal(check([secret({})], { mandates: [{ mandate, endedMs: undefined }] }), 'passed')
    assert.equal(check([secret({})], {}), 'not-applicable')
  })

  it('leak by evidence alone, and never pass', () => {
    const quarantined = of({ grants: [{ action: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' }] })
    assert.equal(outcome('leaked-secret', quarantined), 'failed')
    assert.equal(outcome('leaked-secret', of({}, { findings: held([]) })), 'unknown')
    const told = held([{ findingId: 'f1', title: 'Secret read', tags: ['attack.t1552.001'] }])
    assert.equal(outcome('leaked-secret', of({}, { findings: told })), 'failed')
  })

  it('are no way in for machines where they are passwords or forbidden grants', () => {
    const signsInBy = (part: Partial<CheckedIdentity>) => outcome('insecure-authentication', of(part))
    assert.equal(signsInBy({ credentials: [secret({ kind: 'password' })] }), 'failed')
    assert.equal(signsInBy({ grants: [{ action: 'grant type implicit' }] }), 'failed')
    assert.equal(signsInBy({ credentials: [secret({ kind: 'federated' })] }), 'passed')
    const user = { kind: 'cloud-user', credentials: [secret({ kind: 'password' })] } as const
    assert.equal(signsInBy(user), 'unknown')
  })
})

describe('privileges', () => {
  const set = (...actions: readonly string[]) => ({
    known: true as const,
    grants: actions.map((action): Grant => ({ action, resource: '*' })),
  })
  const none = { known: false as const, reason: 'No logs cover it.' }
  const sets: AuthoritySets = {
    mandated: none,
    granted: set('s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'),
    used: set('s3:GetObject'),
    excess: none,
    unused: set('s3:PutObject', 's3:DeleteObject', 's3:ListBucket'),
    usedNotMandated: none,
  }
  const judged = (part: Partial<AuthoritySets>) =>
    outcome('over-privileged', of({}, { sets: held({ ...sets, ...part }) }))

  it('are too many by what was not used, with coverage only, and by what no mandate names', () => {
    assert.equal(judged({}), 'failed')
    assert.equal(judged({ unused: set('s3:PutObject') }), 'passed')
    assert.equal(judged({ unused: set('s3:*') }), 'failed')
    assert.equal(judged({ unused: none }), 'unknown')
    assert.equal(judged({ granted: none }), 'unknown')
    assert.equal(judged({ mandated: set('s3:*'), excess: set('iam:PassRole') }), 'failed')
    assert.equal(judged({ mandated: set('s3:*'), excess: set() }), 'passed')
    assert.equal(outcome('over-privileged', of({ grants: [{ action: 'write-all' }] })), 'failed')
  })
})

describe('trust', () => {
  it('is loose without a subject, with every subject, and for everybody', () => {
    const loose = (...statements: readonly object[]) =>
      outcome('loose-trust', of(cloudRole, role(statements)))
    assert.equal(loose(letIn({ Federated: provider })), 'failed')
    const audienceAlone = { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } }
    assert.equal(loose(letIn({ Federated: provider }, audienceAlone)), 'failed')
    assert.equal(loose(subjects('*')), 'failed')
    assert.equal(loose(subjects('repo:*')), 'failed')
    assert.equal(loose(subjects('repo:fernworks/app:ref:refs/heads/main')), 'passed')
    const ifExists = { StringEqualsIfExists: { 'token.actions.githubusercontent.com:sub': 'repo:f/a' } }
    assert.equal(loose(letIn({ Federated: provider }, ifExists)), 'failed')
    assert.equal(loose(letIn({ AWS: '*' })), 'failed')
    assert.equal(loose(letIn({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })), 'passed')
    assert.equal(loose(letIn({ Service: 'lambda.amazonaws.com' })), 'not-applicable')
    assert.equal(outcome('loose-trust', of(cloudRole)), 'unknown')
  })

  it('of another account asks for an external id', () => {
    const check = (condition?: object) =>
      outcome(
        'third-party-trust',
        of(cloudRole, role([letIn({ AWS: 'arn:aws:iam::999988887777:root' }, condition)])),
      )
    assert.equal(check(), 'failed')
    assert.equal(check({ StringEquals: { 'sts:ExternalId': 'x' } }), 'passed')
  })

  it('tells environments and workloads only where it names them', () => {
    const check = (id: string, ...values: readonly string[]) =>
      outcome(id, of(cloudRole, role([subjects(...values)])))
    const [staging, production] = ['repo:f/a:environment:staging', 'repo:f/a:environment:production']
    assert.equal(check('environment-isolation', staging, production), 'failed')
    assert.equal(check('environment-isolation', production), 'passed')
    assert.equal(check('environment-isolation', 'repo:f/a:ref:x'), 'unknown')
    assert.equal(check('reused-identity', staging, production), 'passed')
    assert.equal(check('reused-identity', 'repo:f/a:ref:x', 'repo:f/b:ref:x'), 'failed')
  })

  it('makes a role a machine’s, which people do not take', () => {
    const human = { person: 'user:ada@shop.example', way: 'took its session', eventIds: ['e1'] } as const
    const use = held({ ...logs, humans: [human] })
    const machine = { ...role([letIn({ Service: 'lambda.amazonaws.com' })]), use }
    assert.equal(outcome('human-use', of(cloudRole, machine)), 'failed')
    const people = { ...role([letIn({ AWS: 'arn:aws:iam::111122223333:root' })]), use }
    assert.equal(outcome('human-use', of(cloudRole, people)), 'not-applicable')
    assert.equal(outcome('human-use', of({ lastUsedAt: ago(1) }, { use: held(logs) })), 'passed')
  })
})

describe('agents', () => {
  const agent = { kind: 'ai-agent', key: 'agent:a', lastUsedAt: ago(1) } as const
  const spans = (part: object) => ({ agent: held({ misuses: [], notJudged: [], steps: 9, ...part }) })
  const misuse = {
    kind: 'unasked-tool-call' as const,
    agent: 'agent:a',
    timeMs: nowMs,
    statement: 'agent:a used wipe in a run in which nobody asked it to.',
    claims: [
      {
        kind: 'for' as const,
        certainty: 'proven' as const,
        text: 'x',
        cites: [{ kind: 'event' as const, id: 'e' }],
      },
    ],
    owasp: ['ASI01'],
  }

  it('are judged by their spans, and what spans cannot rule out stays unknown', () => {
    assert.equal(outcome('agent-goal-hijack', of(agent, spans({ misuses: [misuse] }))), 'failed')
    assert.equal(outcome('agent-goal-hijack', of(agent, spans({}))), 'passed')
    assert.equal(outcome('agent-goal-hijack', of(agent, spans({ notJudged: ['No trace.'] }))), 'unknown')
    assert.equal(outcome('agent-memory-poisoning', of(agent, spans({}))), 'unknown')
    assert.equal(outcome('agent-goal-hijack', of(agent)), 'unknown')
  })

  it('are nobody’s without a mandate and an owner', () => {
    assert.equal(outcome('agent-rogue', of(agent)), 'failed')
    assert.equal(outcome('agent-rogue', of(agent, { mandates: [{ mandate, endedMs: undefined }] })), 'passed')
    assert.equal(outcome('agent-rogue', of({ ...agent, lastUsedAt: undefined as never })), 'unknown')
  })
})

describe('every check', () => {
  it('covers both lists whole, each by its own id', () => {
    const covered = new Set(checks.flatMap(({ owasp }) => owasp))
    for (let at = 1; at <= 10; at++) {
      assert.ok(covered.has(`NHI${at}:2025`), `NHI${at}`)
      assert.ok(covered.has(`ASI${String(at).padStart(2, '0')}`), `ASI${at}`)
    }
    assert.equal(new Set(checks.map(({ id }) => id)).size, checks.length)
    assert.deepEqual(
      checkCoverage().map(({ checkId }) => checkId),
      checks.map(({ id }) => id),
    )
  })

  it('that no input decides says so, and never passes', () => {
    for (const { id, needs, undecidable } of checks)
      if (needs.includes('none')) assert.ok(undecidable !== undefined, id)
  })

  it('cites something in every claim, and says what is missing when it does not know', () => {
    const kinds = fc.constantFrom(
      'service-account',
      'cloud-role',
      'cloud-user',
      'ai-agent',
      'oauth-client',
      'api-key',
    )
    const credential = fc.record({
      kind: fc.constantFrom<Credential['kind']>('access-key', 'password', 'token', 'federated'),
      id: fc.string(),
      active: fc.option(fc.boolean(), { nil: undefined }),
      createdAt: fc.option(fc.integer({ min: -500, max: 500 }).map(ago), { nil: undefined }),
      expiresAt: fc.option(fc.integer({ min: -500, max: 500 }).map(ago), { nil: undefined }),
    })
    const stages = fc.constantFrom('discovered', 'owned', 'mandated', 'dormant', 'retired')
    fc.assert(
      fc.property(
        kinds,
        stages,
        fc.array(credential, { maxLength: 4 }),
        fc.boolean(),
        (kind, stage, credentials, ended) => {
          const subject = of(
            { kind, stage, credentials: credentials as readonly Credential[] } as Partial<CheckedIdentity>,
            {
              mandates: ended ? [{ mandate, endedMs: nowMs - day }] : [],
              use: ended ? held(logs) : nothing.use,
            },
          )
          const results = judgeIdentity(subject)
          assert.deepEqual(judgeIdentity(subject), results)
          for (const { claims, outcome: is, checkId } of results) {
            for (const { cites } of claims) assert.ok(cites.length > 0, checkId)
            assert.ok(claims.length > 0, checkId)
            if (is === 'unknown')
              assert.ok(
                claims.some((one) => one.kind === 'missing'),
                checkId,
              )
            if (is === 'failed')
              assert.ok(
                claims.some((one) => one.kind === 'for'),
                checkId,
              )
          }
        },
      ),
    )
  })
})
