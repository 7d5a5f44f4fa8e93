import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AccessPolicy, checkAccessPolicy } from './access-policy.ts'
import type { AccessRequest } from './access-request.ts'
import { actingOf } from './acting.ts'
import { openCedarEngine } from './cedar-engine.ts'
import { decideAccess, noPolicies, type PolicySlice } from './decide-access.ts'
import type { Mandate } from './mandate.ts'

const engine = openCedarEngine()
const nowMs = Date.parse('2026-03-04T10:00:00Z')

const mandate = (changes: Partial<Mandate> = {}): Mandate => ({
  id: 'invoices',
  version: 1,
  identityKey: 'agent:clerk',
  sponsor: 'person:cleo',
  purpose: 'Files the invoices of the day',
  actions: ['file'],
  resources: ['2026-*'],
  tools: [],
  onBehalfOf: [],
  validFrom: '2026-03-01T00:00:00Z',
  expiresAt: '2026-04-01T00:00:00Z',
  ...changes,
})

const request: AccessRequest = {
  subject: { type: 'agent', id: 'clerk', properties: { role: 'admin' }, known: { role: 'clerk' } },
  action: { name: 'file' },
  resource: { type: 'invoice', id: '2026-1' },
}

function sliceOf(...texts: readonly string[]): PolicySlice {
  const policies = texts.map((text, at): AccessPolicy => ({ id: `p${at}`, version: 1, name: text, text }))
  return {
    texts: Object.fromEntries(policies.map(({ id, text }) => [id, text])),
    byId: new Map(policies.map((policy) => [policy.id, policy])),
  }
}

const permitAll = 'permit(principal, action, resource);'
const ask = (mandates: readonly Mandate[], policies: PolicySlice = noPolicies) =>
  decideAccess(engine, { mandates, policies }, request, { nowMs }, () => ({}))

describe('mandates and policies together', () => {
  test('one permission is enough, and is named with the hash of its text', () => {
    const { decision } = ask([], sliceOf(permitAll))
    assert.deepEqual(
      [decision.result, decision.deciding[0]?.policyType, decision.deciding[0]?.policyId],
      ['allowed', 'access-policy', 'p0'],
    )
    assert.match(decision.deciding[0]?.version ?? '', /^[0-9a-f]{64}$/)
    assert.equal(ask([mandate()]).decision.deciding[0]?.policyType, 'mandate')
  })

  test('a policy that forbids is stronger than a mandate', () => {
    const { decision } = ask([mandate()], sliceOf('forbid(principal, action, resource);'))
    assert.deepEqual([decision.result, decision.denial], ['denied', 'explicit'])
  })

  test('the limit of a mandate is stronger than a policy that permits', () => {
    const spent = mandate({ budget: { amountMinor: 0, currency: 'EUR', period: 'day' } })
    assert.equal(ask([spent], sliceOf(permitAll)).decision.result, 'denied')
  })

  test('a mandate about something else leaves the policies to decide', () => {
    assert.equal(ask([mandate({ actions: ['read'] })], sliceOf(permitAll)).decision.result, 'allowed')
  })

  test('a policy that fails denies, although a mandate allows, and offers no step-up', () => {
    const broken = 'forbid(principal, action, resource) when { principal.properties.nowhere };'
    const { decision, stepUp } = ask([mandate({ stepUp: { actions: ['*'] } })], sliceOf(broken))
    assert.equal(decision.result, 'denied')
    assert.match(decision.missing.join(), /p0.*nowhere/)
    assert.equal(stepUp, undefined)
  })

  test('a policy tells what was claimed from what the directory knows', () => {
    const by = (place: string) =>
      `permit(principal, action, resource) when { principal.${place}.role == "admin" };`
    assert.equal(ask([], sliceOf(by('properties'))).decision.result, 'allowed')
    assert.equal(ask([], sliceOf(by('known'))).decision.result, 'denied')
  })

  test('without either nothing is allowed', () => {
    assert.deepEqual([ask([]).decision.result, ask([]).decision.denial], ['denied', 'implicit'])
  })
})

describe('the text of a policy', () => {
  test('is one policy, and says whom it concerns', () => {
    assert.deepEqual(checkAccessPolicy(permitAll), { ok: true, effect: 'permit', subject: undefined })
    assert.deepEqual(checkAccessPolicy('forbid(principal == Subject::"user:al", action, resource);'), {
      ok: true,
      effect: 'forbid',
      subject: 'user:al',
    })
    assert.deepEqual(checkAccessPolicy('permit(principal in Subject::"user:al", action, resource);'), {
      ok: true,
      effect: 'permit',
      subject: undefined,
    })
  })

  for (const text of [
    '',
    'permit(',
    `${permitAll}${permitAll}`,
    'permit(principal == ?principal, action, resource);',
  ])
    test(`is refused when it is ${JSON.stringify(text)}`, () =>
      assert.equal(checkAccessPolicy(text).ok, false))
})

describe('who acts', () => {
  test('is the subject, under its id and under its name with the type', () => {
    assert.deepEqual(actingOf(request), { identityKeys: ['clerk', 'agent:clerk'] })
  })

  test('is the agent where one is named, on behalf of the subject', () => {
    assert.deepEqual(actingOf({ ...request, context: { agent: 'bot' } }), {
      identityKeys: ['bot'],
      onBehalfOf: 'agent:clerk',
    })
  })

  test('is not decided by prior actors, nor by what is no text', () => {
    const context = { agent: { id: 'bot' }, on_behalf_of: 7, act: { sub: 'root', act: { sub: 'god' } } }
    assert.deepEqual(actingOf({ ...request, context }), { identityKeys: ['clerk', 'agent:clerk'] })
  })
})
