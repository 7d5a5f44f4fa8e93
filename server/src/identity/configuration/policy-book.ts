import type { AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import { mergeSnapshots } from '@countersign/authority/aws/merge-snapshots'
import type { ImportedConfiguration } from '@countersign/authority/import/import-configuration'
import type { InventoryItem } from '@countersign/authority/inventory/inventory-item'
import type { RbacSnapshot } from '@countersign/authority/kubernetes/rbac-snapshot'
import type { State } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { readVersion } from './read-version.ts'
import { type VersionRow, versionsInForce, versionWithContent } from './store.ts'

/** Policy of a tenant that was in force at one moment. */
export type PolicyInForce = {
  readonly aws: AwsSnapshot | undefined
  readonly kubernetes: readonly RbacSnapshot[]
  /** What GitHub gave apps, workflows and tokens; undefined where no list of GitHub was in force. */
  readonly gitHub: GitHubGrants | undefined
}

/** `takenAt`: ISO 8601, UTC; of several configurations the time of the newest. */
export type GitHubGrants = { readonly items: readonly InventoryItem[]; readonly takenAt: string }

export type PolicyBook = {
  /** `atMs`: milliseconds since the epoch. */
  readonly inForce: (tenantId: TenantId, atMs: number) => Promise<PolicyInForce>
}

/** Snapshots kept in memory: a page of explanations asks for the same few again and again. */
const keptMax = 8

export function policyBook(state: State): PolicyBook {
  const kept = new Map<string, Promise<PolicyInForce>>()
  return {
    inForce: async (tenantId, atMs) => {
      const rows = await state.forTenant(tenantId, (tx) => versionsInForce(tx, new Date(atMs)))
      const key = JSON.stringify([
        tenantId,
        ...rows.map((row) => [row.configuration_id, row.version, row.content_sha256]),
      ])
      const known = kept.get(key) ?? readAll(state, tenantId, rows)
      kept.delete(key)
      kept.set(key, known)
      known.catch(() => kept.delete(key))
      const [oldest] = kept.keys()
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest)
      return known
    },
  }
}

async function readAll(
  state: State,
  tenantId: TenantId,
  rows: readonly VersionRow[],
): Promise<PolicyInForce> {
  const read: InForce[] = []
  for (const row of rows) {
    const configuration = await readConfiguration(state, tenantId, row)
    if (configuration !== undefined) read.push({ row, configuration })
  }
  const snapshots = read.flatMap(({ configuration }) => configuration.snapshots)
  const aws = snapshots.filter((one) => one.kind === 'aws')
  return {
    // What the account itself printed comes before what Terraform declares of it.
    aws: mergeSnapshots(aws.toSorted((a, b) => rank(a) - rank(b))),
    kubernetes: snapshots.filter((one) => one.kind === 'kubernetes'),
    gitHub: gitHubGrants(read),
  }
}

type InForce = { readonly row: VersionRow; readonly configuration: ImportedConfiguration }

/** Of what GitHub's lists and workflow files name; the newest configuration stands last, so that it counts. */
function gitHubGrants(read: readonly InForce[]): GitHubGrants | undefined {
  const own = read
    .map(({ row, configuration }) => ({
      at: row.valid_from,
      items: configuration.items.filter(({ evidence }) => gitHubSources.has(evidence.source)),
    }))
    .filter(({ items }) => items.length > 0)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const newest = own.at(-1)
  if (newest === undefined) return undefined
  return { items: own.flatMap(({ items }) => items), takenAt: newest.at.toISOString() }
}

const gitHubSources: ReadonlySet<string> = new Set(['github', 'github-workflow'])

function rank({ origin }: AwsSnapshot): number {
  return origin === 'authorization-details' ? 0 : 1
}

async function readConfiguration(
  state: State,
  tenantId: TenantId,
  { configuration_id, version }: VersionRow,
): Promise<ImportedConfiguration | undefined> {
  const row = await state.forTenant(tenantId, (tx) => versionWithContent(tx, configuration_id, version))
  return row === undefined ? undefined : readVersion(row)
}
