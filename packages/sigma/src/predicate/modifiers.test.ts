import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/ocsf/record'
import { fires, refusalOf } from '../rule-fixture.ts'

type Case = {
  readonly modifier: string
  readonly item: string
  readonly matches: readonly JsonObject[]
  readonly not: readonly JsonObject[]
}

/** The 31 modifiers of Sigma 2.1, each by what it must and must not match. */
const cases: readonly Case[] = [
  {
    modifier: 'all',
    item: 'a|contains|all: [one, two]',
    matches: [{ a: 'two and ONE' }, { a: ['one two', 'x'] }],
    not: [{ a: 'one' }, { a: 'two' }, {}],
  },
  {
    modifier: 'startswith',
    item: 'a|startswith: ab',
    matches: [{ a: 'ABc' }, { a: 'ab' }],
    not: [{ a: 'cab' }],
  },
  {
    modifier: 'endswith',
    item: 'a|endswith: .exe',
    matches: [{ a: 'x.EXE' }, { a: ['y', 'z.exe'] }],
    not: [{ a: 'x.exe2' }],
  },
  {
    modifier: 'contains',
    item: 'a|contains: "b*d"',
    matches: [{ a: 'abcde' }, { a: 'BD' }],
    not: [{ a: 'adcb' }],
  },
  {
    modifier: 'exists',
    item: 'a|exists: true',
    matches: [{ a: 1 }, { a: null }, { a: '' }],
    not: [{ b: 1 }],
  },
  { modifier: 'exists', item: 'a|exists: false', matches: [{ b: 1 }], not: [{ a: 1 }, { a: null }] },
  { modifier: 'cased', item: 'a|cased: Ab', matches: [{ a: 'Ab' }], not: [{ a: 'AB' }, { a: 'ab' }] },
  { modifier: 'cased', item: 'a|contains|cased: Ab', matches: [{ a: 'xAby' }], not: [{ a: 'xaby' }] },
  { modifier: 'neq', item: 'a|neq: [x, y]', matches: [{ a: 'z' }, {}], not: [{ a: 'X' }, { a: 'y' }] },
  {
    modifier: 'windash',
    item: 'a|windash|contains: " -f "',
    matches: ['-', '/', '–', '—', '―'].map((dash) => ({ a: `x ${dash}F y` })),
    not: [{ a: 'x _f y' }, { a: 'x f y' }],
  },
  { modifier: 're', item: 'a|re: "^a.c$"', matches: [{ a: 'abc' }], not: [{ a: 'ABC' }, { a: 'xabc' }] },
  { modifier: 're', item: 'a|re: "(?i)^a.c$"', matches: [{ a: 'ABC' }], not: [{ a: 'ab' }] },
  { modifier: 'i', item: 'a|re|i: "^a.c$"', matches: [{ a: 'aBC' }], not: [{ a: 'ac' }] },
  { modifier: 'm', item: 'a|re|m: "^b$"', matches: [{ a: 'a\nb\nc' }], not: [{ a: 'ab' }] },
  { modifier: 's', item: 'a|re|s: "a.b"', matches: [{ a: 'a\nb' }], not: [{ a: 'ab' }] },
  {
    modifier: 'base64',
    item: 'a|base64|contains: "whoami /all"',
    matches: [{ a: 'x d2hvYW1pIC9hbGw= y' }],
    not: [{ a: 'whoami /all' }],
  },
  {
    modifier: 'base64offset',
    item: 'a|base64offset|contains: "://evil.example"',
    matches: ['', 'x', 'xy', 'xyz'].map((before) => ({ a: btoa(`${before}http://evil.example/path`) })),
    not: [{ a: 'http://evil.example/path' }],
  },
  {
    modifier: 'utf16le',
    item: 'a|utf16le|base64offset|contains: calc',
    matches: [{ a: utf16('xcalcx', 'le') }],
    not: [{ a: btoa('xcalcx') }],
  },
  {
    modifier: 'wide',
    item: 'a|wide|base64offset|contains: calc',
    matches: [{ a: utf16('xxcalc', 'le') }],
    not: [{ a: utf16('xxcalc', 'be') }],
  },
  {
    modifier: 'utf16be',
    item: 'a|utf16be|base64offset|contains: calc',
    matches: [{ a: utf16('calc', 'be') }],
    not: [{ a: btoa('calc') }],
  },
  {
    modifier: 'utf16',
    item: 'a|utf16|base64: calc',
    matches: [{ a: utf16('\ufeffcalc', 'le') }],
    not: [{ a: utf16('calc', 'le') }],
  },
  {
    modifier: 'lt',
    item: 'a|lt: 5',
    matches: [{ a: 4 }, { a: '4.9' }],
    not: [{ a: 5 }, { a: 'x' }, { a: '' }],
  },
  { modifier: 'lte', item: 'a|lte: 5', matches: [{ a: 5 }, { a: '-1' }], not: [{ a: 5.1 }] },
  { modifier: 'gt', item: 'a|gt: 5', matches: [{ a: 6 }, { a: '0x10' }], not: [{ a: 5 }, { a: null }] },
  { modifier: 'gte', item: 'a|gte: 5', matches: [{ a: 5 }, { a: [1, 9] }], not: [{ a: 4 }] },
  ...timeCases(),
  {
    modifier: 'cidr',
    item: 'a|cidr: [10.0.0.0/8, 2001:db8::/32]',
    matches: [{ a: '10.1.2.3' }, { a: '::ffff:10.1.2.3' }, { a: '2001:0DB8:0:0::1' }],
    not: [{ a: '11.0.0.1' }, { a: '2001:db9::1' }, { a: '10.1.2' }, { a: '10.1.2.3.4' }],
  },
  {
    modifier: 'fieldref',
    item: 'a|fieldref: b',
    matches: [
      { a: 'X', b: 'x' },
      { a: ['p', 'q'], b: 'q' },
    ],
    not: [{ a: 'x', b: 'y' }, { a: 'x' }, {}],
  },
  {
    modifier: 'fieldref',
    item: 'a|fieldref|endswith: b',
    matches: [{ a: 'c:\\x.exe', b: '\\X.EXE' }],
    not: [{ a: 'x', b: 'xx' }],
  },
]

