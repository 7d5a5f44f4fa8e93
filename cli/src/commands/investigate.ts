import { visibleText } from '@countersign/explanation/hostile-text'
import { type DeclaredFormat, sourceFormats } from '@countersign/ocsf/source-format'
import {
  type Command,
  flag,
  listOption,
  type ParsedArguments,
  type Terminal,
  textOption,
  UsageError,
} from '../command.ts'
import { counted } from '../counted.ts'
import { incidentJson, summaryJson } from '../incident-json.ts'
import { incidentText, summaryText } from '../incident-text.ts'
import { type Investigated, Investigation } from '../investigation.ts'
import type { LogFiles } from '../log-files.ts'
import { cpuSeconds, namedLogs, readAll } from '../open-logs.ts'
import { openRuleBook, type RuleBook, ruleBookWords, starterPackPath } from '../rule-book.ts'
import { commonFolder } from '../short-paths.ts'
import { styleFor } from '../style.ts'

export const investigate: Command = {
  name: 'investigate',
  summary: 'Reads logs, and tells what happened in them as explained incidents. Needs no server.',
  usage: `countersign investigate <path…> [--rules DIR…] [--json] [--tenant NAME] [--format FORMAT]

  <path…>          files or folders; - is standard input. Formats and compression are told from content.
  --rules DIR      rules to judge by: a folder, .yml file or .tar.gz; may be repeated. Default: the starter pack.
  --json           one JSON document on standard output instead of text.
  --tenant NAME    whose logs these are. Default: local.
  --format FORMAT  read everything as this format instead of recognising it.

Exit code: 0 done (with or without incidents), 2 wrong use. See docs/cli.md for the JSON.`,
  options: {
    rules: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    tenant: { type: 'string' },
    format: { type: 'string' },
  },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const options = {
    tenantId: tenantOption(parsed),
    region: 'local',
    declared: formatOption(parsed),
    nowMs: Date.now(),
  }
  const logs = await namedLogs(parsed.positionals)
  const rulePaths = listOption(parsed, 'rules')
  const book = await openRuleBook(rulePaths.length === 0 ? [starterPackPath] : rulePaths)
  announce(book, logs, terminal)
  const startedAt = cpuSeconds()
  const investigation = new Investigation(book, options)
  await readAll(logs.files, terminal, (name, source, onBytes) => investigation.read(name, source, onBytes))
  const investigated = investigation.finish()
  if (flag(parsed, 'json')) await writeJson(investigated, book, logs, terminal)
  else await writeText(investigated, logs, terminal)
  tellRate(investigated, cpuSeconds() - startedAt, terminal)
  return 0
}

function tenantOption(parsed: ParsedArguments): string {
  const tenant = textOption(parsed, 'tenant') ?? 'local'
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(tenant)) return tenant
  throw new UsageError('--tenant is 1 to 63 of a-z, 0-9 and -.')
}

function formatOption(parsed: ParsedArguments): DeclaredFormat {
  const format = textOption(parsed, 'format') ?? 'auto'
  if (format === 'auto' || sourceFormats.some((known) => known === format)) return format as DeclaredFormat
  throw new UsageError(`There is no format "${format}". Known: auto, ${sourceFormats.join(', ')}.`)
}

/** On standard error, so that JSON stays clean. */
function announce(book: RuleBook, { files, skipped }: LogFiles, terminal: Terminal): void {
  terminal.error(`Judging ${counted(files.length, 'log')} by ${ruleBookWords(book)}.\n`)
  if (book.refused.length > 0)
    terminal.error(`${counted(book.refused.length, 'rule')} cannot be used: see "countersign rules check".\n`)
  if (skipped.length > 0) {
    const [first] = skipped
    terminal.error(
      `${counted(skipped.length, 'file')} left out, such as ${visibleText(first?.file ?? '', 200)} (${first?.reason}).\n`,
    )
  }
}

async function writeJson(
  investigated: Investigated,
  book: RuleBook,
  { skipped }: LogFiles,
  terminal: Terminal,
): Promise<void> {
  const { events, ...rest } = summaryJson(investigated)
  terminal.out(`{"events":${JSON.stringify(events)},"incidents":[`)
  for (const [at, incident] of investigated.incidents.entries()) {
    terminal.out(`${at === 0 ? '' : ','}\n${JSON.stringify(incidentJson(incident))}`)
    await terminal.drained()
  }
  const more = JSON.stringify({
    ...rest,
    rules: book.packs,
    refusedRules: book.refused,
    skippedFiles: skipped,
  })
  terminal.out(`],\n${more.slice(1)}\n`)
  await terminal.drained()
}

async function writeText(investigated: Investigated, { files }: LogFiles, terminal: Terminal): Promise<void> {
  const style = styleFor(terminal)
  const folder = commonFolder(files.map((file) => file.path))
  const page = { style, columns: terminal.columns, folder }
  const named = investigated.incidents.length > 0 || investigated.tally.rejectedCount > 0
  if (folder !== '' && named)
    terminal.out(`${style.faint(`File names are below ${visibleText(folder, 400)}`)}\n\n`)
  for (const [at, incident] of investigated.incidents.entries()) {
    terminal.out(`${incidentText(incident, at + 1, page)}\n`)
    await terminal.drained()
  }
  terminal.out(summaryText(investigated, page))
  await terminal.drained()
}

/** Events per CPU-second mean the same on a busy machine. */
function tellRate({ tally }: Investigated, seconds: number, terminal: Terminal): void {
  const rate = Math.round(tally.read / Math.max(seconds, 0.001))
  terminal.error(
    `Read ${counted(tally.read, 'record')} in ${seconds.toFixed(1)} s of CPU time (${rate.toLocaleString('en-GB')} a second).\n`,
  )
}
