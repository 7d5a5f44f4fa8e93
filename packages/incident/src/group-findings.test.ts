import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { factsAt, findingOf, ruleNamed } from './finding-fixture.ts'
import { groupFindings } from './group-findings.ts'
import { defaultGroupingLimits } from './grouping.ts'

const seen = (minute: number, parts: Partial<EventFacts> = {}, finding: Partial<DetectionFinding> = {}) =>
  findingOf([factsAt(minute, parts)], finding)

const sizes = (findings: readonly DetectionFinding[]) =>
  groupFindings(findings).incidents.map((incident) => incident.findings.length)

const windows = (identityKey: string, host: string): Partial<EventFacts> => ({
  format: 'windows-winlogbeat',
  classUid: 1007,
  action: '1',
  identityKey,
  host,
})

test('findings of one identity within the gap are one incident, and a quiet time starts another', () => {
  const gapMinutes = defaultGroupingLimits.incidentGapSeconds / 60
  assert.deepEqual(sizes([seen(0), seen(5), seen(5 + gapMinutes)]), [3])
  assert.deepEqual(sizes([seen(0), seen(5), seen(6 + gapMinutes)]), [2, 1])
})

test('an incident never lasts longer than its span, however steady the findings', () => {
  const everyHour = Array.from({ length: 100 }, (_, hour) => seen(hour * 60))
  assert.deepEqual(sizes(everyHour), [73, 27])
})

test('two tenants never share an incident, even with the same identity at the same time', () => {
  const { incidents } = groupFindings([seen(0), seen(0, {}, { tenantId: 'bank' })])
  assert.deepEqual(
    incidents.map(({ group }) => group.tenantId),
    ['shop', 'bank'],
  )
  assert.notEqual(incidents[0]?.group.incidentId, incidents[1]?.group.incidentId)
})

test('a role session and the user who obtained it are one incident, by the key of the session', () => {
  const assumed = seen(0, { action: 'AssumeRole', issuedSessionKey: 'ASIA1111111111EXAMPLE' })
  const used = seen(9, {
    identityKey: 'aws:111122223333:assumed-role/deploy',
    sessionKey: 'ASIA1111111111EXAMPLE',
  })
  assert.deepEqual(sizes([used, assumed]), [2])
})

test('identities that a record links by delegation are one incident', () => {
  const workflow = 'github:acme/shop/release.yml'
  const viaRole = seen(3, {
    identityKey: 'aws:111122223333:assumed-role/deploy',
    chain: [{ identityKey: workflow, relation: 'oidc-federation' }],
  })
  assert.deepEqual(sizes([viaRole, seen(0, { identityKey: workflow, format: 'github-audit' })]), [2])
})

test('a finding that links two incidents makes them one, which keeps the id of the older', () => {
  const role = 'aws:111122223333:assumed-role/deploy'
  const link = seen(4, {
    identityKey: role,
    chain: [{ identityKey: 'aws:111122223333:user/anna', relation: 'assumed-role' }],
  })
  const before = groupFindings([seen(0), seen(2, { identityKey: role })]).incidents
  const after = groupFindings([seen(0), seen(2, { identityKey: role }), link]).incidents
  assert.equal(before.length, 2)
  assert.deepEqual(
    after.map(({ group, findings }) => [group.incidentId, findings.length]),
    [[before[0]?.group.incidentId, 3]],
  )
})

test('people behind one shared sign-on role are told apart by their sessions', () => {
  const role = 'aws:111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef'
  const one = (minute: number, key: string) => seen(minute, { identityKey: role, sessionKey: key })
  assert.deepEqual(
    sizes([one(0, 'ASIAONE11111EXAMPLE'), one(1, 'ASIATWO11111EXAMPLE'), one(2, 'ASIAONE11111EXAMPLE')]),
    [2, 1],
  )
})

test('SYSTEM on two hosts is two incidents', () => {
  const system = 'windows:NT AUTHORITY\\SYSTEM'
  assert.deepEqual(sizes([seen(0, windows(system, 'ws1')), seen(1, windows(system, 'ws2'))]), [1, 1])
})

test('SYSTEM on a host joins the account that was already suspicious there, before or after', () => {
  const user = seen(0, windows('windows:CORP\\bob', 'ws1'))
  const system = seen(2, windows('windows:NT AUTHORITY\\SYSTEM', 'ws1'))
  assert.deepEqual(sizes([user, system]), [2])
  assert.deepEqual(sizes([{ ...user, firstMs: system.lastMs + 1, lastMs: system.lastMs + 1 }, system]), [2])
})

test('SYSTEM on a host does not glue two accounts together that both work there', () => {
  const incidents = groupFindings([
    seen(0, windows('windows:CORP\\bob', 'ws1')),
    seen(1, windows('windows:NT AUTHORITY\\SYSTEM', 'ws1')),
    seen(2, windows('windows:CORP\\eve', 'ws1')),
  ]).incidents
  assert.deepEqual(
    incidents.map(({ findings }) => findings.length),
    [2, 1],
  )
})

test('names that stand for nobody glue nothing together', () => {
  const nobodies = [
    'windows:-',
    'windows:NT AUTHORITY\\ANONYMOUS LOGON',
    'windows:CORP\\WS1$',
    'windows:Window Manager\\DWM-1',
    'aws:service/cloudformation.amazonaws.com',
    'k8s:prod:user/system:anonymous',
    'k8s:prod:user/system:node:worker-1',
    'github:acme/github-actions[bot]',
  ]
  for (const identityKey of nobodies) {
    const at = (minute: number, resource: string) => seen(minute, { identityKey, resource })
    assert.deepEqual(sizes([at(0, 'a'), at(1, 'b'), at(2, 'a')]), [2, 1], identityKey)
  }
})

