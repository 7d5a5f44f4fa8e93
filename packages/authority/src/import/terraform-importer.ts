import type { AwsSnapshot } from '../aws/aws-snapshot.ts'
import { awsItems } from '../inventory/aws-items.ts'
import type { TerraformFile } from '../terraform/configuration.ts'
import { parseHcl } from '../terraform/parse-hcl.ts'
import { terraformSnapshot, terraformStateSnapshot } from '../terraform/terraform-snapshot.ts'
import type { ConfigurationFile, Importer } from './importer.ts'

/** What `terraform show -json` prints, and state files. */
export const terraformStateImporter: Importer<readonly AwsSnapshot[]> = {
  source: 'terraform',
  recognise: ({ value }) =>
    value !== undefined && terraformStateSnapshot(value, '') !== undefined
      ? 'it is a Terraform plan or state'
      : undefined,
  read(documents, { takenAt }) {
    const snapshots = documents.flatMap(({ value }) => terraformStateSnapshot(value, takenAt) ?? [])
    return {
      items: snapshots.flatMap(awsItems),
      snapshot: snapshots,
      gaps: snapshots.flatMap(({ gaps }) => gaps),
    }
  },
}

const configuration = /\.tf(?:\.json)?$/
/** What a configuration reads beside itself. */
const beside = /\.(?:tf|tf\.json|tfvars|tfvars\.json|tpl|tftpl|tmpl|template|json)$/

export function isTerraformFile({ name }: ConfigurationFile): boolean {
  return configuration.test(name)
}

/** One snapshot of all configuration files, whose modules call each other by path. */
export async function readTerraform(
  files: readonly ConfigurationFile[],
  takenAt: string,
): Promise<AwsSnapshot | undefined> {
  if (!files.some(isTerraformFile)) return undefined
  const own: readonly TerraformFile[] = files
    .filter(({ name }) => beside.test(name))
    .map(({ name, text }) => ({ path: name.replaceAll('\\', '/'), text }))
  return await terraformSnapshot(own, parseHcl, takenAt)
}
