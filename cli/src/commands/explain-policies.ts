import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type PolicyHistory, policyHistory } from '@countersign/authority/aws/log-snapshot'
import { awsDecider } from '@countersign/authority/explain/aws-decider'
import type { EventDecider } from '@countersign/authority/explain/event-decider'
import { kubernetesDecider } from '@countersign/authority/explain/kubernetes-decider'
import { gitHubDecider } from '@countersign/authority/github/github-decider'
import { isRbacManifest, rbacOfManifests } from '@countersign/authority/kubernetes/manifests'
import type { JsonObject } from '@countersign/ocsf/record'
import { UsageError } from '../command.ts'
import { readSnapshots } from './paths-input.ts'

export type GivenPolicies = {
  readonly paths: readonly string[]
  /** When the policies are taken to have been in force from: the logs do not begin before. ISO 8601, UTC. */
  readonly from: string
  /** CloudTrail records that changed policy, in the logs themselves. */
  readonly records: readonly JsonObject[]
  /** Cluster that the RBAC is of, as the event names it. */
  readonly cluster: string
}

const manifestMaxBytes = 64 * 1024 * 1024
const folderDepthMax = 20

export type HeldPolicy = { readonly deciders: readonly EventDecider[]; readonly history: PolicyHistory }

/** What decides, from policy files told apart by content, and from the changes of policy that the logs themselves show. */
export async function policyOf({ paths, from, records, cluster }: GivenPolicies): Promise<HeldPolicy> {
  const manifests = paths.flatMap((path) => manifestsUnder(path))
  const texts = manifests.map((path) => readFileSync(path, 'utf8'))
  const others = paths.filter((path) => !manifests.some((file) => isWithin(file, path)))
  const snapshots = others.length === 0 ? [] : await readSnapshots(others, from)
  const history = policyHistory(records, snapshots)
  const rbac = texts.length === 0 ? undefined : rbacOfManifests(texts, { cluster, takenAt: from })
  return {
    history,
    deciders: [
      awsDecider(history, snapshots.length === 0 ? [] : [undated]),
      kubernetesDecider(rbac),
      gitHubDecider([], from),
    ],
  }
}

const undated =
  'The policy files do not say since when they are in force; they are taken to hold from the beginning of the logs.'

function isWithin(file: string, path: string): boolean {
  return file === path || file.startsWith(path.endsWith('/') ? path : `${path}/`)
}

function manifestsUnder(path: string, depth = 0): readonly string[] {
  const info = statOf(path)
  if (info.isDirectory()) {
    if (depth >= folderDepthMax) return []
    const names = readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .sort()
    return names.flatMap((name) => manifestsUnder(join(path, name), depth + 1))
  }
  if (!/\.(?:ya?ml|json)$/.test(path) || info.size > manifestMaxBytes) return []
  return isRbacManifest(readFileSync(path, 'utf8')) ? [path] : []
}

function statOf(path: string) {
  try {
    return statSync(path)
  } catch {
    throw new UsageError(`There is no ${path}.`)
  }
}
