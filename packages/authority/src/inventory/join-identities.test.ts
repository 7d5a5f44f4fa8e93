import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aliasSharedMax, type IdentitySplit, type JoinableItem, joinIdentities } from './join-identities.ts'

const named = (key: string, ...values: readonly string[]): JoinableItem => ({
  key,
  alsoKnownAs: values.map((value) => ({ kind: 'email', value })),
})

test('two sources that give the same name speak of one identity, and the name is the reason', () => {
  const [joined, ...others] = joinIdentities([
    named('okta:acme:ada@acme.example', 'ada@acme.example'),
    named('entra:t:user/ada@acme.example', 'ada@acme.example'),
  ])
  assert.deepEqual(others, [])
  assert.equal(joined?.key, 'entra:t:user/ada@acme.example')
  assert.deepEqual(joined?.reasons, [
    {
      left: 'entra:t:user/ada@acme.example',
      right: 'okta:acme:ada@acme.example',
      alias: { kind: 'email', value: 'ada@acme.example' },
    },
  ])
})

test('the same value in another space of names joins nothing', () => {
  const other: JoinableItem = { key: 'b', alsoKnownAs: [{ kind: 'agent-id', value: 'x' }] }
  assert.equal(joinIdentities([named('a', 'x'), other]).length, 2)
})

test('what a person split stays apart, and what hangs on each half stays with it', () => {
  const items = [named('a', 'x'), named('b', 'x'), named('c', 'y', 'z'), named('a2', 'z'), named('b', 'y')]
  const joined = joinIdentities(items, [{ left: 'b', right: 'a' }])
  assert.deepEqual(
    joined.map(({ keys }) => keys),
    [['a'], ['a2', 'b', 'c']],
  )
})

test('a name that everybody has is the name of nobody', () => {
  const items = Array.from({ length: aliasSharedMax + 1 }, (_, at) =>
    named(`k${at}`, 'no-reply@acme.example'),
  )
  assert.equal(joinIdentities(items).length, items.length)
})

const anyItem: fc.Arbitrary<JoinableItem> = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 3 }))
  .map(([key, values]) => named(`k${key}`, ...values.map((value) => `n${value}`)))
const anySplit: fc.Arbitrary<IdentitySplit> = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ left: `k${a}`, right: `k${b}` }))

test('the order of items and of splits never matters', () => {
  fc.assert(
    fc.property(
      fc
        .array(anyItem, { maxLength: 12 })
        .chain((items) =>
          fc.tuple(
            fc.constant(items),
            fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }),
          ),
        ),
      fc.array(anySplit, { maxLength: 4 }),
      ([items, shuffled], splits) => {
        assert.deepEqual(joinIdentities(shuffled, splits.toReversed()), joinIdentities(items, splits))
      },
    ),
  )
})

test('every key is in one group, and no group holds both halves of a split', () => {
  fc.assert(
    fc.property(fc.array(anyItem), fc.array(anySplit, { maxLength: 4 }), (items, splits) => {
      const groups = joinIdentities(items, splits)
      const keys = groups.flatMap((group) => group.keys)
      assert.deepEqual([...keys].sort(), [...new Set(items.map(({ key }) => key))].sort())
      for (const { left, right } of splits)
        assert.ok(!groups.some((group) => group.keys.includes(left) && group.keys.includes(right)))
    }),
  )
})