function utf16(text: string, order: 'le' | 'be'): string {
  const bytes = Buffer.from(text, 'utf16le')
  return (order === 'be' ? bytes.swap16() : bytes).toString('base64')
}

/** 2026-03-04 is a Wednesday of ISO week 10. */
function timeCases(): readonly Case[] {
  const at = '2026-03-04 05:06:07.890'
  const values: Readonly<Record<string, readonly [number, number]>> = {
    minute: [6, 7],
    hour: [5, 4],
    day: [4, 3],
    week: [10, 9],
    month: [3, 4],
    year: [2026, 2025],
  }
  return Object.entries(values).map(([modifier, [right, wrong]]) => ({
    modifier,
    item: `a|${modifier}: ${right}\n  b|${modifier}|gte: ${right}`,
    matches: [
      { a: at, b: at },
      { a: '2026-03-04T06:06:07+01:00', b: 1772600767 },
    ],
    not: [{ a: at, b: shifted(modifier, wrong) }, { a: 'no time', b: at }, {}],
  }))
}

/** A time whose named part is one less, where one less is less. */
function shifted(part: string, value: number): string | number {
  const before: Readonly<Record<string, string>> = {
    minute: '2026-03-04T05:05:59Z',
    hour: '2026-03-04T04:59:59Z',
    day: '2026-03-03T23:59:59Z',
    week: '2026-03-01T23:59:59Z',
    month: '2026-02-28T23:59:59Z',
    year: '2025-12-31T23:59:59Z',
  }
  return before[part] ?? value
}

for (const { modifier, item, matches, not } of cases)
  test(`${modifier}: ${item.split('\n')[0]}`, () => {
    const detection = `selection:\n  ${item}\ncondition: selection`
    for (const event of matches) assert.ok(fires(detection, event), JSON.stringify(event))
    for (const event of not) assert.ok(!fires(detection, event), JSON.stringify(event))
  })

test('expand: a placeholder stands for any of its values, several multiply, and one without values refuses the rule', () => {
  const detection = 'selection:\n  a|expand|startswith: "%who%@%where%"\ncondition: selection'
  const placeholders = new Map([
    ['who', ['ann', 'bob']],
    ['where', ['one', 'two']],
  ])
  assert.ok(fires(detection, { a: 'Bob@two.example' }, placeholders))
  assert.ok(!fires(detection, { a: '%who%@%where%' }, placeholders))
  assert.equal(refusalOf(detection), 'placeholder %who% that is not defined')
  assert.ok(
    fires('selection:\n  a: "%who%"\ncondition: selection', { a: '%WHO%' }),
    'without expand it is text',
  )
})

test('all 31 modifiers of Sigma 2.1 have a case', () => {
  const specified =
    'all startswith endswith contains exists cased neq windash re i m s base64 base64offset utf16le utf16be utf16 wide lt lte gt gte minute hour day week month year cidr expand fieldref'.split(
      ' ',
    )
  assert.equal(specified.length, 31)
  const covered = new Set([...cases.map(({ modifier }) => modifier), 'expand'])
  assert.deepEqual(
    specified.filter((modifier) => !covered.has(modifier)),
    [],
  )
})

test('what a modifier makes no sense of is refused by name', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['a|contain: x', /modifier "contain"/],
    ['a|cidr: 10.0.0.0/33', /no network/],
    ['a|lt: five', /no number/],
    ['a|exists: maybe', /exists/],
    ['a|i: x', /flag without "re"/],
    ['a|re: "(?<=x)y"', /look-around/],
    ['a|re: "(a)\\\\1"', /back-reference/],
    ['a|base64|base64offset: x', /together/],
  ]
  for (const [item, reason] of refused)
    assert.match(refusalOf(`selection:\n  ${item}\ncondition: selection`) ?? 'accepted', reason)
})
