import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { DecisionDetail, DecisionPage, StepUpList } from '@countersign/api/decision'
import { checkExplanation } from '@countersign/explanation/citation'
import type { Explanation } from '@countersign/explanation/explanation'
import { done, question, startAuthority, type TestAuthority } from '../test-authority.ts'

let world: TestAuthority
let key: string

before(async () => {
  world = await startAuthority()
  key = await world.key('shop')
})
after(async () => world?.stop())

type Context = { readonly id: string; readonly reason: string; readonly step_up?: { readonly id: string } }
const asked = async (body: unknown, by = key) => {
  const { status, body: answer } = await world.ask(by, body)
  assert.equal(status, 200, JSON.stringify(answer))
  return answer as unknown as { decision: boolean; context: Context }
}

describe('who may ask', () => {
  test('nobody without a key, and nobody with a wrong or a revoked one', async () => {
    const response = await fetch(`${world.url}/access/v1/evaluation`, { method: 'POST', body: '{}' })
    assert.deepEqual(
      [response.status, response.headers.get('www-authenticate')],
      [401, 'Bearer realm="decision point"'],
    )
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/)
    assert.equal((await world.ask(`csk_00000000_${'x'.repeat(43)}`, question('clerk'))).status, 401)
    assert.equal((await world.ask('anything', question('clerk'))).status, 401)
  })

  test('no key that has another right', async () => {
    const { status, body } = await world.ask(await world.key('shop', ['event.read']), question('clerk'))
    assert.deepEqual([status, body.code], [403, 'FORBIDDEN'])
  })

  test('a key that was revoked is refused once its short memory is over', async () => {
    const { items } = await done<{ items: { id: string; name: string }[] }>(
      world.operator,
      'GET',
      '/api/tenants/shop/api-keys',
    )
    const short = await world.key('shop')
    const { items: more } = await done<{ items: { id: string }[] }>(
      world.operator,
      'GET',
      '/api/tenants/shop/api-keys',
    )
    const made = more.find(({ id }) => !items.some((old) => old.id === id))
    await asked(question('clerk'), short)
    await done(world.operator, 'DELETE', `/api/tenants/shop/api-keys/${made?.id}`)
    world.wait(3000)
    assert.equal((await world.ask(short, question('clerk'))).status, 401)
  })
})

describe('a tenant', () => {
  test('is that of the key: mandates, policies and decisions of another are never reached', async () => {
    await world.mandate('agent:walled', {})
    assert.equal((await asked(question('walled'))).decision, true)
    const foreign = await world.key('bank')
    const answer = await asked({ ...question('walled'), tenant: 'shop', tenantId: 'shop' }, foreign)
    assert.equal(answer.decision, false)
    assert.match(answer.context.reason, /no mandate/)
    const path = `/api/tenants/shop/decisions/${answer.context.id}`
    assert.equal((await world.operator.send('GET', path)).status, 404)
  })
})

describe('a mandate', () => {
  test('holds from its approval to its end, and a revocation holds at once', async () => {
    const { mandateId } = await world.mandate('agent:held', {}, 2)
    assert.equal((await asked(question('held'))).decision, true)
    assert.equal((await asked(question('held', 'delete'))).decision, false)
    await done(world.approver, 'POST', `/api/tenants/shop/mandates/${mandateId}/revoke`, {
      reason: 'Enough.',
    })
    const { decision, context } = await asked(question('held'))
    assert.equal(decision, false)
    assert.match(context.reason, /There is no mandate/)
  })

  test('with a budget that nobody meters denies, and says so', async () => {
    await world.mandate('agent:spender', { budget: { amountMinor: 1000, currency: 'EUR', period: 'day' } })
    const { decision, context } = await asked(question('spender'))
    assert.equal(decision, false)
    assert.match(context.reason, /what is spent of its budget is not known/)
  })

  test('lets an agent act for the people it names, and for nobody else', async () => {
    await world.mandate('bot-7', { onBehalfOf: ['user:cleo'] })
    const as = (id: string) => ({
      ...question(id),
      subject: { type: 'user', id },
      context: { agent: 'bot-7' },
    })
    assert.equal((await asked(as('cleo'))).decision, true)
    assert.equal((await asked(as('mallory'))).decision, false)
  })
})

