import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { tacticsOf } from '@countersign/incident/tactics'
import { normalise } from '@countersign/ocsf/normalise'
import { createRecordReader, type RecordReading } from '@countersign/ocsf/reader'
import { compileRuleBase } from '@countersign/sigma/base/rule-base'
import { capturesFor } from '@countersign/sigma/correlation/captures'
import { evaluateCorrelation } from '@countersign/sigma/correlation/evaluate'
import { planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { CorrelationRow } from '@countersign/sigma/correlation/row'
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

const correlations = planCorrelations(rules.map(({ document }) => document))
const base = compileRuleBase(
  detections.map(({ document }) => document),
  { captures: capturesFor(correlations.planned) },
)
const matcher = createMatcher(base)

function firing(event: unknown): ReadonlySet<string> {
  const { record, format } = recordOf(event)
  return new Set(matcher.match(record.fields, format).map(({ rule }) => rule.id))
}

/** The matches of a sequence of records as correlations read them. */
function rowsOf(events: readonly unknown[]): readonly CorrelationRow[] {
  return events.flatMap((event, at) => {
    const { record, format } = recordOf(event)
    const read = normalise(format, record, { receivedAtMs: 0 })
    assert.ok(read.kind === 'event')
    const { time: timeMs } = read.normalised.event
    return matcher.match(record.fields, format).map(({ rule, captured = {} }) => ({
      tenantId: '',
      ruleId: rule.id,
      timeMs,
      eventIds: [`${at}`],
      captured,
    }))
  })
}

describe('the starter pack', () => {
  test('every document of it can run', () => {
    assert.deepEqual(
      rules.filter(({ document }) => document.kind === 'unsupported').map(({ path }) => path),
      [],
    )
    assert.deepEqual(base.rejected, [])
    assert.deepEqual(correlations.refused, [])
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

  test('docs/coverage.md names rules that exist, with the level they have', () => {
    const levels = new Map(
      rules.flatMap(({ path, document }) =>
        document.kind === 'rule' || document.kind === 'correlation'
          ? [[path.replace(/\.yml$/, ''), document.header.level] as const]
          : [],
      ),
    )
    const page = readFileSync(join(root, '../docs/coverage.md'), 'utf8')
    const named = [...page.matchAll(/`([a-z]+\/[a-z0-9-]+)` \((\w+)\)/g)]
    assert.ok(named.length > 100)
    for (const [, name = '', level] of named) assert.equal(levels.get(name), level, name)
  })

  // Two glances of several tactics each would open an incident together: packages/incident counts tactics.
  test('a rule of low level names at most one tactic', () => {
    for (const { path, document } of rules) {
      if (document.kind !== 'rule' && document.kind !== 'correlation') continue
      const { level, tags } = document.header
      if (level === 'low')
        assert.ok(tacticsOf(tags).length <= 1, `${path} names ${tacticsOf(tags).join(', ')}`)
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

  for (const { rule, plan } of correlations.planned)
    test(`${rule.header.origin.path}: holds for its sequences and for no near miss`, () => {
      const { fires, quiet } = eventsOf(rule.header.origin.path)
      assert.ok(fires.length > 0 && quiet.length > 0, 'a correlation has a sequence of each kind')
      const holds = (sequence: unknown): boolean =>
        evaluateCorrelation(plan, rowsOf(sequence as readonly unknown[])).length > 0
      for (const [at, sequence] of fires.entries()) assert.ok(holds(sequence), `sequence ${at} should hold`)
      for (const [at, sequence] of quiet.entries())
        assert.ok(!holds(sequence), `sequence ${at} should not hold`)
    })
})
