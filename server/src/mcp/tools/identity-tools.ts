import { IdentityRecord, InventoryPage } from '@countersign/api/inventory'
import { Type } from 'typebox'
import type { McpPorts } from '../ports.ts'
import { pageDefault, paging, type Tool, tool } from './tool.ts'

/** Who there is in a tenant, and who answers for it. */
export function identityTools(inventory: McpPorts['inventory']): readonly Tool[] {
  return [
    tool({
      name: 'search_identities',
      title: 'Search identities',
      description: 'Identities of one tenant, people and machines, used last first.',
      right: 'event.read',
      kind: 'reads',
      input: Type.Object({
        text: Type.Optional(
          Type.String({ maxLength: 200, description: 'Words of names, keys, aliases or owners.' }),
        ),
        owner: Type.Optional(
          Type.Union([Type.Literal('none'), Type.Literal('some')], {
            description: 'Those without an owner, or with one.',
          }),
        ),
        ...paging,
      }),
      output: InventoryPage,
      run: ({ tenantId }, { limit = pageDefault, ...query }) => inventory.list(tenantId, { ...query, limit }),
    }),
    tool({
      name: 'get_identity',
      title: 'Read an identity',
      description:
        'An identity with its owner, sponsor, purpose, credentials, grants and the sources that tell of it.',
      right: 'event.read',
      kind: 'reads',
      input: Type.Object({
        identityKey: Type.String({
          minLength: 1,
          maxLength: 500,
          description: 'Any key it is known by, in full.',
        }),
      }),
      output: IdentityRecord,
      run: async ({ tenantId }, { identityKey }) => (await inventory.read(tenantId, identityKey)).value,
    }),
  ]
}
