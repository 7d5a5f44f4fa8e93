import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { found, planned, rowsOf, type ShortRow } from './correlation-fixture.ts'
import { evaluateCorrelation } from './evaluate.ts'

const ann = { user: 'ann' }
const bob = { user: 'bob' }

describe('windows', () => {
  const three = '{type: event_count, rules: [a], timespan: 10s, condition: {gte: 3}}'

  test('a window slides over event time and holds its begin and its end', () => {
    assert.deepEqual(
      found(three, [
        ['a', 0],
        ['a', 5],
        ['a', 10],
      ]),
      ['10-10 e01 e02 e03'],
    )
    assert.deepEqual(
      found(three, [
        ['a', 0],
        ['a', 5],
        ['a', 10.001],
      ]),
      [],
    )
  })

  test('windows that follow each other within a timespan are one finding; after a pause there is another', () => {
    const rows: readonly ShortRow[] = [1, 2, 3, 9, 40, 41, 42].map((second) => ['a', second])
    assert.deepEqual(found(three, rows), ['3-9 e01 e02 e03 e04', '42-42 e05 e06 e07'])
  })

  test('the order in which rows arrive makes no difference', () => {
    const rows: readonly ShortRow[] = [1, 2, 3, 9, 40, 41, 42].map((second) => ['a', second])
    const straight = evaluateCorrelation(planned(three), rowsOf(rows))
    assert.deepEqual(evaluateCorrelation(planned(three), rowsOf(rows).toReversed()), straight)
  })

  test('tenants are never counted together', () => {
    const rows = [
      ...rowsOf(
        [
          ['a', 1],
          ['a', 2],
        ],
        'shop',
      ),
      ...rowsOf(
        [
          ['a', 3],
          ['a', 4],
        ],
        'bank',
      ),
    ]
    assert.deepEqual(evaluateCorrelation(planned(three), rows), [])
  })
})

describe('groups', () => {
  const two = '{type: event_count, rules: [a], group-by: [user], timespan: 10s, condition: {gte: 2}}'

  test('each group counts for itself, and letters of another case are no other group', () => {
    const rows: readonly ShortRow[] = [
      ['a', 1, ann],
      ['a', 2, bob],
      ['a', 3, { user: 'ANN' }],
    ]
    assert.deepEqual(found(two, rows), ['ann: 3-3 e01 e03'])
  })

  test('a row without the field belongs to no group', () => {
    assert.deepEqual(
      found(two, [
        ['a', 1],
        ['a', 2],
        ['a', 3, { user: '' }],
      ]),
      [],
    )
  })

  test('an alias gives one name to fields that rules call differently', () => {
    const text =
      '{type: temporal, rules: [a, b], group-by: [who], timespan: 10s, aliases: {who: {a: user, b: actor}}}'
    const rows: readonly ShortRow[] = [
      ['a', 1, ann],
      ['b', 2, { actor: 'ann' }],
      ['b', 3, { user: 'ann' }],
    ]
    assert.deepEqual(found(text, rows), ['ann: 2-2 e01 e02'])
  })
})

describe('event_count', () => {
  test('counts events, not matches: one event that two rules match counts once', () => {
    const text = '{type: event_count, rules: [a, b], timespan: 10s, condition: {gte: 2}}'
    assert.deepEqual(
      found(text, [
        ['a', 1, {}, 'x'],
        ['b', 1, {}, 'x'],
      ]),
      [],
    )
    assert.deepEqual(
      found(text, [
        ['a', 1, {}, 'x'],
        ['b', 2, {}, 'y'],
      ]),
      ['2-2 x y'],
    )
  })

  test('compares by every operator', () => {
    const counted = (condition: string) =>
      found(`{type: event_count, rules: [a], timespan: 10s, condition: {${condition}}}`, [
        ['a', 1],
        ['a', 2],
        ['a', 3],
      ]).map((burst) => burst.split(' ')[0])
    assert.deepEqual(counted('gt: 2'), ['3-3'])
    assert.deepEqual(counted('gte: 2'), ['2-3'])
    assert.deepEqual(counted('lt: 2'), ['1-1'])
    assert.deepEqual(counted('lte: 2'), ['1-2'])
    assert.deepEqual(counted('eq: 2'), ['2-2'])
    assert.deepEqual(counted('neq: 2'), ['1-3'])
    assert.deepEqual(counted('gt: 1, lt: 3'), ['2-2'])
  })
})

