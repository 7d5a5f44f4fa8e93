import { awsSets } from '@countersign/authority/explain/aws-sets'
import { explainEvent } from '@countersign/authority/explain/explain-event'
import type { LogCoverage } from '@countersign/authority/sets/authority-sets'
import type { Explanation } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
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
import { timeText } from '../incident-json.ts'
import { namedLogs, readAll } from '../open-logs.ts'
import { commonFolder } from '../short-paths.ts'
import { styleFor } from '../style.ts'
import { ExplainEvents, type FoundEvent } from './explain-events.ts'
import { policyOf } from './explain-policies.ts'
import { explanationText, listText } from './explain-text.ts'

export const explain: Command = {
  name: 'explain',
  summary: 'Says of one event who authorised it, why it could be done, and how to stop it. Needs no server.',
  usage: `countersign explain --event ID --events <path…> [--policies <path…>] [--json]
countersign explain --events <path…>

  --event ID         the source's own id (eventID, auditID, _document_id, span id) or ours. Without it, events are listed.
  --events PATH…     logs of any format, files or folders; - is standard input. Chains are followed across all of them.
  --policies PATH…   account authorization details, organisation policies, Terraform folders or plans, RBAC manifests.
  --json             the Explanation as one JSON document.

Exit code: 0 explained, 1 no event has this id, 2 wrong use. See docs/explain.md.`,
  options: {
    event: { type: 'string' },
    events: { type: 'string', multiple: true },
    policies: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  },
  listOptions: ['events', 'policies'],
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const wanted = textOption(parsed, 'event')
  const logs = await namedLogs([...listOption(parsed, 'events'), ...parsed.positionals])
  const events = new ExplainEvents(wanted, Date.now())
  await readAll(logs.files, terminal, (name, source, onBytes) => events.read(name, source, onBytes))
  if (events.tally.rejectedCount > 0)
    terminal.error(
      `${counted(events.tally.rejectedCount, 'record')} could not be read and may be a link that is missing.\n`,
    )
  if (wanted === undefined) return await list(events, parsed, terminal)
  if (events.found === undefined) return notFound(wanted, events, terminal)
  if (events.matches > 1) terminal.error(`${events.matches} records carry this id; the first is explained.\n`)
  const explanation = await explained(events.found, events, listOption(parsed, 'policies'))
  const folder = commonFolder(logs.files.map(({ path }) => path))
  const page = { style: styleFor(terminal), columns: terminal.columns, folder }
  terminal.out(
    flag(parsed, 'json')
      ? `${JSON.stringify(explanation, undefined, 2)}\n`
      : explanationText(explanation, page),
  )
  await terminal.drained()
  return 0
}

async function list(events: ExplainEvents, parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  if (events.tally.normalised === 0) throw new UsageError('No event could be read from these logs.')
  terminal.out(
    flag(parsed, 'json')
      ? `${JSON.stringify({ events: events.listed, total: events.tally.normalised }, undefined, 2)}\n`
      : listText(events.listed, events.tally.normalised, styleFor(terminal)),
  )
  await terminal.drained()
  return 0
}

function notFound(wanted: string, { near, tally }: ExplainEvents, terminal: Terminal): number {
  const ids = near.list.map((id) => `\n  ${visibleText(id, 200)}`).join('')
  const like = ids === '' ? '' : ` Most like it:${ids}\n`
  terminal.error(
    `None of ${counted(tally.normalised, 'event')} has the id "${visibleText(wanted, 200)}".${like}\nList them with: countersign explain --events <path…>\n`,
  )
  return 1
}

async function explained(
  event: FoundEvent,
  events: ExplainEvents,
  policies: readonly string[],
): Promise<Explanation> {
  const { tally, index, uses, policyRecords } = events
  const { identityKey } = event.normalised
  const { deciders, history } = await policyOf({
    paths: policies,
    from: timeText(tally.firstMs),
    records: policyRecords,
    cluster: /^k8s:([^:]*):/.exec(identityKey ?? '')?.[1] ?? '',
  })
  const sources = [...tally.formats.keys()].sort()
  const { explanation } = await explainEvent({
    tenantId: 'local',
    region: 'local',
    event,
    lookups: index,
    uses,
    deciders,
    sets: awsSets(history, uses, coverageOf(events, sources), timeText(event.normalised.event.time)),
    sources,
  })
  return explanation
}

/** What these logs would have shown: a source that is not among them was not seen. */
function coverageOf({ tally, dataEvents }: ExplainEvents, sources: readonly string[]): LogCoverage {
  return { from: timeText(tally.firstMs), to: timeText(tally.lastMs), sources, gaps: [], dataEvents }
}
