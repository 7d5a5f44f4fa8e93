import type { EventRow } from '@countersign/api/event'
import { visibleText } from '@countersign/explanation/hostile-text'
import { type Command, flag, listOption, type Terminal, textOption, UsageError } from '../command.ts'
import { type FirstRows, firstRows, limitOption } from '../paged.ts'
import { serverClient, serverOptions, serverUsage } from '../server-client.ts'
import { styleFor } from '../style.ts'

export const search: Command = {
  name: 'search',
  summary: 'Finds events on a server, with the filter language of the console.',
  usage: `countersign search '<query>' [--tenant ID…] [--from TIME] [--to TIME] [--limit N] [--json]

  '<query>'  like 'action:DeleteTrail and not host:build-*'; docs/search.md has the grammar. Without one: everything.
  --tenant   only this tenant; may be repeated. Default: all that the key may see.
  --from     RFC 3339, like 2026-03-01T08:00:00Z. Default: 24 hours before --to.
  --to       RFC 3339. Default: now.
  --limit    rows at most, newest first. Default: 100.
${serverUsage}

Exit code: 0 done, with or without events; 1 the server refused or does not answer; 2 wrong use.`,
  options: {
    ...serverOptions,
    tenant: { type: 'string', multiple: true },
    from: { type: 'string' },
    to: { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (parsed, terminal) => {
    const [q, ...others] = parsed.positionals
    if (others.length > 0) throw new UsageError('Put the query into quotes, so that it is one argument.')
    const limit = limitOption(parsed)
    const client = serverClient(parsed, terminal)
    const asked = {
      q,
      tenant: listOption(parsed, 'tenant'),
      from: textOption(parsed, 'from'),
      to: textOption(parsed, 'to'),
    }
    const found = await firstRows(limit, async (cursor, rows) => {
      const { body } = await client.call('GET /api/events', { query: { ...asked, cursor, limit: rows } })
      return body
    })
    terminal.out(flag(parsed, 'json') ? `${JSON.stringify(found)}\n` : eventsText(found, terminal))
    await terminal.drained()
    return 0
  },
}

/** Everything of an event comes from a log: shown, never obeyed. */
function eventsText({ items, hasMore }: FirstRows<EventRow>, terminal: Terminal): string {
  if (items.length === 0) return 'No event fits. Without --from the last 24 hours are searched.\n'
  const style = styleFor(terminal)
  const lines = items.map(({ time, tenantId, action, identityKey, host, sourceIp, resource, eventId }) => {
    const facts = [identityKey, host, sourceIp, resource].filter((text) => text !== '')
    const shown = facts.map((text) => visibleText(text, 120)).join('  ')
    return `${time}  ${tenantId}  ${style.bold(visibleText(action, 80))}  ${shown}  ${style.faint(eventId)}\n`
  })
  return `${lines.join('')}${hasMore ? 'There are more: --limit shows more rows.\n' : ''}`
}
