import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRecordReader } from '@countersign/ocsf/reader'
import type { JsonObject } from '@countersign/ocsf/record'
import { compileRuleBase, type RuleBase } from '@countersign/sigma/base/rule-base'
import type { SigmaDocument, SigmaRule } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { createMatcher, type Matcher } from '@countersign/sigma/matcher'
import { naiveMatch } from '@countersign/sigma/naive-match'
import type { ConformanceRow } from './conformance-row.ts'
import { corpus, missingCorpus } from './corpora.ts'
import { archiveDocuments, laneCorpus, laneNames, parsed, readLane, rulesOf } from './sigma/sigma-corpus.ts'
import { asNxlog, asWinlogbeat } from './sigma/windows-shapes.ts'

const area = 'sigma'
const rulesPath = 'detection/sigma-rules.tar.gz'
const regressionPath = 'detection/sigma-regression'

/** Scores the Sigma engine on the specification's examples, the public rules and their regression events. */
export async function conformanceSigma(): Promise<readonly ConformanceRow[]> {
  const documents = await archiveDocuments(rulesPath)
  if (documents === undefined) return [exampleRow(), missing('public rules loaded', rulesPath)]
  const rules = rulesOf(documents)
  const base = compileRuleBase(rules)
  return [exampleRow(), loadedRow(documents, base), ...regressionRows(base), ...agreementRows(base, rules)]
}

function missing(set: string, path: string): ConformanceRow {
  return { area, set, score: 0, total: 0, misses: [], missing: missingCorpus(path) }
}

function exampleRow(): ConformanceRow {
  const set = 'specification examples read'
  const folder = corpus('detection/sigma-spec/examples')
  if (folder === undefined) return missing(set, 'detection/sigma-spec')
  const documents = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml'))
    .flatMap((path) => parseSigmaDocuments(readFileSync(join(folder, path), 'utf8'), { pack: 'spec', path }))
  const refused = documents.flatMap((document) => (document.kind === 'unsupported' ? [document] : []))
  return {
    area,
    set,
    score: documents.length - refused.length,
    total: documents.length,
    misses: refused.map(({ origin, reason }) => `${origin.path}: ${reason}`),
  }
}

/** A rule counts as loaded when it was read and compiled; the others are listed with their reason. */
function loadedRow(documents: readonly SigmaDocument[], base: RuleBase): ConformanceRow {
  const unread = documents.flatMap((document) =>
    document.kind === 'unsupported' ? [`${document.origin.path}: ${document.reason}`] : [],
  )
  const uncompiled = base.rejected.map(({ rule, reason }) => `${rule.origin.path}: ${reason}`)
  return {
    area,
    set: 'public rules loaded',
    score: base.rules.length,
    total: documents.length,
    misses: [...unread, ...uncompiled],
  }
}

type Regression = {
  readonly rule_id: string
  readonly title: string
  readonly events_file: string
  readonly match_count: number
}

function regressionRows(base: RuleBase): readonly ConformanceRow[] {
  const folder = corpus(regressionPath)
  if (folder === undefined) return [missing('regression rules fire', regressionPath)]
  const entries = readLines(join(folder, 'index.jsonl')) as readonly Regression[]
  const matcher = createMatcher(base)
  const read = (entry: Regression): readonly JsonObject[] =>
    readLines(join(folder, entry.events_file)) as readonly JsonObject[]
  const row = (
    set: string,
    shape: (event: JsonObject) => JsonObject,
    right: (hits: number, entry: Regression) => boolean,
  ): ConformanceRow => {
    const hits = entries.map((entry) => hitsOf(matcher, entry.rule_id, read(entry).map(shape)))
    const wrong = entries.flatMap((entry, at) =>
      right(hits[at]!, entry)
        ? []
        : [
            `${entry.title}: fires on ${hits[at]} of ${read(entry).length} events, ${entry.match_count} stated${hits[at]! > entry.match_count ? "; the rule's text holds for each (packages/sigma/README.md)" : ''}`,
          ],
    )
    return { area, set, score: entries.length - wrong.length, total: entries.length, misses: wrong }
  }
  const fires = (hits: number, { match_count }: Regression): boolean => hits >= match_count
  return [
    row('regression rules fire', (event) => event, fires),
    row('regression rules fire: Winlogbeat shape', asWinlogbeat, fires),
    row('regression rules fire: NXLog shape', asNxlog, fires),
    row(
      'regression rules fire exactly as often as stated',
      (event) => event,
      (hits, { match_count }) => hits === match_count,
    ),
  ]
}

function readLines(file: string): readonly unknown[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

/** Each event is read as an undeclared source's would be. */
function hitsOf(matcher: Matcher, ruleId: string, events: readonly JsonObject[]): number {
  const reader = createRecordReader('auto')
  return events.filter((event) => {
    const reading = reader.read(JSON.stringify(event))
    if (reading.kind !== 'record') return false
    return matcher.match(reading.record.fields, reading.format).some(({ rule }) => rule.id === ruleId)
  }).length
}

/** Of every set this many events, evenly spread, are judged by the reference as well: it takes milliseconds for each. */
const agreementEvents = 400

function agreementRows(base: RuleBase, rules: readonly SigmaRule[]): readonly ConformanceRow[] {
  const usable = new Set(base.rules.map(({ header }) => header))
  const compared = rules.filter(({ header }) => usable.has(header))
  return laneNames.map((name) => {
    const lane = readLane(name)
    const set = `index and reference agree: ${agreementEvents} events of ${name}`
    if (lane === undefined) return missing(set, laneCorpus(name))
    const matcher = createMatcher(base)
    const step = Math.max(1, Math.floor(lane.lines.length / agreementEvents))
    const misses: string[] = []
    for (let event = 0; event < agreementEvents; event++) {
      const line = lane.lines[event * step]!
      const format = lane.formats[event * step]!
      const indexed = matcher.match(parsed(line), format).map(({ rule }) => rule.id)
      const naive = naiveMatch(compared, parsed(line), format).map(({ id }) => id)
      if (indexed.join() !== naive.join())
        misses.push(`line ${event * step + 1}: index [${indexed}], reference [${naive}]`)
    }
    return { area, set, score: agreementEvents - misses.length, total: agreementEvents, misses }
  })
}
