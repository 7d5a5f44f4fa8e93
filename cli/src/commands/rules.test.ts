import assert from 'node:assert/strict'
import { test } from 'node:test'
import { starterPackPath } from '../rule-book.ts'
import { countersign, folderWith } from '../test-terminal.ts'

type Checked = {
  readonly loaded: number
  readonly correlations: number
  readonly filters: number
  readonly refused: readonly {
    readonly pack: string
    readonly path: string
    readonly title?: string
    readonly reason: string
  }[]
}

const rule = (id: string, detection: string) =>
  `title: A Rule\nid: ${id}\nlogsource: {product: aws}\ndetection:\n${detection}\nlevel: low\n`
const usable = rule('6f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f10', '  s: {a: b}\n  condition: s')

test('the starter pack is usable to the last rule', async () => {
  const { code, out } = await countersign(['rules', 'check', starterPackPath, '--json'])
  const checked = JSON.parse(out) as Checked
  assert.deepEqual([code, checked.refused], [0, []])
  assert.ok(checked.loaded >= 40)
  assert.ok(checked.correlations >= 5)
})

test('what cannot be used is named with its reason, and makes the exit code 1', async (t) => {
  const folder = folderWith(t, {
    'good.yml': usable,
    'modifier.yml': rule('7f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f11', '  s: {a|sounds_like: b}\n  condition: s'),
    'broken.yml': 'title: [\n',
    'double.yml': usable.replace('a: b', 'a: c'),
  })
  const { code, out } = await countersign(['rules', 'check', folder, '--json'])
  const { loaded, refused } = JSON.parse(out) as Checked
  assert.deepEqual([code, loaded], [1, 1])
  const reasons = Object.fromEntries(refused.map(({ path, reason }) => [path, reason]))
  assert.deepEqual(Object.keys(reasons).sort(), ['broken.yml', 'good.yml', 'modifier.yml'])
  assert.match(reasons['modifier.yml'] ?? '', /sounds_like/)
  assert.match(reasons['good.yml'] ?? '', /its id is already that of .*double\.yml/)
})

test('hostile rule files neither hang nor paint', async (t) => {
  const nested = `${'['.repeat(5000)}${']'.repeat(5000)}`
  const folder = folderWith(t, {
    'redos.yml': rule('8f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f12', "  s: {a|re: '(a+)+$'}\n  condition: s"),
    'laughs.yml': `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n`,
    'deep.yml': rule('9f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f13', `  s: ${nested}\n  condition: s`),
    'paint.yml': 'title: "\\e[31mred\\u202e"\nid: x\ndetection: {}\n',
  })
  const checked = await countersign(['rules', 'check', folder])
  assert.equal(checked.code, 1)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.doesNotMatch(checked.out, /[\u0000-\u0009\u000b-\u001f\u202e]/)
  const log = folderWith(t, {
    'x.ndjson': JSON.stringify({ time: '2026-03-04T10:00:00Z', product: 'aws', a: `${'a'.repeat(50_000)}!` }),
  })
  const detected = await countersign(['detect', '--rules', folder, log])
  assert.equal(detected.out, '')
})

test('wrong use is said', async () => {
  for (const [argv, message] of [
    [['rules'], /Say what to do/],
    [['rules', 'check'], /Name a folder/],
    [['rules', 'burn'], /There is no "rules burn"/],
    [['rules', 'check', '/no/such'], /RULE_PACK_UNREADABLE/],
    [['rules', 'install', 'a', 'b'], /Name one/],
    [['rules', 'remove'], /Name one pack/],
  ] as const) {
    const { code, error } = await countersign(argv)
    assert.equal(code, 2)
    assert.match(error, message)
  }
})
