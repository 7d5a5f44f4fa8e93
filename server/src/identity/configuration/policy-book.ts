import type { AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import { mergeSnapshots } from '@countersign/authority/aws/merge-snapshots'
import type { PolicySnapshot } from '@countersign/authority/import/import-configuration'
import type { RbacSnapshot } from '@countersign/authority/kubernetes/rbac-snapshot'
import type { State } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { readVersion } from './read-version.ts'
import { type VersionRow, versionsInForce, versionWithContent } from './store.ts'

/** Policy of a tenant that was in force at one moment. */
export type PolicyInForce = {
  readonly aws: AwsSnapshot | undefined
  readonly kubernetes: readonly RbacSnapshot[]
}

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
  const snapshots: PolicySnapshot[] = []
  for (const row of rows) snapshots.push(...(await readSnapshots(state, tenantId, row)))
  const aws = snapshots.filter((one) => one.kind === 'aws')
  return {
    // What the account itself printed comes before what Terraform declares of it.
    aws: mergeSnapshots(aws.toSorted((a, b) => rank(a) - rank(b))),
    kubernetes: snapshots.filter((one) => one.kind === 'kubernetes'),
  }
}

function rank({ origin }: AwsSnapshot): number {
  return origin === 'authorization-details' ? 0 : 1
}

async function readSnapshots(
  state: State,
  tenantId: TenantId,
  { configuration_id, version }: VersionRow,
): Promise<readonly PolicySnapshot[]> {
  const row = await state.forTenant(tenantId, (tx) => versionWithContent(tx, configuration_id, version))
  return row === undefined ? [] : (await readVersion(row)).snapshots
}
