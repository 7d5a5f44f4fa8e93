import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRuleBase } from './base/rule-base.ts'
import { createMatcher } from './matcher.ts'
import { matchOf, ruleOf } from './rule-fixture.ts'

test('a match says which selection held, on which field as the rule wrote it, and on which value', () => {
  const rule = ruleOf(
    'img: {Image|endswith: \\cmd.exe}\ncli: {CommandLine|contains|all: [/c, whoami]}\nfilter: {User: SYSTEM}\ncondition: img and cli and not filter',
    '{product: windows, category: process_creation}',
  )
  const match = matchOf(
    rule,
    {
      Channel: 'Security',
      EventID: 4688,
      NewProcessName: 'C:\\Windows\\cmd.exe',
      CommandLine: 'cmd.exe /c whoami',
      SubjectUserName: 'ann',
    },
    { format: 'windows-nxlog' },
  )
  assert.deepEqual(match?.matched, [
    { selection: 'img', field: 'Image', value: 'C:\\Windows\\cmd.exe' },
    { selection: 'cli', field: 'CommandLine', value: 'cmd.exe /c whoami' },
  ])
})

test('of alternatives, only those that held are named, with the entry of a list that held', () => {
  const rule = ruleOf('one: {a: 1}\ntwo: {b|contains: evil}\ncondition: 1 of them')
  assert.deepEqual(matchOf(rule, { a: 2, b: ['good', 'evil one'] })?.matched, [
    { selection: 'two', field: 'b', value: 'evil one' },
  ])
})

test('a keyword names the field it was found in', () => {
  const rule = ruleOf('keywords: [mimikatz]\ncondition: keywords')
  assert.deepEqual(matchOf(rule, { x: 'no', deep: { list: [{ name: 'Run MIMIKATZ' }] } })?.matched, [
    { selection: 'keywords', field: 'deep.list.name', value: 'Run MIMIKATZ' },
  ])
})

test('a rule that only excludes says what its fields held instead', () => {
  const rule = ruleOf(
    'known: {ext: [exe, dll]}\nother: {ext: sys, size: 0}\ncondition: not known and not other',
  )
  assert.deepEqual(matchOf(rule, { ext: 'pif', size: 7 })?.matched, [
    { selection: 'not known', field: 'ext', value: 'pif' },
    { selection: 'not other', field: 'size', value: '7' },
  ])
})

test('long hostile values are cut and many fields are bounded', () => {
  const rule = ruleOf('s: {a|contains: x}\ncondition: s')
  const match = matchOf(rule, { a: `x${'\u001b[31m'.repeat(5000)}` })
  assert.equal(match?.matched[0]?.value.length, 1000)
  const wide = ruleOf(`s:\n${Array.from({ length: 100 }, (_, at) => `  f${at}: 1`).join('\n')}\ncondition: s`)
  const event = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, 1]))
  assert.equal(matchOf(wide, event)?.matched.length, 64)
})

test('a rule fires only where its log source does not contradict the record', () => {
  const rule = ruleOf('s: {EventID: 1}\ncondition: s', '{product: windows, service: sysmon}')
  const at = (Channel: string) => matchOf(rule, { EventID: 1, Channel }, { format: 'windows-nxlog' })
  assert.ok(at('Microsoft-Windows-Sysmon/Operational') !== undefined)
  assert.equal(at('Security'), undefined)
  assert.equal(at('Microsoft-Windows-WMI-Activity/Operational'), undefined)
})

test('a record that states its log source is taken at its word, one that states nothing is tried on every rule', () => {
  const rule = ruleOf('s: {a: 1}\ncondition: s', '{product: linux, category: process_creation}')
  assert.ok(matchOf(rule, { a: 1, product: 'linux', category: 'process_creation' }) !== undefined)
  assert.ok(matchOf(rule, { a: 1, logsource: { product: 'Linux' } }) !== undefined)
  assert.equal(matchOf(rule, { a: 1, product: 'linux', category: 'file_event' }), undefined)
  assert.ok(matchOf(rule, { a: 1 }) !== undefined)
})

test('values are handed on for the correlations that ask, and matches come in the order of the rules', () => {
  const rules = ['one', 'two'].map((id) =>
    ruleOf('s: {a|exists: true}\ncondition: s', '{category: test}', id),
  )
  const base = compileRuleBase(rules, { captures: new Map([['two', ['user', 'missing']]]) })
  const matches = createMatcher(base).match({ a: 1, user: 'ann' }, 'generic-json')
  assert.deepEqual(
    matches.map(({ rule, captured }) => [rule.id, captured]),
    [
      ['one', undefined],
      ['two', { user: 'ann' }],
    ],
  )
})

test('hostile log sources invented by records do not grow the matcher without end', () => {
  const base = compileRuleBase([ruleOf('s: {a: 1}\ncondition: s', '{product: windows}')])
  const matcher = createMatcher(base)
  for (let at = 0; at < 20_000; at++)
    assert.equal(matcher.match({ a: 1, product: `invented-${at}` }, 'generic-json').length, 0)
  assert.equal(matcher.match({ a: 1, product: 'windows' }, 'generic-json').length, 1)
})

test('names of log sources such as constructor are names', () => {
  const base = compileRuleBase([ruleOf('s: {a: 1}\ncondition: s', '{product: zeek}')])
  const matcher = createMatcher(base)
  for (const format of ['zeek-json', 'suricata-eve', 'windows-nxlog', 'entra-audit', 'ocsf'] as const)
    for (const name of ['constructor', '__proto__', 'toString'])
      matcher.match(
        {
          a: 1,
          _path: name,
          event_type: name,
          Channel: name,
          category: name,
          class_uid: name,
          EventID: name,
        },
        format,
      )
  assert.equal(matcher.match({ a: 1, _path: 'constructor' }, 'zeek-json').length, 1)
})
