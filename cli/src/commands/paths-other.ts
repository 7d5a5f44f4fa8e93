import { readFileSync } from 'node:fs'
import type { AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import { ciPaths } from '@countersign/authority/escalation/ci-paths'
import { kubernetesPaths } from '@countersign/authority/escalation/kubernetes-paths'
import {
  ciPathJson,
  kubernetesPathJson,
  type OtherPathJson,
} from '@countersign/authority/escalation/other-path-json'
import { ciSnapshotOf } from '@countersign/authority/github/ci-snapshot'
import type { ConfigurationFile } from '@countersign/authority/import/importer'
import { rbacOfManifests } from '@countersign/authority/kubernetes/manifests'
import { UsageError } from '../command.ts'
import { configurationFilesUnder } from './identities-input.ts'

export type OtherPaths = {
  readonly paths: readonly OtherPathJson[]
  readonly gaps: readonly string[]
  /** Subjects of bindings that were looked at. */
  readonly subjects: number
}

/** Ways to running a cluster, from RBAC manifests or what `kubectl get … -o json` prints. Errors: `UsageError`. */
export function pathsInCluster(path: string, cluster: string, takenAt: string): OtherPaths {
  const texts = filesUnder(path).map(({ text }) => text)
  const snapshot = rbacOfManifests(texts, { cluster, takenAt })
  if (snapshot.roles.length === 0 && snapshot.bindings.length === 0)
    throw new UsageError(
      `${path} holds no RBAC. Give manifests, or what "kubectl get clusterroles,roles,clusterrolebindings,rolebindings,serviceaccounts -A -o json" prints.`,
    )
  const subjects = new Set(
    snapshot.bindings.flatMap(({ subjects: bound }) => bound.map((subject) => JSON.stringify(subject))),
  )
  return {
    paths: kubernetesPaths(snapshot).map((found) => kubernetesPathJson(found, cluster)),
    gaps: snapshot.gaps,
    subjects: subjects.size,
  }
}

/** Ways from a code host into the roles of the AWS policy that is given beside it. Errors: `UsageError`. */
export function pathsFromGitHub(path: string, organization: string, aws: readonly AwsSnapshot[]): OtherPaths {
  const { snapshot, gaps } = ciSnapshotOf(filesUnder(path), organization)
  if (snapshot.workflows.length === 0 && snapshot.writers.length === 0)
    throw new UsageError(
      `${path} holds no workflow: give folders of repositories, with .github/workflows in them.`,
    )
  const nothing = aws.length > 0 ? [] : [noPolicy]
  const found = (aws.length > 0 ? aws : [noAws]).flatMap((one) => ciPaths(snapshot, one))
  return {
    paths: [...new Map(found.map((one) => [JSON.stringify(one), ciPathJson(one)])).values()],
    gaps: [...gaps, ...nothing],
    subjects: snapshot.writers.length,
  }
}

const noPolicy = 'No AWS policy was given: which roles the workflows may take is not known.'

const noAws: AwsSnapshot = {
  kind: 'aws',
  origin: 'authorization-details',
  takenAt: '1970-01-01T00:00:00Z',
  principals: [],
  managedPolicies: [],
  resources: [],
  gaps: [],
}

function filesUnder(path: string): readonly ConfigurationFile[] {
  return configurationFilesUnder(path).map((name) => ({ name, text: readFileSync(name, 'utf8') }))
}
