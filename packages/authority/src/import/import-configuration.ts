import type { AwsSnapshot } from '../aws/aws-snapshot.ts'
import { awsItems } from '../inventory/aws-items.ts'
import type { Imported, InventoryItem } from '../inventory/inventory-item.ts'
import type { RbacSnapshot } from '../kubernetes/rbac-snapshot.ts'
import { awsImporter } from './aws-importer.ts'
import { awsKeysImporter } from './aws-keys-importer.ts'
import { entraImporter } from './entra-importer.ts'
import { gitHubImporter } from './github-importer.ts'
import type { ConfigurationDocument, ConfigurationFile, ImportContext, Importer } from './importer.ts'
import { kubernetesImporter } from './kubernetes-importer.ts'
import { mcpImporter } from './mcp-importer.ts'
import { oauthImporter } from './oauth-importer.ts'
import { ocsfImporter } from './ocsf-importer.ts'
import { configurationFileMaxChars, documentsOf } from './read-documents.ts'
import { spiffeImporter } from './spiffe-importer.ts'
import { isTerraformFile, readTerraform, terraformStateImporter } from './terraform-importer.ts'

/** The first that recognises a document reads it: those that cannot be mistaken come first. */
const importers: readonly Importer[] = [
  awsImporter,
  awsKeysImporter,
  terraformStateImporter,
  spiffeImporter,
  ocsfImporter,
  kubernetesImporter,
  mcpImporter,
  entraImporter,
  oauthImporter,
  gitHubImporter,
]

export type PolicySnapshot = AwsSnapshot | RbacSnapshot

export type ImportedConfiguration = {
  readonly items: readonly InventoryItem[]
  readonly snapshots: readonly PolicySnapshot[]
  readonly gaps: readonly string[]
  /** Which importer read each file, and why. */
  readonly read: readonly { readonly name: string; readonly source: string; readonly because: string }[]
  /** Files that are no configuration any importer knows. */
  readonly unknown: readonly string[]
}

/**
 * Reads files of configuration, each told by its content, into identities and snapshots of policy. What cannot be read
 * is a gap in words; nothing throws for data.
 */
export async function importConfiguration(
  files: readonly ConfigurationFile[],
  context: ImportContext,
): Promise<ImportedConfiguration> {
  const hasTerraform = files.some(isTerraformFile)
  const read: { name: string; source: string; because: string }[] = []
  const unknown: string[] = []
  const found = new Map<Importer, ConfigurationDocument[]>()
  for (const file of files) {
    if (isTerraformFile(file) && hasTerraform) {
      read.push({ name: file.name, source: 'terraform', because: 'it is a Terraform configuration' })
      continue
    }
    const documents = documentsOf(file)
    const known = documents.flatMap((document) => recognised(document))
    if (known.length === 0) unknown.push(file.name)
    for (const { importer, document, because } of known) {
      found.set(importer, [...(found.get(importer) ?? []), document])
      read.push({ name: file.name, source: importer.source, because })
    }
  }
  const parts: Imported[] = [...(await Promise.all([...found].map(([one, own]) => one.read(own, context))))]
  const terraform = await readTerraform(files, context.takenAt)
  if (terraform !== undefined)
    parts.push({ items: awsItems(terraform), snapshot: terraform, gaps: terraform.gaps })
  return {
    items: parts.flatMap(({ items }) => items),
    snapshots: parts.flatMap(snapshotsOf),
    gaps: [...parts.flatMap(({ gaps }) => gaps), ...tooLarge(files)],
    read,
    unknown,
  }
}

/** Why a file is configuration that an importer reads, or undefined. */
export function configurationKind(file: ConfigurationFile): string | undefined {
  if (isTerraformFile(file)) return 'terraform'
  return documentsOf(file).flatMap((document) => recognised(document))[0]?.importer.source
}

function recognised(document: ConfigurationDocument) {
  for (const importer of importers) {
    const because = importer.recognise(document)
    if (because !== undefined) return [{ importer, document, because }]
  }
  return []
}

function snapshotsOf({ snapshot }: Imported): readonly PolicySnapshot[] {
  const listed = Array.isArray(snapshot) ? (snapshot as readonly unknown[]) : [snapshot]
  return listed.filter(isSnapshot)
}

function isSnapshot(value: unknown): value is PolicySnapshot {
  const kind = (value as { readonly kind?: unknown } | undefined)?.kind
  return kind === 'aws' || kind === 'kubernetes'
}

function tooLarge(files: readonly ConfigurationFile[]): readonly string[] {
  return files
    .filter(({ text }) => text.length > configurationFileMaxChars)
    .map(({ name }) => `${name} is larger than ${configurationFileMaxChars} characters and was not read`)
}
