import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { found, type ShortRow } from './correlation-fixture.ts'

const ann = { user: 'ann' }
const bob = { user: 'bob' }

describe('temporal', () => {
  const all = '{type: temporal, rules: [a, b, c], group-by: [user], timespan: 10s}'

  test('every rule matches within the timespan, in any order', () => {
    assert.deepEqual(
      found(all, [
        ['c', 1, ann],
        ['a', 5, ann],
        ['b', 11, ann],
      ]),
      ['ann: 11-11 e01 e02 e03'],
    )
    assert.deepEqual(
      found(all, [
        ['c', 1, ann],
        ['a', 5, ann],
        ['b', 12, ann],
      ]),
      [],
    )
    assert.deepEqual(
      found(all, [
        ['c', 1, ann],
        ['a', 5, bob],
        ['b', 6, ann],
      ]),
      [],
    )
  })

  test('a number says how many of the rules', () => {
    const text = '{type: temporal, rules: [a, b, c], timespan: 10s, condition: {gte: 2}}'
    assert.deepEqual(
      found(text, [
        ['a', 1],
        ['a', 2],
        ['c', 3],
      ]),
      ['3-3 e01 e02 e03'],
    )
  })
})

describe('temporal_ordered', () => {
  const ordered = '{type: temporal_ordered, rules: [a, b, c], timespan: 10s}'

  test('the rules match one after the other', () => {
    assert.deepEqual(
      found(ordered, [
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]),
      ['3-3 e01 e02 e03'],
    )
    assert.deepEqual(
      found(ordered, [
        ['b', 1],
        ['a', 2],
        ['c', 3],
      ]),
      [],
    )
  })

  test('what stands between does not break the order, and the latest begin counts', () => {
    assert.deepEqual(
      found(ordered, [
        ['a', 0],
        ['a', 4],
        ['b', 5],
        ['a', 6],
        ['c', 14],
      ]),
      ['14-14 e02 e03 e04 e05'],
    )
    assert.deepEqual(
      found(ordered, [
        ['a', 0],
        ['b', 5],
        ['a', 6],
        ['c', 14],
      ]),
      [],
    )
  })

  test('the same millisecond is in order', () => {
    assert.deepEqual(
      found(ordered, [
        ['c', 1],
        ['b', 1],
        ['a', 1],
      ]),
      ['1-1 e01 e02 e03'],
    )
  })
})

describe('extended conditions', () => {
  const without = (type: string) =>
    `{type: ${type}, rules: [a, b, c], timespan: 10s, condition: a and b and not c}`

  test('a rule that must not match is looked for a timespan before and after', () => {
    for (const type of ['temporal', 'temporal_extended', 'temporal_ordered_extended']) {
      assert.deepEqual(
        found(without(type), [
          ['a', 100],
          ['b', 105],
        ]),
        ['105-105 e01 e02'],
        type,
      )
      for (const second of [95, 103, 115])
        assert.deepEqual(
          found(without(type), [
            ['a', 100],
            ['b', 105],
            ['c', second],
          ]),
          [],
          `${type} ${second}`,
        )
      for (const second of [94, 116])
        assert.equal(
          found(without(type), [
            ['a', 100],
            ['b', 105],
            ['c', second],
          ]).length,
          1,
        )
    }
  })

  test('an absence counts only when its time has passed', () => {
    const rows: readonly ShortRow[] = [
      ['a', 100],
      ['b', 105],
    ]
    assert.deepEqual(found(without('temporal'), rows, { horizonSecond: 114 }), [])
    assert.equal(found(without('temporal'), rows, { horizonSecond: 115 }).length, 1)
  })

  test('alternatives and quantifiers', () => {
    const either = '{type: temporal, rules: [a, b, c], timespan: 10s, condition: a and (b or c)}'
    assert.deepEqual(
      found(either, [
        ['c', 1],
        ['a', 2],
      ]),
      ['2-2 e01 e02'],
    )
    assert.deepEqual(
      found(either, [
        ['c', 1],
        ['b', 2],
      ]),
      [],
    )
    const some = '{type: temporal, rules: [a, b, c], timespan: 10s, condition: 2 of them}'
    assert.deepEqual(
      found(some, [
        ['c', 1],
        ['b', 2],
      ]),
      ['2-2 e01 e02'],
    )
  })
})

describe('chains', () => {
  const below = {
    guessing: '{type: event_count, rules: [a], group-by: [user], timespan: 10s, condition: {gte: 3}}',
  }

  test('a correlation is an event of the one above, at the instant it began to hold', () => {
    const text = '{type: temporal_ordered, rules: [guessing, b], group-by: [user], timespan: 30s}'
    const failed: readonly ShortRow[] = [
      ['a', 1, ann],
      ['a', 2, ann],
      ['a', 3, ann],
    ]
    assert.deepEqual(found(text, [...failed, ['b', 33, ann]], { below }), ['ann: 33-33 e01 e02 e03 e04'])
    assert.deepEqual(found(text, [...failed, ['b', 34, ann]], { below }), [])
    assert.deepEqual(found(text, [...failed.slice(1), ['b', 5, ann]], { below }), [])
    assert.deepEqual(found(text, [...failed, ['b', 5, bob]], { below }), [])
  })

  test('the one above may group by what the one below does not', () => {
    const wide = {
      burst: '{type: event_count, rules: [a], group-by: [ip], timespan: 10s, condition: {gte: 2}}',
    }
    const text = '{type: value_count, rules: [burst], timespan: 60s, condition: {field: user, gte: 2}}'
    const rows: readonly ShortRow[] = [
      ['a', 1, { ip: 'x', user: 'ann' }],
      ['a', 2, { ip: 'x', user: 'bob' }],
    ]
    assert.deepEqual(found(text, rows, { below: wide }), ['2-2 e01 e02'])
  })
})
