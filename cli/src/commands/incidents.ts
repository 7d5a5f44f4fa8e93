import type { IncidentRow } from '@countersign/api/incident'
import { visibleText } from '@countersign/explanation/hostile-text'
import {
  type Command,
  flag,
  listOption,
  type ParsedArguments,
  type Terminal,
  UsageError,
} from '../command.ts'
import { type FirstRows, firstRows, limitOption } from '../paged.ts'
import { serverClient, serverOptions, serverUsage } from '../server-client.ts'
import { styleFor } from '../style.ts'

const statuses = ['open', 'new', 'in-progress', 'snoozed', 'resolved', 'all'] as const

export const incidents: Command = {
  name: 'incidents',
  summary: 'Lists the incidents of a server, most severe first.',
  usage: `countersign incidents [--tenant ID…] [--status STATUS] [--limit N] [--json]

  --tenant   only this tenant; may be repeated. Default: all that the key may see.
  --status   ${statuses.join(', ')}. Default: open.
  --limit    rows at most. Default: 100.
${serverUsage}

Exit code: 0 done, with or without incidents; 1 the server refused or does not answer; 2 wrong use.`,
  options: {
    ...serverOptions,
    tenant: { type: 'string', multiple: true },
    status: { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (parsed, terminal) => {
    if (parsed.positionals.length > 0) throw new UsageError('This command takes options only.')
    const asked = statusOption(parsed)
    const limit = limitOption(parsed)
    const client = serverClient(parsed, terminal)
    const query = { tenant: listOption(parsed, 'tenant'), status: asked === 'all' ? undefined : asked }
    const found = await firstRows(limit, async (cursor, rows) => {
      const { body } = await client.call('GET /api/incidents', { query: { ...query, cursor, limit: rows } })
      return body
    })
    terminal.out(flag(parsed, 'json') ? `${JSON.stringify(found)}\n` : incidentsText(found, terminal))
    await terminal.drained()
    return 0
  },
}

function statusOption(parsed: ParsedArguments): (typeof statuses)[number] {
  const given = parsed.values.status ?? 'open'
  const status = statuses.find((one) => one === given)
  if (status === undefined) throw new UsageError(`--status is one of ${statuses.join(', ')}.`)
  return status
}

function incidentsText({ items, hasMore }: FirstRows<IncidentRow>, terminal: Terminal): string {
  if (items.length === 0) return 'No incident fits.\n'
  const style = styleFor(terminal)
  const rows = items.map(({ severity, title, statement, tenantId, status, assignee, lastAt, incidentId }) => {
    const level = style.level(severity)(severity.toUpperCase())
    const who = assignee === null ? 'nobody has it' : visibleText(assignee, 60)
    return `${level}  ${style.bold(visibleText(title, 200))}\n  ${visibleText(statement, 500)}\n  ${style.faint(`${tenantId}  ${status}, ${who}  last ${lastAt}  ${incidentId}`)}\n`
  })
  return `${rows.join('\n')}${hasMore ? '\nThere are more: --limit shows more rows.\n' : ''}`
}
