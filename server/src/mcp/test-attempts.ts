/** Test code: every tool × every way to name something of another tenant, as requests without a client's help. */
import type { Right } from '@countersign/api/person'
import type { Attempt } from '../test-isolation-attempts.ts'
import { bank, shop, type TenantThings } from '../test-two-tenants.ts'

/** All of them: a test holds the list to what the server offers. */
export const toolArguments: Readonly<Record<string, readonly (keyof TenantThings)[]>> = {
  search_incidents: [],
  get_incident: ['incidentId'],
  investigate_incident: ['incidentId'],
  search_events: [],
  get_event: ['eventId'],
  explain_event: ['eventId'],
  search_identities: [],
  get_identity: ['identityKey'],
  propose_close_incident: ['incidentId'],
  propose_note: ['incidentId'],
  propose_assign: ['incidentId'],
  list_proposals: ['incidentId'],
}

const proposed: Readonly<Record<string, object>> = {
  propose_close_incident: { why: 'w', resolution: 'undetermined', reason: 'r' },
  propose_note: { why: 'w', text: 't' },
  propose_assign: { why: 'w', assignee: 'a' },
}

/** The bank by its name, spelled otherwise, not named at all, and its things from within the shop. */
export function atTools(own: TenantThings, foreign: TenantThings): readonly Attempt[] {
  return Object.entries(toolArguments).flatMap(([tool, names]) => {
    const ids = (things: TenantThings) =>
      Object.fromEntries(names.map((name) => [name, decodeURIComponent(things[name])]))
    const rest = proposed[tool] ?? {}
    return [
      { tenantId: bank, ...ids(foreign), ...rest },
      { tenantId: bank, ...ids(own), ...rest },
      { tenantId: 'BANK', ...ids(foreign), ...rest },
      { tenantId: [bank], ...ids(foreign), ...rest },
      { ...ids(foreign), ...rest },
      ...(names.length === 0 ? [] : [{ tenantId: shop, ...ids(foreign), ...rest }]),
    ].map((input) => attempt(tool, input))
  })
}

/** Keys without it are told so before anything is looked up: one of them asks for all. */
function rightOf(tool: string): Right {
  if (tool.startsWith('propose_')) return 'incident.propose'
  return /event|identit/.test(tool) ? 'event.read' : 'incident.read'
}

function attempt(tool: string, input: object): Attempt {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: input } }
  return {
    route: `POST /mcp ${tool}`,
    right: rightOf(tool),
    method: 'POST',
    address: '/mcp',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      'x-tenant': bank,
    },
    body: JSON.stringify(message),
    // A refusal is a result of the protocol, with status 200; whatever is answered must show nothing of the bank.
    isForeign: false,
  }
}
