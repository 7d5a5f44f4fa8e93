import { normalise } from '@countersign/ocsf/normalise'
import type { RecordReading } from '@countersign/ocsf/reader'
import type { RuleHeader, RuleMatch } from '@countersign/sigma/match'
import { createMatcher } from '@countersign/sigma/matcher'
import { type Command, listOption, type ParsedArguments, type Terminal, UsageError } from '../command.ts'
import { CorrelatedMatches } from '../correlated-matches.ts'
import { counted } from '../counted.ts'
import { EventTally } from '../event-tally.ts'
import { cpuSeconds, namedLogs, readAll } from '../open-logs.ts'
import { type RecordSink, readRecords, type Site } from '../read-records.ts'
import { openRuleBook, type RuleBook, ruleBookWords } from '../rule-book.ts'

export const detect: Command = {
  name: 'detect',
  summary: 'Writes one line of JSON for each rule that matches an event.',
  usage: `countersign detect --rules <dir|tar.gz>… <file|->… [--json]

  --rules PATH  a folder, .yml file or .tar.gz of Sigma rules; may be repeated.
  <file|->…     logs: files, folders, or - for standard input.
  --json        the output is NDJSON with or without it.

A line a match, on standard output: {"event":{"file","line"},"rule":{"id","title","level"},"matched":[{"selection","field","value"}]}
Correlations come last and carry "events" in place of "event". A summary goes to standard error.
Exit code: 0 read to the end (with or without matches), 1 some lines could not be read, 2 wrong use.`,
  options: { rules: { type: 'string', multiple: true }, json: { type: 'boolean' } },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const rulePaths = listOption(parsed, 'rules')
  if (rulePaths.length === 0) throw new UsageError('Say which rules: --rules <dir|tar.gz>.')
  const { files } = await namedLogs(parsed.positionals)
  const book = await openRuleBook(rulePaths)
  const detection = new Detection(book, terminal)
  const startedAt = cpuSeconds()
  await readAll(files, terminal, (name, source, onBytes) =>
    readRecords(name, source, detection, { declared: 'auto', undated: 'keep', onBytes }),
  )
  await detection.correlate()
  detection.summarise(cpuSeconds() - startedAt)
  return detection.tally.rejectedCount === 0 ? 0 : 1
}

class Detection implements RecordSink {
  readonly tally = new EventTally()
  #matches = 0
  readonly #book: RuleBook
  readonly #terminal: Terminal
  readonly #matcher
  readonly #correlated: CorrelatedMatches

  constructor(book: RuleBook, terminal: Terminal) {
    this.#book = book
    this.#terminal = terminal
    this.#matcher = createMatcher(book.base)
    this.#correlated = new CorrelatedMatches(book)
  }

  /** Only an event that a correlation counts needs its time, and so is normalised. */
  record({ format, record }: RecordReading, site: Site, ordinal: number): void {
    this.tally.read++
    for (const match of this.#matcher.match(record.fields, format, this.#book.overlay)) {
      if (this.#book.counted.has(match.rule.id)) {
        const result = normalise(format, record, { receivedAtMs: 0 })
        if (result.kind === 'event') this.#correlated.add(match, site, ordinal, result.normalised.event.time)
      }
      if (!this.#book.unreported.has(match.rule.id)) this.#write({ event: site, ...shown(match) })
    }
  }

  rejected(site: Site, reason: string): void {
    this.tally.reject(site, reason)
  }

  pause(): Promise<void> {
    return this.#terminal.drained()
  }

  async correlate(): Promise<void> {
    for (const { rule, matched, events } of this.#correlated.finish()) {
      this.#write({ events, ...shown({ rule, matched }) })
      await this.#terminal.drained()
    }
  }

  summarise(seconds: number): void {
    const { read, rejectedCount, rejected } = this.tally
    const rate = Math.round(read / Math.max(seconds, 0.001)).toLocaleString('en-GB')
    const lines = rejected.slice(0, 5).map(({ file, line, reason }) => `  ${file}:${line}  ${reason}\n`)
    const refused = this.#book.refused.length
    this.#terminal.error(
      [
        `${counted(this.#matches, 'match', 'matches')} in ${counted(read, 'record')} by ${ruleBookWords(this.#book)}; ${seconds.toFixed(1)} s of CPU time (${rate} records a second).\n`,
        refused > 0 ? `${counted(refused, 'rule')} cannot be used: see "countersign rules check".\n` : '',
        rejectedCount > 0 ? `${counted(rejectedCount, 'line')} could not be read:\n${lines.join('')}` : '',
      ].join(''),
    )
  }

  #write(line: object): void {
    this.#matches++
    this.#terminal.out(`${JSON.stringify(line)}\n`)
  }
}

function shown({ rule, matched }: RuleMatch): object {
  return { rule: ruleShown(rule), matched }
}

/** Author and licence travel with every match (DRL 1.1). */
function ruleShown({ id, title, level, author, license }: RuleHeader): object {
  return {
    id,
    title,
    level,
    ...(author === undefined ? {} : { author }),
    ...(license === undefined ? {} : { license }),
  }
}
