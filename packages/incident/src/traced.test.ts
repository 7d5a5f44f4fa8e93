import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factsAt, findingOf, ruleNamed } from './finding-fixture.ts'
import { groupFindings } from './group-findings.ts'
import { traced } from './traced.ts'

const workload = 'k8s::shop/web'
const role = 'aws:111122223333:assumed-role/web'
const issuing = factsAt(30, {
  identityKey: workload,
  action: 'AssumeRoleWithWebIdentity',
  issuedSessionKey: 'ASIAEXAMPLE000001',
})
const issuers = new Map([['ASIAEXAMPLE000001', issuing]])
const inCluster = findingOf([factsAt(0, { identityKey: workload, format: 'kubernetes-audit' })])
const inCloud = findingOf([factsAt(31, { identityKey: role, sessionKey: 'ASIAEXAMPLE000001' })], {
  rule: ruleNamed('Machines started'),
})

test('what a workload does, and what is done with a role that it obtained, are one incident', () => {
  assert.equal(groupFindings([inCluster, inCloud]).incidents.length, 2)
  const both = [inCluster, inCloud].map((finding) => traced(finding, issuers))
  assert.equal(groupFindings(both).incidents.length, 1)
})

test('a session obtained through another session leads to whoever began', () => {
  const first = factsAt(1, { identityKey: workload, issuedSessionKey: 'ASIAEXAMPLE000000' })
  const second = factsAt(2, {
    ...issuing,
    identityKey: 'aws:1:assumed-role/hop',
    sessionKey: 'ASIAEXAMPLE000000',
  })
  const chain = new Map([
    ['ASIAEXAMPLE000000', first],
    ['ASIAEXAMPLE000001', second],
  ])
  assert.deepEqual(traced(inCloud, chain).events[0]?.obtainedBy, ['aws:1:assumed-role/hop', workload])
})

test('sessions that claim to have issued each other end the search', () => {
  const loop = factsAt(1, { identityKey: workload, sessionKey: 'ASIAEXAMPLE000001' })
  const [event] = traced(inCloud, new Map([['ASIAEXAMPLE000001', loop]])).events
  assert.deepEqual(event?.obtainedBy, [workload])
})

test('a workload is itself where only one of two records names the cluster, unless it is everybody’s default', () => {
  const obtained = (identityKey: string) =>
    traced(inCloud, new Map([['ASIAEXAMPLE000001', { ...issuing, identityKey }]]))
  assert.equal(groupFindings([inCluster, obtained('k8s:5b0f:shop/web')]).incidents.length, 1)
  const nobody = findingOf([factsAt(0, { identityKey: 'k8s::shop/default', format: 'kubernetes-audit' })])
  assert.equal(groupFindings([nobody, obtained('k8s:5b0f:shop/default')]).incidents.length, 2)
})