test('loopback and unspecified addresses glue nothing together', () => {
  for (const sourceIp of ['127.0.0.1', '::1', '0.0.0.0', 'cloudtrail.amazonaws.com', '-']) {
    const at = (minute: number, rule: string) =>
      seen(minute, { identityKey: undefined, classUid: 4002, sourceIp }, { rule: ruleNamed(rule) })
    assert.deepEqual(sizes([at(0, 'x'), at(1, 'y')]), [1, 1], sourceIp)
  }
})

test('a password spray is one incident of its source, and takes in the account it broke into', () => {
  const signIn = (minute: number, user: string, outcome: EventFacts['outcome']) =>
    seen(minute, {
      format: 'entra-sign-in',
      classUid: 3002,
      action: 'Sign-in activity',
      identityKey: `entra:t:user/${user}`,
      sourceIp: '198.51.100.7',
      outcome,
    })
  const spray = Array.from({ length: 20 }, (_, index) => signIn(index, `u${index}`, 'failure'))
  const broken = signIn(21, 'u7', 'success')
  const after = seen(25, { identityKey: 'entra:t:user/u7', format: 'entra-audit' })
  assert.deepEqual(sizes([...spray, broken, after]), [22])
})

test('in network events the source address acts; the host that saw it ties nothing', () => {
  const request = (minute: number, sourceIp: string) =>
    seen(minute, { identityKey: undefined, classUid: 4002, host: 'web1', sourceIp })
  assert.deepEqual(
    sizes([request(0, '198.51.100.7'), request(1, '203.0.113.9'), request(2, '198.51.100.7')]),
    [2, 1],
  )
})

test('weak signals open an incident only when several rules and tactics come together', () => {
  const low = (minute: number, name: string, tactic: string) =>
    seen(minute, {}, { rule: ruleNamed(name, { level: 'low', tags: [`attack.${tactic}`] }) })
  const noisy = Array.from({ length: 50 }, (_, minute) => low(minute, 'a', 'discovery'))
  assert.deepEqual(groupFindings(noisy).incidents, [])
  assert.equal(groupFindings(noisy).quiet[0]?.findings.length, 50)
  const oneTactic = [low(0, 'a', 'discovery'), low(1, 'b', 'discovery'), low(2, 'c', 'discovery')]
  assert.deepEqual(sizes(oneTactic), [])
  assert.deepEqual(sizes([...oneTactic, low(3, 'd', 'discovery')]), [4])
  assert.deepEqual(
    sizes([low(0, 'a', 'discovery'), low(1, 'b', 'discovery'), low(2, 'c', 'persistence')]),
    [3],
  )
})

test('informational rules are context: any number of them opens no incident, and they raise nothing', () => {
  const routine = Array.from({ length: 40 }, (_, minute) =>
    seen(
      minute,
      {},
      {
        rule: ruleNamed(`routine-${minute}`, {
          level: 'informational',
          tags: ['attack.discovery', 'attack.impact'],
        }),
      },
    ),
  )
  assert.deepEqual(groupFindings(routine).incidents, [])
  const low = seen(41, {}, { rule: ruleNamed('low', { level: 'low', tags: ['attack.discovery'] }) })
  assert.deepEqual(groupFindings([...routine, low]).incidents, [])
})

const arbitraryFinding = fc
  .record({
    minute: fc.integer({ min: 0, max: 1200 }),
    who: fc.constantFrom('anna', 'bert', 'carl', undefined),
    host: fc.constantFrom('ws1', 'ws2', undefined),
    behind: fc.constantFrom('anna', 'carl', undefined),
    level: fc.constantFrom('low', 'high'),
  })
  .map(({ minute, who, host, behind, level }) =>
    seen(
      minute,
      {
        identityKey: who === undefined ? undefined : `aws:1:user/${who}`,
        chain:
          behind === undefined ? [] : [{ identityKey: `aws:1:user/${behind}`, relation: 'assumed-role' }],
        host,
        sourceIp: '198.51.100.7',
      },
      { rule: ruleNamed(`${level} ${minute % 3}`, { level: level as 'low' | 'high' }) },
    ),
  )

test('the order and repetition of findings do not change the incidents', () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryFinding, { maxLength: 25 }),
      fc.array(fc.nat(), { maxLength: 25 }),
      (findings, keys) => {
        const shuffled = findings.toSorted(
          (a, b) => (keys[findings.indexOf(a)] ?? 0) - (keys[findings.indexOf(b)] ?? 0),
        )
        assert.deepEqual(groupFindings([...shuffled, ...findings]), groupFindings(findings))
      },
    ),
  )
})

test('no finding is lost or in two groups, and no group spans tenants or more than its span', () => {
  fc.assert(
    fc.property(fc.array(arbitraryFinding, { maxLength: 40 }), (findings) => {
      const { incidents, quiet } = groupFindings(findings)
      const ids = [...incidents, ...quiet].flatMap((group) =>
        group.findings.map((finding) => finding.findingId),
      )
      assert.deepEqual(ids.toSorted(), [...new Set(findings.map((finding) => finding.findingId))].sort())
      for (const { group } of incidents) {
        assert.ok(group.lastMs - group.firstMs <= defaultGroupingLimits.incidentMaxSpanSeconds * 1000)
      }
    }),
  )
})