describe('value_count', () => {
  const distinct = '{type: value_count, rules: [a], timespan: 10s, condition: {field: ip, gte: 3}}'
  const at = (second: number, ip: string): ShortRow => ['a', second, { ip }]

  test('counts different values in the window, and a value leaves with its last event', () => {
    assert.deepEqual(found(distinct, [at(0, 'x'), at(1, 'x'), at(2, 'y')]), [])
    assert.deepEqual(found(distinct, [at(0, 'x'), at(5, 'y'), at(10, 'z')]), ['10-10 e01 e02 e03'])
    assert.deepEqual(found(distinct, [at(0, 'x'), at(5, 'y'), at(11, 'z')]), [])
    assert.deepEqual(found(distinct, [at(0, 'x'), at(5, 'y'), at(6, 'x'), at(15, 'z')]), [
      '15-15 e02 e03 e04',
    ])
  })

  test('a list of fields counts different combinations', () => {
    const text = '{type: value_count, rules: [a], timespan: 10s, condition: {field: [ip, user], gte: 3}}'
    const rows: readonly ShortRow[] = [
      ['a', 1, { ip: 'x', user: 'ann' }],
      ['a', 2, { ip: 'x', user: 'bob' }],
      ['a', 3, { ip: 'x', user: 'ann' }],
      ['a', 4, { ip: 'y', user: 'ann' }],
    ]
    assert.deepEqual(found(text, rows), ['4-4 e01 e02 e03 e04'])
  })
})

describe('value_sum, value_avg, value_median and value_percentile', () => {
  const bytes = (...values: readonly string[]): readonly ShortRow[] =>
    values.map((value, second) => ['a', second, { bytes: value }])
  const metric = (type: string, condition: string) =>
    `{type: ${type}, rules: [a], timespan: 10s, condition: {field: bytes, ${condition}}}`

  test('a sum adds what the field says, fractions and negative numbers too', () => {
    assert.deepEqual(found(metric('value_sum', 'gt: 100'), bytes('60', '40', '0.000001')), [
      '2-2 e01 e02 e03',
    ])
    assert.deepEqual(found(metric('value_sum', 'gt: 100'), bytes('60', '50', '-20')), ['1-1 e01 e02'])
  })

  test('a value that is no number is not there', () => {
    assert.deepEqual(found(metric('value_sum', 'gte: 2'), bytes('1', 'NaN', '1e9', ' 5', '1')), [
      '4-4 e01 e05',
    ])
  })

  test('an average is exact', () => {
    // 1, (1+2)/2 = 1.5, (1+2+6)/3 = 3
    assert.deepEqual(found(metric('value_avg', 'eq: 1.5'), bytes('1', '2', '6')), ['1-1 e01 e02'])
    assert.deepEqual(found(metric('value_avg', 'gte: 3'), bytes('1', '2', '6')), ['2-2 e01 e02 e03'])
  })

  test('a median is the middle value, the lower of two', () => {
    // {9} -> 9; {1,9} -> 1; {1,5,9} -> 5; {1,5,7,9} -> 5
    assert.deepEqual(found(metric('value_median', 'eq: 5'), bytes('9', '1', '5', '7')), [
      '2-3 e01 e02 e03 e04',
    ])
  })

  test('a percentile is the value at its nearest rank', () => {
    const ten = bytes('1', '2', '3', '4', '5', '6', '7', '8', '9', '10')
    // Of nine and of ten values the 90th percentile is the 9th smallest: ceil(8.1) = ceil(9) = 9.
    assert.deepEqual(found(metric('value_percentile', 'percentile: 90, gte: 9'), ten), [
      `8-9 ${ten.map((_, i) => `e${String(i + 1).padStart(2, '0')}`).join(' ')}`,
    ])
    assert.deepEqual(found(metric('value_percentile', 'percentile: 90, gte: 10'), ten), [])
  })

  test('without a percentile it is the share of a value among the events of the window', () => {
    // The 4th event is the only "rare" among four: 25 %.
    const text = '{type: value_percentile, rules: [a], timespan: 10s, condition: {field: image, lte: 25}}'
    const rows: readonly ShortRow[] = ['sh', 'sh', 'sh', 'rare'].map((image, second) => [
      'a',
      second,
      { image },
    ])
    assert.deepEqual(found(text, rows), ['3-3 e01 e02 e03 e04'])
  })
})

test('incremental windows give the same as counting every window anew', () => {
  const text = '{type: value_count, rules: [a], timespan: 5s, condition: {field: ip, gte: 3}}'
  const row = fc.tuple(fc.nat(40), fc.constantFrom('v', 'w', 'x', 'y'))
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (generated) => {
      const rows = rowsOf(generated.map(([second, ip]) => ['a', second, { ip }]))
      const holds = rows.filter(({ timeMs }) => {
        const inside = rows.filter((other) => other.timeMs <= timeMs && other.timeMs >= timeMs - 5000)
        return new Set(inside.map(({ captured }) => captured.ip)).size >= 3
      })
      const instants = [...new Set(holds.map(({ timeMs }) => timeMs))].sort((a, b) => a - b)
      const bursts = evaluateCorrelation(planned(text), rows)
      const starts = instants.filter((at, i) => i === 0 || at - (instants[i - 1] ?? 0) > 5000)
      assert.deepEqual(
        bursts.map(({ matchedAtMs }) => matchedAtMs),
        starts,
      )
    }),
  )
})
