import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createRecordReader } from '@countersign/ocsf/reader'
import { compileRuleBase } from '@countersign/sigma/base/rule-base'
import { planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { SigmaRule } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { createMatcher } from '@countersign/sigma/matcher'
import { readRulePack } from './rule-pack.ts'

const folder = fileURLToPath(new URL('../../../rules', import.meta.url))
const pack = await readRulePack(folder, 'countersign')
const documents = pack.documents.flatMap(({ text, ...origin }) => parseSigmaDocuments(text, origin))
const rules = documents.filter((document): document is SigmaRule => document.kind === 'rule')
const base = compileRuleBase(rules)
const matcher = createMatcher(base)

/** `fires`: native records on which the rule matches; `quiet`: near misses. */
type RuleTest = { readonly fires: readonly unknown[]; readonly quiet: readonly unknown[] }

function matchedIds(native: unknown): readonly string[] {
  const reading = createRecordReader('auto').read(JSON.stringify(native))
  if (reading.kind !== 'record') throw new Error(`a record that is not read: ${JSON.stringify(reading)}`)
  return matcher.match(reading.record.fields, reading.format).map(({ rule }) => rule.id)
}

test('every rule of the starter pack is read, compiled and under its own id', () => {
  assert.deepEqual(
    documents.filter(({ kind }) => kind === 'unsupported'),
    [],
  )
  assert.deepEqual(base.rejected, [])
  assert.deepEqual(planCorrelations(documents).refused, [])
  assert.ok(rules.length >= 40)
  const ids = documents.flatMap((document) => (document.kind === 'unsupported' ? [] : [document.header.id]))
  assert.equal(new Set(ids).size, ids.length)
  for (const { header } of rules)
    assert.ok(
      header.author && header.license && header.description && header.tags.length > 0,
      header.origin.path,
    )
})

describe('every rule fires where it should and is quiet where it should not', () => {
  for (const { header } of rules) {
    test(header.origin.path, () => {
      const path = testPath(header.origin.path)
      assert.ok(existsSync(path), `${path} is missing`)
      const { fires, quiet } = JSON.parse(readFileSync(path, 'utf8')) as RuleTest
      assert.ok(fires.length > 0 && quiet.length > 0)
      for (const native of fires) assert.ok(matchedIds(native).includes(header.id), JSON.stringify(native))
      for (const native of quiet) assert.ok(!matchedIds(native).includes(header.id), JSON.stringify(native))
    })
  }
})

function testPath(rulePath: string): string {
  const [area = '', name = ''] = rulePath.split('/')
  return `${folder}/${area}/tests/${name.replace(/\.yml$/, '.json')}`
}
