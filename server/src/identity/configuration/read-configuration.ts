import { awsSnapshotOf, isAuthorizationDetails } from '@countersign/authority/aws/authorization-details'
import type { AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import { awsItems } from '@countersign/authority/inventory/aws-items'
import type { Imported } from '@countersign/authority/inventory/inventory-item'
import { kubernetesItems } from '@countersign/authority/inventory/kubernetes-items'
import { isRbacManifest, rbacOfManifests } from '@countersign/authority/kubernetes/manifests'
import type { RbacSnapshot } from '@countersign/authority/kubernetes/rbac-snapshot'
import { parseHcl } from '@countersign/authority/terraform/parse-hcl'
import { terraformSnapshot } from '@countersign/authority/terraform/terraform-snapshot'
import type { Json } from '@countersign/ocsf/record'
import type { ConfigurationFile } from './configuration-file.ts'

export type ConfigurationKind = 'aws' | 'terraform' | 'kubernetes'

/** Policy that decisions are made on. */
export type PolicySnapshot = AwsSnapshot | RbacSnapshot

export type ConfigurationReading = Imported<PolicySnapshot>

export type ReadOptions = {
  /** What the configuration is called: for Kubernetes the cluster, as its audit log names it. */
  readonly name: string
  /** ISO 8601, UTC: since when it holds. */
  readonly takenAt: string
}

type ConfigurationReader = {
  readonly recognises: (files: readonly ConfigurationFile[]) => boolean
  readonly read: (
    files: readonly ConfigurationFile[],
    options: ReadOptions,
  ) => ConfigurationReading | Promise<ConfigurationReading>
}

/** In the order in which they are tried: a Terraform folder may hold policies as JSON beside it. */
const readers: Readonly<Record<ConfigurationKind, ConfigurationReader>> = {
  terraform: {
    recognises: (files) => files.some(({ path }) => /\.tf(?:\.json)?$/.test(path)),
    read: async (files, { takenAt }) => awsReading(await terraformSnapshot(files, parseHcl, takenAt), []),
  },
  aws: {
    recognises: (files) =>
      files.some(({ text }) => {
        const { value } = jsonOf(text)
        return value !== undefined && (isAuthorizationDetails(value) || isOrganizationPolicies(value))
      }),
    read: (files, { takenAt }) => {
      const read = files.map(({ path, text }) => ({ name: path, ...jsonOf(text) }))
      const documents = read.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]))
      const broken = read.flatMap(({ name, value }) => (value === undefined ? [`${name} is no JSON`] : []))
      return awsReading(awsSnapshotOf(documents, takenAt), broken)
    },
  },
  kubernetes: {
    recognises: (files) => files.some(({ text }) => isRbacManifest(text)),
    read: (files, { name, takenAt }) => {
      const texts = files.map(({ text }) => text)
      const snapshot = rbacOfManifests(texts, { cluster: name, takenAt })
      return { items: kubernetesItems(snapshot), snapshot, gaps: snapshot.gaps }
    },
  },
}

export const configurationKinds = Object.keys(readers) as readonly ConfigurationKind[]

/** Undefined where no reader knows what it is. */
export function recognisedKind(files: readonly ConfigurationFile[]): ConfigurationKind | undefined {
  return configurationKinds.find((kind) => readers[kind].recognises(files))
}

export async function readConfiguration(
  kind: ConfigurationKind,
  files: readonly ConfigurationFile[],
  options: ReadOptions,
): Promise<ConfigurationReading> {
  return readers[kind].read(files, options)
}

function awsReading(snapshot: AwsSnapshot, gaps: readonly string[]): ConfigurationReading {
  return { items: awsItems(snapshot), snapshot, gaps: [...gaps, ...snapshot.gaps] }
}

function isOrganizationPolicies(value: Json): boolean {
  return typeof value === 'object' && value !== null && 'Policies' in value
}

function jsonOf(text: string): { readonly value?: Json } {
  try {
    return { value: JSON.parse(text) as Json }
  } catch {
    return {}
  }
}
