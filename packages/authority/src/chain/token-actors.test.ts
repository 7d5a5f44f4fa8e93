import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import fc from 'fast-check'
import { eventOf, indexOf } from './chain-fixture.ts'
import { chainOf } from './chain-of.ts'
import { tokenActorsIn } from './token-actors.ts'

const exchanged = {
  time: '2026-03-04T10:00:00Z',
  event: 'token_exchange',
  id: 'exchange-1',
  claims: {
    iss: 'https://login.example.com',
    sub: 'alice@example.com',
    act: { sub: 'agent-7', act: { sub: 'gateway', act: { sub: 'portal' } } },
  },
}

test('the outermost actor acts for the subject; nested actors are history and never a hop', async () => {
  const { chain } = await chainOf(eventOf(exchanged), indexOf([exchanged]))
  assert.deepEqual(
    chain.map(({ role, actor }) => `${role} ${actor}`),
    [
      'human oidc:login.example.com/alice@example.com',
      'agent oidc:login.example.com/agent-7',
      'tool unknown',
    ],
  )
  assert.match(chain[1]?.via ?? '', /history and no authority: .*gateway.*portal/)
})

test('a subject without an actor, or an actor without a subject, is no delegation', () => {
  assert.equal(tokenActorsIn({ sub: 'a', act: {} }), undefined)
  assert.equal(tokenActorsIn({ act: { sub: 'b' } }), undefined)
})

test('whatever JSON a record holds, reading it ends and throws nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      tokenActorsIn({ claims: value as Json } as JsonObject)
    }),
  )
})
