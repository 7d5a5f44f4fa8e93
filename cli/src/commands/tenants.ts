import type { Tenant } from '@countersign/api/tenant'
import { visibleText } from '@countersign/explanation/hostile-text'
import { type Command, flag, type Terminal, UsageError } from '../command.ts'
import { serverClient, serverOptions, serverUsage } from '../server-client.ts'
import { styleFor } from '../style.ts'

export const tenants: Command = {
  name: 'tenants',
  summary: 'Lists the tenants of a server that a key may see.',
  usage: `countersign tenants [--json]

${serverUsage}

Exit code: 0 done; 1 the server refused or does not answer; 2 wrong use.`,
  options: { ...serverOptions, json: { type: 'boolean' } },
  run: async (parsed, terminal) => {
    if (parsed.positionals.length > 0) throw new UsageError('This command takes options only.')
    const { body } = await serverClient(parsed, terminal).call('GET /api/tenants')
    terminal.out(flag(parsed, 'json') ? `${JSON.stringify(body)}\n` : tenantsText(body.items, terminal))
    return 0
  },
}

function tenantsText(rows: readonly Tenant[], terminal: Terminal): string {
  const style = styleFor(terminal)
  const width = Math.max(0, ...rows.map(({ id }) => id.length))
  return rows
    .map(
      ({ id, name, region, createdAt }) =>
        `${style.bold(id.padEnd(width))}  ${visibleText(name, 120)}  ${region}  since ${createdAt.slice(0, 10)}\n`,
    )
    .join('')
}
