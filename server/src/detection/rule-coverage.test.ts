import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { recordLogSource, unknownLogSource } from '@countersign/sigma/view/record-log-source'
import { readCatalogue } from './catalogue.ts'
import { ruleCoverage } from './rule-coverage.ts'

const rule = (n: number, name: string, logSource: string, tags: string) => `
title: ${name}
name: ${name}
id: 00000000-0000-4000-8000-00000000000${n}
logsource: ${logSource}
detection: { selection: { a: b }, condition: selection }
level: high
tags: [${tags}]
`
const correlation = (n: number, type: string) => `
title: ${type}
id: 00000000-0000-4000-8000-00000000001${n}
correlation: { type: ${type}, rules: [trail, shell], group-by: [user], timespan: 5m, condition: { gte: 2 } }
level: high
tags: [attack.impact]
`
const documents = [
  rule(1, 'trail', '{ product: aws, service: cloudtrail }', 'attack.persistence, attack.t1098'),
  rule(2, 'shell', '{ product: windows, category: process_creation }', 'attack.execution'),
  rule(3, 'proxy', '{ category: proxy }', 'attack.command_and_control'),
  correlation(1, 'temporal').replace(', condition: { gte: 2 }', ''),
  correlation(2, 'event_count'),
]
const cloudtrail = recordLogSource({ product: 'aws', categories: [], services: ['cloudtrail'] })

async function rules() {
  const texts = documents.map((text, at) => ({ pack: 'test', path: `${at}.yml`, text }))
  return [...(await readCatalogue(texts, nextTurn)).rules.values()]
}

async function shareOf(tactic: string, seen: Parameters<typeof ruleCoverage>[1]) {
  const found = ruleCoverage(await rules(), seen).tactics.find((row) => row.tactic === tactic)
  return [found?.possible, found?.rules]
}

test('a rule is possible where its log source arrives; a correlation of events needs one of its rules, of rules all', async () => {
  assert.deepEqual(await shareOf('persistence', [cloudtrail]), [1, 1])
  assert.deepEqual(await shareOf('execution', [cloudtrail]), [0, 1])
  assert.deepEqual(await shareOf('command-and-control', [cloudtrail]), [0, 1])
  assert.deepEqual(await shareOf('impact', [cloudtrail]), [1, 2])
  const shell = recordLogSource({
    product: 'windows',
    categories: ['process_creation'],
    services: ['sysmon'],
  })
  assert.deepEqual(await shareOf('impact', [cloudtrail, shell]), [2, 2])
})

test('what nobody sends is named, and a record of unknown source covers nothing', async () => {
  const { possible, rules: all, unseen } = ruleCoverage(await rules(), [unknownLogSource])
  assert.deepEqual([possible, all], [0, 5])
  assert.deepEqual(
    unseen.map(({ logSource: { product, category, service } }) => [product, category, service]),
    [
      [null, 'proxy', null],
      ['aws', null, 'cloudtrail'],
      ['windows', 'process_creation', null],
    ],
  )
})
