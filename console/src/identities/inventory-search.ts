import { oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

export const lifeStages = ['discovered', 'owned', 'mandated', 'dormant', 'retired'] as const
/** Kinds of identity, as packages/authority names them. */
export const identityKinds = [
  'person',
  'service-account',
  'cloud-role',
  'cloud-user',
  'kubernetes-service-account',
  'ci-workflow',
  'app-installation',
  'deploy-key',
  'oauth-client',
  'api-key',
  'workload',
  'ai-agent',
  'agent-tool',
  'cloud-service',
  'unknown',
] as const

export type InventorySearch = {
  readonly tenant?: string | undefined
  readonly text?: string | undefined
  readonly kind?: string | undefined
  readonly stage?: (typeof lifeStages)[number] | undefined
  /** `none`: nobody is known to look after it. */
  readonly owner?: 'none' | 'some' | undefined
}

export function inventorySearch(search: RawSearch): InventorySearch {
  const all: InventorySearch = {
    tenant: textOf(search, 'tenant'),
    text: textOf(search, 'text'),
    kind: oneOf(search, 'kind', identityKinds),
    stage: oneOf(search, 'stage', lifeStages),
    owner: oneOf(search, 'owner', ['none', 'some']),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
