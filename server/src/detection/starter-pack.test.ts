import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { createRecordReader, type RecordReading } from '@countersign/ocsf/reader'
import { compileRuleBase } from '@countersign/sigma/base/rule-base'
import type { SigmaDocument, SigmaRule } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { createMatcher } from '@countersign/sigma/matcher'

const root = new URL('../../../rules', import.meta.url).pathname

type PackRule = { readonly path: string; readonly document: SigmaDocument }

const rules: readonly PackRule[] = globSync('*/*.yml', { cwd: root })
  .sort()
  .flatMap((path) =>
    parseSigmaDocuments(readFileSync(join(root, path), 'utf8'), { pack: 'countersign', path }).map(
      (document) => ({ path, document }),
    ),
  )
const detections = rules.filter(
  (rule): rule is { readonly path: string; readonly document: SigmaRule } => rule.document.kind === 'rule',
)

type RuleEvents = { readonly fires: readonly unknown[]; readonly quiet: readonly unknown[] }

function eventsOf(path: string): RuleEvents {
  const file = join(root, dirname(path), 'tests', `${basename(path, '.yml')}.json`)
  assert.ok(existsSync(file), `${path} has no test: write ${file}`)
  return JSON.parse(readFileSync(file, 'utf8')) as RuleEvents
}

/** A native record as intake reads it: recognised from its content. */
function recordOf(event: unknown): RecordReading {
  const reading = createRecordReader('auto').read(JSON.stringify(event))
  const record = reading.kind === 'records' ? reading.readings[0] : reading
  assert.ok(record?.kind === 'record', JSON.stringify(reading).slice(0, 200))
  assert.notEqual(record.format, 'generic-json', 'the record is of no known format')
  return record
}

const base = compileRuleBase(detections.map(({ document }) => document))
const matcher = createMatcher(base)

function firing(event: unknown): ReadonlySet<string> {
  const { record, format } = recordOf(event)
  return new Set(matcher.match(record.fields, format).map(({ rule }) => rule.id))
}

describe('the starter pack', () => {
  test('every document of it can run', () => {
    assert.deepEqual(
      rules.filter(({ document }) => document.kind === 'unsupported').map(({ path }) => path),
      [],
    )
    assert.deepEqual(base.rejected, [])
  })

  test('ids and titles are used once', () => {
    for (const name of ['id', 'title'] as const) {
      const seen = new Map<string, string>()
      for (const { path, document } of detections) {
        const value = document.header[name]
        assert.equal(seen.get(value), undefined, `${path} and ${seen.get(value)} share their ${name}`)
        seen.set(value, path)
      }
    }
  })

  for (const { path, document } of detections)
    test(`${path}: fires and stays quiet as its events say`, () => {
      const { fires, quiet } = eventsOf(path)
      assert.ok(fires.length > 0 && quiet.length > 0, 'a rule has an event of each kind')
      for (const event of fires)
        assert.ok(
          firing(event).has(document.header.id),
          `should fire: ${JSON.stringify(event).slice(0, 600)}`,
        )
      for (const event of quiet)
        assert.ok(
          !firing(event).has(document.header.id),
          `should stay quiet: ${JSON.stringify(event).slice(0, 600)}`,
        )
    })
})
