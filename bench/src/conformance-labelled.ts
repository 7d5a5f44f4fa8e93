import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRecordReader } from '@countersign/ocsf/reader'
import { compileRuleBase } from '@countersign/sigma/base/rule-base'
import type { SigmaRule } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { createMatcher, type Matcher } from '@countersign/sigma/matcher'
import type { ConformanceRow, ConformanceRun } from './conformance-row.ts'
import { corpus, missingCorpus } from './corpora.ts'
import { counterparts, whyNot, whyNotOfType } from './labelled-rules.ts'

const area = 'labelled'
const path = 'detection/panther-tests'

type LabelledEvent = {
  readonly log_type: string
  readonly rule_id: string
  readonly name: string
  readonly expected: boolean
  readonly event: unknown
  readonly needs_mocks?: unknown
}

/**
 * Runs the starter pack on events that somebody else labelled, through the real path: text, reader, matcher. An event is
 * labelled for one rule, so only the counterparts of that rule are asked.
 */
export const conformanceLabelled: ConformanceRun = async () => {
  const folder = corpus(path)
  if (folder === undefined)
    return [{ area, set: 'labelled events', score: 0, total: 0, misses: [], missing: missingCorpus(path) }]
  const rows = readFileSync(join(folder, 'tests.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LabelledEvent)
  const strict = rows.filter(({ needs_mocks }) => needs_mocks === undefined)
  const scored = strict.filter(({ rule_id }) => counterparts[rule_id] !== undefined)
  const pack = starterPack()
  return [
    ...[...new Set(scored.map(({ log_type }) => log_type))].map((type) => scoreType(type, scored, pack)),
    coverage(rows, strict, scored),
  ]
}

type Pack = { readonly matcher: Matcher; readonly ids: ReadonlyMap<string, string> }

/** The rules that have counterparts, and nothing else of the pack. */
function starterPack(): Pack {
  const root = new URL('../../rules', import.meta.url).pathname
  const paths = [...new Set(Object.values(counterparts).flatMap(({ rules }) => rules))]
  const documents = paths.map((name): readonly [string, SigmaRule] => {
    const file = `${name}.yml`
    const [document] = parseSigmaDocuments(readFileSync(join(root, file), 'utf8'), {
      pack: 'countersign',
      path: file,
    })
    if (document?.kind !== 'rule') throw new Error(`rules/${file} is no rule that can run`)
    return [name, document]
  })
  return {
    matcher: createMatcher(compileRuleBase(documents.map(([, document]) => document))),
    ids: new Map(documents.map(([name, document]) => [name, document.header.id])),
  }
}

function scoreType(type: string, scored: readonly LabelledEvent[], pack: Pack): ConformanceRow {
  const counts = { right: 0, falseAlarm: 0, overlooked: 0 }
  const misses: string[] = []
  const own = scored.filter(({ log_type }) => log_type === type)
  for (const row of own) {
    const fired = fires(row, pack)
    if (fired === row.expected) {
      if (fired) counts.right++
      continue
    }
    counts[fired ? 'falseAlarm' : 'overlooked']++
    misses.push(missOf(row, fired))
  }
  return {
    area,
    set: `${type}: true positives ${counts.right}, false positives ${counts.falseAlarm}, false negatives ${counts.overlooked}`,
    score: own.length - misses.length,
    total: own.length,
    misses,
  }
}

function fires({ rule_id, event }: LabelledEvent, { matcher, ids }: Pack): boolean {
  const reading = createRecordReader('auto').read(JSON.stringify(event))
  if (reading.kind !== 'record') return false
  const fired = new Set(matcher.match(reading.record.fields, reading.format).map(({ rule }) => rule.id))
  return (counterparts[rule_id]?.rules ?? []).some((name) => fired.has(ids.get(name) ?? ''))
}

function missOf(row: LabelledEvent, fired: boolean): string {
  const { rule_id, name, event } = row
  const reading = createRecordReader('auto').read(JSON.stringify(event))
  const format = reading.kind === 'record' ? reading.format : reading.kind
  const counterpart = counterparts[rule_id]
  const known = format.startsWith('generic') || format === 'rejected'
  const reason = known
    ? `the event is too short to be recognised (${format})`
    : (counterpart?.differs ?? 'the rules draw the line elsewhere')
  return `${rule_id} "${name}": ${fired ? 'fired' : 'stayed quiet'} (${counterpart?.rules.join(', ')}) [${reason}]`
}

/** Which rows are behind the scores, and why the others are not. */
function coverage(
  rows: readonly LabelledEvent[],
  strict: readonly LabelledEvent[],
  scored: readonly LabelledEvent[],
): ConformanceRow {
  const left = new Map<string, number>()
  for (const { rule_id, log_type } of strict) {
    if (counterparts[rule_id] !== undefined) continue
    const reason = whyNotOfType[log_type] ?? whyNot[rule_id] ?? 'needs other events or lists beside the event'
    const line = `not expressed: ${rule_id} (${log_type}): ${reason}`
    left.set(line, (left.get(line) ?? 0) + 1)
  }
  return {
    area,
    set: 'rows that are scored, of all',
    score: scored.length,
    total: rows.length,
    misses: [
      `left out: ${rows.length - strict.length} rows whose original test replaces a look-up (needs_mocks)`,
      ...[...left].map(([line, count]) => `${line}, ${count} rows`),
    ],
  }
}
