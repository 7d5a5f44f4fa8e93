import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainIncident } from './explain-incident.ts'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { factsAt, findingOf, ruleNamed } from './finding-fixture.ts'
import { groupFindings } from './group-findings.ts'
import type { Incident } from './incident.ts'

const spray = ruleNamed('Spray', { tags: ['attack.credential-access'] })
const weak = ruleNamed('Weak sign-in', { level: 'low', tags: [] })
const wrong = ruleNamed('Wrong password', { level: 'low', tags: [] })
const users = ['ada', 'ben', 'cleo', 'dora', 'emil']
const entra = (user: string) => `entra:directory:user/${user}@acme.example`

const signIn = (minute: number, user: string, sourceIp: string, outcome: EventFacts['outcome']) =>
  factsAt(minute, {
    format: 'entra-sign-in',
    classUid: 3002,
    action: 'Sign-in activity',
    outcome,
    identityKey: entra(user),
    sourceIp,
  })

const sprayFrom = (sourceIp: string, minute: number) =>
  findingOf(
    users.map((user, at) => signIn(minute + at / 10, user, sourceIp, 'failure')),
    { rule: spray },
  )

function incidentsOf(findings: readonly DetectionFinding[]): readonly Incident[] {
  return groupFindings(findings).incidents.map((group) => explainIncident(group, { region: 'local' }))
}

test('the same accounts tried from two addresses are one spray, and it takes in whom it breaks into', () => {
  const incidents = incidentsOf([
    sprayFrom('198.51.100.1', 0),
    sprayFrom('198.51.100.2', 5),
    findingOf([signIn(9, 'cleo', '198.51.100.2', 'success')], { rule: weak }),
  ])
  assert.equal(incidents.length, 1)
  const [incident] = incidents
  assert.deepEqual(incident?.identities, [entra('cleo')])
  assert.deepEqual(
    incident?.explanation.authority?.chain.map((hop) => hop.actor),
    [entra('cleo')],
  )
  // That guesses failed does not speak for whoever guesses.
  assert.deepEqual(
    incident?.explanation.claims.filter((claim) => claim.kind === 'against'),
    [],
  )
  assert.equal(
    incident?.title,
    'Credential theft pattern: 10 failed sign-ins as 5 accounts, then cleo@acme.example signed in',
  )
  assert.match(
    incident?.explanation.statement ?? '',
    /somebody at 198\.51\.100\.1 and 198\.51\.100\.2 tried to sign in 10 times as 5 accounts; the Entra user cleo@acme\.example in .* signed in/,
  )
})

test('accounts that were only aimed at are nobody’s credentials and nobody to block', () => {
  const [incident] = incidentsOf([sprayFrom('198.51.100.1', 0)])
  assert.deepEqual(incident?.identities, [])
  assert.deepEqual(incident?.explanation.actions, [])
  assert.equal(incident?.title, 'Credential theft pattern: 5 failed sign-ins as 5 accounts')
})

test('a colleague who mistypes a password elsewhere has no part in the spray', () => {
  const mistyped = findingOf([signIn(3, 'ben', '203.0.113.9', 'failure')], { rule: wrong })
  const { incidents, quiet } = groupFindings([sprayFrom('198.51.100.1', 0), mistyped])
  assert.deepEqual([incidents.length, incidents[0]?.findings.length, quiet.length], [1, 1, 1])
})

test('one login name from one address is one person in two directories', () => {
  const cloud = factsAt(4, { identityKey: 'aws:111122223333:user/cleo', sourceIp: '198.51.100.2' })
  const found = [findingOf([signIn(0, 'cleo', '198.51.100.2', 'success')]), findingOf([cloud])]
  assert.equal(incidentsOf(found).length, 1)
  const elsewhere = findingOf([{ ...cloud, sourceIp: '203.0.113.9' }])
  assert.equal(incidentsOf([findingOf([signIn(0, 'cleo', '198.51.100.2', 'success')]), elsewhere]).length, 2)
})

test('names that many people sign in with tell nobody apart', () => {
  const cloud = factsAt(4, { identityKey: 'aws:111122223333:user/admin', sourceIp: '198.51.100.2' })
  const found = [findingOf([signIn(0, 'admin', '198.51.100.2', 'success')]), findingOf([cloud])]
  assert.equal(incidentsOf(found).length, 2)
})

test('a refused AssumeRole was signed with a key: its caller acted', () => {
  const refused = factsAt(0, {
    classUid: 3002,
    action: 'AssumeRole',
    outcome: 'failure',
    sessionKey: 'AKIA1111111111EXAMPLE',
  })
  const [incident] = incidentsOf([findingOf([refused])])
  assert.deepEqual(incident?.identities, ['aws:111122223333:user/anna'])
  assert.match(incident?.title ?? '', /user\/anna tried to assume a role/)
})

test('an identity that the incident made is part of it', () => {
  const made = factsAt(0, { action: 'CreateUser', resource: 'backup' })
  const refused = factsAt(1, { action: 'CreateUser', resource: 'other', outcome: 'failure' })
  const odd = factsAt(2, { action: 'CreateUser', resource: 'x\u001b[31m' })
  const [incident] = incidentsOf([findingOf([made, refused, odd])])
  assert.deepEqual(incident?.identities, ['aws:111122223333:user/anna', 'aws:111122223333:user/backup'])
})
