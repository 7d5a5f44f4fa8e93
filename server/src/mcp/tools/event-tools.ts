import { EventDetail, EventPage } from '@countersign/api/event'
import { ExplainedEvent } from '@countersign/api/explanation'
import { Type } from 'typebox'
import type { EventSearch } from '../../search/service.ts'
import type { McpPorts } from '../ports.ts'
import { eventId, pageDefault, paging, type Tool, tool } from './tool.ts'

/** Events by the filter language, one event with its record, and who authorised it. */
export function eventTools(
  search: Pick<EventSearch, 'page' | 'detail'>,
  explainEvent: McpPorts['explainEvent'],
): readonly Tool[] {
  return [
    searchEvents(search),
    tool({
      name: 'get_event',
      title: 'Read an event',
      description:
        'An event with its record, its OCSF form and the delegation behind it. Long records are cut, and say so.',
      right: 'event.read',
      kind: 'reads',
      input: Type.Object({ eventId }),
      output: EventDetail,
      run: ({ tenantId }, input) => search.detail(tenantId, input.eventId),
    }),
    tool({
      name: 'explain_event',
      title: 'Who authorised it?',
      description:
        'The chain from a human to the call, the statement of policy that let it happen, and what is not known; each claim cites its evidence.',
      right: 'event.read',
      kind: 'reads',
      input: Type.Object({ eventId }),
      output: ExplainedEvent,
      run: ({ tenantId }, input) => explainEvent(tenantId, input.eventId),
    }),
  ]
}

function searchEvents(search: Pick<EventSearch, 'page'>): Tool {
  const instant = (description: string) => Type.Optional(Type.String({ maxLength: 40, description }))
  return tool({
    name: 'search_events',
    title: 'Search events',
    description:
      'Events of one tenant, newest first. `query` is the filter language: field:value with wildcards, and, or, not, ranges; for example `action:Delete* and identity:"aws:111122223333:user/anna"`.',
    right: 'event.read',
    kind: 'reads',
    input: Type.Object({
      query: Type.Optional(Type.String({ maxLength: 2000 })),
      from: instant('RFC 3339; default: 24 hours before `to`.'),
      to: instant('RFC 3339; default: now.'),
      ...paging,
    }),
    output: EventPage,
    run: ({ tenantId }, { query, from, to, cursor, limit = pageDefault }) =>
      search.page(
        [tenantId],
        {
          ...(query === undefined ? {} : { q: query }),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        },
        { ...(cursor === undefined ? {} : { cursor }), limit },
      ),
  })
}