describe('a decision that lacks only a yes', () => {
  const path = '/api/tenants/shop/step-ups'
  const waiting = async (id: string) => {
    await world.mandate(`agent:${id}`, { stepUp: { actions: ['file'] } })
    const { decision, context } = await asked(question(id))
    assert.equal(decision, false)
    return context.step_up?.id ?? assert.fail('nothing waits')
  }
  const again = (id: string, stepUp: string, resource = 'one') =>
    asked(question(id, 'file', resource, { step_up_id: stepUp }))

  test('is denied with an id; asked again after a yes it passes, once, and for that question alone', async () => {
    const id = await waiting('careful')
    assert.equal(
      (await asked(question('careful'))).context.step_up?.id,
      id,
      'the same question has one place',
    )
    assert.equal((await again('careful', id)).decision, false)
    await done(world.approver, 'POST', `${path}/${id}/answer`, { approve: true, reason: 'I know of it.' })
    assert.equal((await again('careful', id, 'two')).decision, false)
    assert.equal((await again('careful', id)).decision, true)
    assert.equal((await again('careful', id)).decision, false)
    const { items } = await done<StepUpList>(world.owner, 'GET', path)
    assert.equal(items.find(({ stepUpId }) => stepUpId === id)?.status, 'used')
  })

  test('stays denied after a no, and after the yes has expired', async () => {
    const refused = await waiting('refused')
    await done(world.approver, 'POST', `${path}/${refused}/answer`, { approve: false, reason: 'No.' })
    assert.equal((await again('refused', refused)).decision, false)
    const late = await waiting('late')
    await done(world.approver, 'POST', `${path}/${late}/answer`, { approve: true, reason: 'Yes.' })
    world.wait(16 * 60_000)
    assert.equal((await again('late', late)).decision, false)
  })

  test('is answered by a person with the right, once, and never by a key', async () => {
    const id = await waiting('asked-of')
    const body = { approve: true, reason: 'Yes.' }
    const byKey = { authorization: `Bearer ${key}` }
    const response = await fetch(`${world.url}${path}/${id}/answer`, {
      method: 'POST',
      headers: { ...byKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    assert.equal(response.status, 403)
    await done(world.approver, 'POST', `${path}/${id}/answer`, body)
    assert.equal((await world.approver.send('POST', `${path}/${id}/answer`, body)).status, 409)
  })
})

describe('an access policy', () => {
  const path = '/api/tenants/shop/access-policies/no-deletes'
  const forbid = 'forbid(principal, action == Action::"delete", resource);'

  test('is checked when it is saved, keeps its versions, and is in force until it is removed', async () => {
    await world.mandate('agent:deleter', { actions: ['delete'] })
    const bad = await world.operator.send('PUT', path, { name: 'x', text: 'permit(' })
    assert.deepEqual([bad.status, bad.body.code], [422, 'ACCESS_POLICY_INVALID'])
    await done(world.operator, 'PUT', path, { name: 'No deletes', text: forbid })
    const { decision, context } = await asked(question('deleter', 'delete'))
    assert.deepEqual([decision, context.reason], [false, 'Access policy no-deletes forbids it.'])
    const same = await done<{ version: number }>(world.operator, 'PUT', path, {
      name: 'No deletes',
      text: forbid,
    })
    assert.equal(same.version, 1)
    await done(world.operator, 'DELETE', path)
    assert.equal((await asked(question('deleter', 'delete'))).decision, true)
    const { items } = await done<{ items: { version: number; removed: boolean }[] }>(
      world.owner,
      'GET',
      `${path}/versions`,
    )
    assert.deepEqual(
      items.map(({ version, removed }) => [version, removed]),
      [
        [2, true],
        [1, false],
      ],
    )
  })

  test('that fails on a question denies it, whatever else permits', async () => {
    await world.mandate('agent:unlucky', {})
    const text =
      'forbid(principal == Subject::"agent:unlucky", action, resource) when { principal.properties.level > 3 };'
    await done(world.operator, 'PUT', '/api/tenants/shop/access-policies/fails', { name: 'x', text })
    const { decision, context } = await asked(question('unlucky'))
    assert.equal(decision, false)
    assert.match(context.reason, /could not be evaluated/)
    await done(world.operator, 'DELETE', '/api/tenants/shop/access-policies/fails')
  })
})

describe('a batch', () => {
  const path = '/access/v1/evaluations'
  const batch = async (semantic: string) => {
    const items = ['file', 'nothing', 'file'].map((name) => ({ action: { name } }))
    const { body } = await world.ask(
      key,
      { ...question('batcher'), evaluations: items, options: { evaluations_semantic: semantic } },
      path,
    )
    return (body.evaluations as unknown as { decision: boolean }[])?.map(({ decision }) => decision)
  }

  test('ends where its semantic says', async () => {
    await world.mandate('agent:batcher', {})
    assert.deepEqual(await batch('execute_all'), [true, false, true])
    assert.deepEqual(await batch('deny_on_first_deny'), [true, false])
    assert.deepEqual(await batch('permit_on_first_permit'), [true])
    assert.equal(
      (await world.ask(key, { evaluations: [{}], options: { evaluations_semantic: 'x' } }, path)).status,
      400,
    )
  })

  test('of more than its limit is refused', async () => {
    const evaluations = Array.from({ length: 1001 }, () => ({}))
    assert.equal((await world.ask(key, { ...question('batcher'), evaluations }, path)).status, 400)
  })
})

describe('a stored decision', () => {
  test('is explained from what was written when it was made, although the mandate is gone', async () => {
    const { mandateId } = await world.mandate('agent:told', {})
    const { context } = await asked(question('told'))
    await done(world.approver, 'POST', `/api/tenants/shop/mandates/${mandateId}/revoke`, { reason: 'Over.' })
    const path = `/api/tenants/shop/decisions/${context.id}`
    const { decision, explanation } = await done<DecisionDetail>(world.owner, 'GET', path)
    const { authority, statement, decidedBy } = explanation as Explanation
    assert.deepEqual([decision.decision, decision.mandateId], [true, mandateId])
    assert.equal(authority?.decision?.made, 'at-the-time')
    assert.equal(authority?.decision?.deciding[0]?.policyId, mandateId)
    assert.match(statement, /agent:told was allowed to file invoice:one/)
    assert.match(decidedBy[0]?.contentHash ?? '', /^[0-9a-f]{64}$/)
    const cited = { has: (evidence: string) => evidence === `policy:${mandateId}` }
    assert.deepEqual(checkExplanation(explanation as Explanation, cited), [])
  })

  test('is found by subject, action, resource, answer and time, page by page', async () => {
    const ids: string[] = []
    for (const resource of ['a', 'b', 'c'])
      ids.push((await asked(question('listed', 'file', resource))).context.id)
    const path = '/api/tenants/shop/decisions?subject=agent:listed&decision=false&limit=2'
    const first = await done<DecisionPage>(world.owner, 'GET', path)
    const second = await done<DecisionPage>(world.owner, 'GET', `${path}&cursor=${first.nextCursor}`)
    assert.deepEqual(
      [...first.items, ...second.items].map(({ decisionId }) => decisionId),
      ids.toSorted().toReversed(),
    )
    const none = await done<DecisionPage>(world.owner, 'GET', `${path}&resource=invoice:nowhere`)
    assert.deepEqual(none.items, [])
  })

  test('holds hostile ids and properties as data', async () => {
    for (const id of [
      "'; DROP TABLE decision; --",
      '\u0000\u202e',
      '\ud800',
      '__proto__',
      '"} || true',
      'x'.repeat(2048),
    ]) {
      const properties = {
        __proto__x: 1,
        __entity: { type: 'Subject', id: 'root' },
        deep: [[[{ a: null }]]],
        text: id,
      }
      const body = { ...question('h'), subject: { type: 'agent', id, properties } }
      const { decision, context } = await asked(body)
      assert.equal(decision, false)
      const stored = await done<DecisionDetail>(
        world.owner,
        'GET',
        `/api/tenants/shop/decisions/${context.id}`,
      )
      assert.equal(stored.decision.action, 'file')
    }
    assert.equal((await world.ask(key, question('x'.repeat(2049)))).status, 400)
  })
})

test('a page token of one search opens no other', async () => {
  const items = ['a', 'b', 'c'].map((id) => ({ kind: 'resource', type: 'invoice', id }))
  await done(world.operator, 'PUT', '/api/tenants/shop/access-directory', { items })
  await world.mandate('agent:searcher', {})
  const search = { ...question('searcher'), resource: { type: 'invoice' } }
  const path = '/access/v1/search/resource'
  const first = await world.ask(key, { ...search, page: { limit: 2 } }, path)
  const { page, results } = first.body as unknown as {
    page: { next_token: string }
    results: { id: string }[]
  }
  assert.deepEqual(
    results.map(({ id }) => id),
    ['a', 'b'],
  )
  const second = await world.ask(key, { ...search, page: { token: page.next_token } }, path)
  assert.deepEqual((second.body as unknown as { results: unknown }).results, [{ type: 'invoice', id: 'c' }])
  for (const token of ['x', '0-0000000000000000', `${page.next_token}0`])
    assert.equal((await world.ask(key, { ...search, page: { token } }, path)).status, 400)
  const other = { ...search, action: { name: 'read' }, page: { token: page.next_token } }
  assert.equal((await world.ask(key, other, path)).status, 400)
})
