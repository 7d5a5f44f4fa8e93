import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { awsSnapshotOf, isAuthorizationDetails } from '@countersign/authority/aws/authorization-details'
import type { AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import type { TerraformFile } from '@countersign/authority/terraform/configuration'
import { parseHcl } from '@countersign/authority/terraform/parse-hcl'
import {
  terraformSnapshot,
  terraformStateSnapshot,
} from '@countersign/authority/terraform/terraform-snapshot'
import type { Json } from '@countersign/ocsf/record'
import { UsageError } from '../command.ts'

/** Bounds of one folder. */
const filesMax = 5_000
const fileMaxBytes = 64 * 1024 * 1024
const folderDepthMax = 20

/** Policy data from files and folders: account authorization details, Terraform folders, Terraform states and plans. */
export async function readSnapshots(
  paths: readonly string[],
  takenAt: string,
): Promise<readonly AwsSnapshot[]> {
  const snapshots: AwsSnapshot[] = []
  const details: { readonly name: string; readonly value: Json }[] = []
  for (const path of paths) {
    const files = statOf(path).isDirectory() ? filesUnder(path) : [readTerraformFile(path, path)]
    const json = files.filter((file) => /\.(?:json|tfstate)$/.test(file.path) && !isTerraform(file))
    const read = json.map((file) => ({ name: file.path, value: jsonOf(file) }))
    const own = read.filter(({ value }) => isAuthorizationDetails(value) || hasPolicies(value))
    details.push(...own)
    const states = read.flatMap(({ value }) => terraformStateSnapshot(value, takenAt) ?? [])
    snapshots.push(...states)
    if (files.some(isTerraform)) snapshots.push(await terraformSnapshot(files, parseHcl, takenAt))
    else if (own.length === 0 && states.length === 0) throw new UsageError(nothingIn(path))
  }
  return details.length === 0 ? snapshots : [awsSnapshotOf(details, takenAt), ...snapshots]
}

function isTerraform({ path }: TerraformFile): boolean {
  return /\.tf$|\.tf\.json$/.test(path)
}

/** Documents of AWS Organizations stand beside the account's own. */
function hasPolicies(value: Json): boolean {
  return typeof value === 'object' && value !== null && 'Policies' in value
}

function statOf(path: string): Stats {
  try {
    return statSync(path)
  } catch {
    throw new UsageError(`There is no ${path}.`)
  }
}

function nothingIn(path: string): string {
  return `${path} holds neither what "aws iam get-account-authorization-details" prints nor Terraform (.tf, .tf.json, "terraform show -json").`
}

function jsonOf({ path, text }: TerraformFile): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new UsageError(`${path} is no JSON: give the file as the tool printed it.`)
  }
}

const readable = /\.(?:tf|json|tfvars|tfstate|tpl|tftpl|tmpl|template)$/

function filesUnder(root: string): readonly TerraformFile[] {
  const found: string[] = []
  collect(root, 0, found)
  if (found.length > filesMax)
    throw new UsageError(
      `${root} holds more than ${filesMax} files: name the folders that matter one by one.`,
    )
  const files = found
    .sort()
    .map((path) => readTerraformFile(path, relative(root, path).replaceAll('\\', '/')))
  // Beside a configuration, JSON is for its templates to read.
  return files.some(isTerraform) ? files : files.filter(({ path }) => /\.(?:json|tfstate)$/.test(path))
}

/** What tools keep for themselves is not looked into, and links are not followed. */
function collect(folder: string, depth: number, found: string[]): void {
  if (depth > folderDepthMax || found.length > filesMax) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (entry.isDirectory()) collect(join(folder, entry.name), depth + 1, found)
    else if (isReadable(entry)) found.push(join(folder, entry.name))
  }
}

function isReadable(entry: Dirent): boolean {
  return entry.isFile() && readable.test(entry.name)
}

function readTerraformFile(path: string, name: string): TerraformFile {
  if (statOf(path).size > fileMaxBytes)
    throw new UsageError(`${path} is larger than ${fileMaxBytes / 1024 / 1024} MB.`)
  return { path: name, text: readFileSync(path, 'utf8') }
}
