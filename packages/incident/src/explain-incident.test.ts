import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExplanation } from '@countersign/explanation/citation'
import { explanationHash, explanationId } from '@countersign/explanation/explanation-hash'
import fc from 'fast-check'
import type { ExplainContext } from './explain-context.ts'
import { explainIncident } from './explain-incident.ts'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { factsAt, findingOf, ruleNamed } from './finding-fixture.ts'
import { groupFindings } from './group-findings.ts'
import { knownEvidence } from './known-evidence.ts'

const context: ExplainContext = { region: 'eu-central', issuers: new Map() }

function explained(findings: readonly DetectionFinding[], given: ExplainContext = context) {
  const [group] = groupFindings(findings).incidents
  assert.ok(group !== undefined)
  return explainIncident(group, given)
}

const textsOf = (incident: ReturnType<typeof explained>, kind: string) =>
  incident.explanation.claims.filter((claim) => claim.kind === kind).map((claim) => claim.text)

const secretRead = (second: number, parts: Partial<EventFacts> = {}) =>
  findingOf(
    [
      factsAt(second / 60, {
        action: 'GetSecretValue',
        resource: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-${second}`,
        sessionKey: 'AKIA1111111111EXAMPLE',
        sourceIp: '198.51.100.7',
        ...parts,
      }),
    ],
    {
      rule: ruleNamed('Secret read', {
        tags: ['attack.credential-access'],
        falsePositives: ['A restart of many workloads', 'Unknown'],
      }),
    },
  )

test('the same thing done often is one claim with its count, span and examples', () => {
  const incident = explained(Array.from({ length: 12 }, (_, index) => secretRead(index * 15)))
  assert.equal(incident.title, 'Credential theft pattern: user/anna read 12 secret values')
  assert.equal(
    incident.explanation.statement,
    'On 3 March 2025 between 09:00 and 09:02 UTC, the IAM user anna in AWS account 111122223333 read 12 secret values; severity high.',
  )
  assert.equal(
    textsOf(incident, 'for')[0],
    '09:00:00 to 09:02:45 UTC: read 12 secret values (GetSecretValue, 12 events in 3 minutes: “db-0”, “db-15”, “db-30” and 9 more).',
  )
})

test('a noisy rule is one claim, with the full count although only the first findings are at hand', () => {
  const [group] = groupFindings([secretRead(0), secretRead(15)]).incidents
  assert.ok(group !== undefined)
  const totals = new Map([
    ['rule-Secret read', { findings: 4200, firstMs: group.group.firstMs, lastMs: group.group.lastMs }],
  ])
  const rules = explainIncident({ ...group, totals }, context).explanation.claims.filter(
    (claim) => claim.cites[0]?.kind === 'rule' && claim.kind === 'for',
  )
  assert.equal(rules.length, 1)
  assert.match(
    rules[0]?.text ?? '',
    /^“Secret read” \(high\): eventName was “GetSecretValue”\. It fired 4,200 times, from 09:00:00 to 09:00:15 UTC\.$/,
  )
})

test('a session is traced to the call that issued it by the key both carry', () => {
  const session = 'ASIA2222222222EXAMPLE'
  const role = 'aws:111122223333:assumed-role/deploy'
  const issuer = factsAt(-5, {
    action: 'AssumeRole',
    issuedSessionKey: session,
    sessionKey: 'AKIA1111111111EXAMPLE',
  })
  const incident = explained([secretRead(0, { identityKey: role, sessionKey: session })], {
    ...context,
    issuers: new Map([[session, issuer]]),
  })
  assert.deepEqual(
    incident.explanation.authority?.chain.map(({ actor, certainty }) => [actor, certainty]),
    [
      ['aws:111122223333:user/anna', 'proven'],
      [role, 'proven'],
    ],
  )
  assert.match(
    incident.explanation.statement,
    /the role deploy in AWS account 111122223333, assumed by the IAM user anna, read/,
  )
  assert.deepEqual(incident.identities, [role, 'aws:111122223333:user/anna'])
  assert.ok(incident.explanation.actions?.some((action) => action.command?.includes('AKIA1111111111EXAMPLE')))
})

test('a session whose issuing call is not held is said to be of unknown origin, and nobody is invented', () => {
  const session = 'ASIA3333333333EXAMPLE'
  const incident = explained([
    secretRead(0, { identityKey: 'aws:111122223333:assumed-role/deploy', sessionKey: session }),
  ])
  assert.ok(
    textsOf(incident, 'missing').includes(
      `Origin unknown: the call that issued session ${session} is not in the logs we hold, so we cannot say who obtained it.`,
    ),
  )
  assert.deepEqual(
    incident.explanation.authority?.chain.map(({ actor, certainty }) => [actor, certainty]),
    [
      ['unknown', 'unknown'],
      ['aws:111122223333:assumed-role/deploy', 'proven'],
    ],
  )
  const unlooked = explained(incident.findings, { region: 'eu-central' })
  assert.ok(textsOf(unlooked, 'missing').some((text) => text.includes('nobody has looked yet')))
})

test('what speaks against is said: refusals, a single signal, deployment tools and known harmless causes', () => {
  const refused = explained([secretRead(0, { outcome: 'failure', userAgent: 'HashiCorp Terraform/1.9' })])
  assert.deepEqual(textsOf(refused, 'against'), [
    'The attempt was refused or failed; none of what was tried is known to have worked.',
    'It rests on one event and one rule; no second signal supports it.',
    'The client called itself “HashiCorp Terraform/1.9”, as ordinary deployment tools do (1 event); a client can claim any name.',
    'The author of “Secret read” names a harmless cause: A restart of many workloads.',
  ])
  assert.match(refused.explanation.statement, /tried to read the secret value of “db-0”/)
})

test('gaps are said: policies, owner, the reach of the logs and unreadable lines', () => {
  const finding = secretRead(0)
  const incident = explained([finding], {
    ...context,
    coverage: { firstMs: finding.firstMs - 60_000, unparsedLines: 3 },
  })
  const missing = textsOf(incident, 'missing').join('\n')
  assert.match(missing, /no snapshot of the policies of AWS account 111122223333/)
  assert.match(missing, /No owner is on record for user\/anna/)
  assert.match(missing, /The logs we hold begin on 3 March 2025 at 08:59:00 UTC/)
  assert.match(missing, /3 lines could not be read and were not judged/)
})

test('a name that could break out of a shell never enters a command', () => {
  for (const name of ['x; rm -rf /', '$(id)', '`id`', 'a\nb', "a'b"]) {
    const incident = explained([secretRead(0, { identityKey: `aws:111122223333:user/${name}` })])
    for (const action of incident.explanation.actions ?? [])
      assert.equal(action.command, undefined, action.command)
  }
})

test('a Windows intrusion reads as one: the account, what it started, and SYSTEM on the same host', () => {
  const on = (
    minute: number,
    action: string,
    identityKey: string,
    resource: string,
    title: string,
    tags: string[],
  ) =>
    findingOf(
      [
        factsAt(minute, {
          format: 'windows-winlogbeat',
          classUid: 1007,
          host: 'ws1.corp.example',
          outcome: 'unknown',
          action,
          identityKey,
          resource,
        }),
      ],
      { rule: ruleNamed(title, { tags }) },
    )
  const bob = 'windows:CORP\\bob'
  const incident = explained([
    on(0, '1', bob, 'C:\\Windows\\System32\\whoami.exe', 'Whoami', ['attack.discovery']),
    on(2, '10', bob, 'C:\\Windows\\System32\\lsass.exe', 'LSASS opened', ['attack.credential-access']),
    on(4, '7045', 'windows:NT AUTHORITY\\SYSTEM', 'PSEXESVC', 'Service installed', [
      'attack.lateral-movement',
    ]),
  ])
  assert.equal(incident.identities[0], bob)
  assert.match(
    incident.explanation.statement,
    /the account CORP\\bob started the process “whoami\.exe” and opened the memory of the process “lsass\.exe” on ws1\.corp\.example; the account NT AUTHORITY\\SYSTEM installed the service “PSEXESVC”/,
  )
})

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('ASIA1', '\ud800', 'a\u0000b', '__proto__', ''),
)

const arbitraryFacts = fc
  .record({
    minute: fc.integer({ min: 0, max: 100 }),
    action: hostileText,
    identityKey: fc.option(
      fc.oneof(
        hostileText,
        hostileText.map((name) => `aws:1:user/${name}`),
      ),
      { nil: undefined },
    ),
    host: fc.option(hostileText, { nil: undefined }),
    sourceIp: fc.option(hostileText, { nil: undefined }),
    resource: fc.option(hostileText, { nil: undefined }),
    sessionKey: fc.option(hostileText, { nil: undefined }),
    outcome: fc.constantFrom('success' as const, 'failure' as const, 'unknown' as const),
    format: fc.constantFrom('aws-cloudtrail', 'windows-nxlog', 'kubernetes-audit'),
  })
  .map(({ minute, ...parts }) => factsAt(minute, parts))

test('whatever the logs hold, the explanation is canonical, every citation exists, and the sentence is one line', () => {
  fc.assert(
    fc.property(fc.array(arbitraryFacts, { minLength: 1, maxLength: 12 }), (events) => {
      const findings = events.map((event, index) =>
        findingOf([event], { rule: ruleNamed(`rule ${index % 3}`) }),
      )
      for (const group of groupFindings(findings).incidents) {
        const incident = explainIncident(group, context)
        const { explanation } = incident
        assert.equal(explanationHash(explanation).length, 64)
        assert.equal(explanationId(explanation), explanation.id)
        const known = knownEvidence(group.findings, context)
        assert.deepEqual(
          checkExplanation(explanation, {
            has: (key) => known.has(key) || hasWellFormed(group.findings, key),
          }),
          [],
        )
        const texts = [explanation.statement, incident.title, ...explanation.claims.map(({ text }) => text)]
        assert.doesNotMatch(texts.join(''), /[\p{Cc}\p{Zl}\p{Zp}\u202e]/u)
      }
    }),
  )
})

/** The fixture makes event ids from log content; real ones are hashes and always well formed. */
function hasWellFormed(findings: readonly DetectionFinding[], key: string): boolean {
  return findings.some((finding) =>
    finding.events.some(({ ref }) => `event:${ref.eventId.toWellFormed()}` === key),
  )
}

test('the same findings in another order give the same explanation, byte for byte', () => {
  const findings = [secretRead(0), secretRead(30), secretRead(60)]
  assert.equal(
    explanationHash(explained(findings).explanation),
    explanationHash(explained(findings.toReversed()).explanation),
  )
})
