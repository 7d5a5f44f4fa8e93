import { isObject, objectOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { InventoryGrant, InventoryItem } from '../inventory/inventory-item.ts'
import { permissionsOf } from './github-items.ts'

const stepsMax = 500

/** Whether a document is a workflow: jobs, and what sets them off. YAML 1.1 readers make `on` into `true`. */
export function isWorkflow(value: Json | undefined): value is JsonObject {
  if (!isObject(value) || !isObject(value.jobs)) return false
  if (value.on === undefined && value.true === undefined) return false
  return Object.values(value.jobs).some(
    (job) =>
      isObject(job) && (job['runs-on'] !== undefined || job.uses !== undefined || job.steps !== undefined),
  )
}

/**
 * A GitHub Actions workflow as an identity: what its token may do (`permissions:`), and which cloud roles its steps
 * assume with its OIDC token. Source: GitHub Docs, "Workflow syntax for GitHub Actions".
 */
export function workflowItem(
  workflow: JsonObject,
  file: string,
  organization: string,
): { readonly item: InventoryItem; readonly gaps: readonly string[] } {
  const repository = repositoryOf(file, organization)
  const name = textOf(workflow.name) ?? fileBase(file)
  const jobs = Object.entries(objectOf(workflow.jobs))
  const unstated = jobs.filter(
    ([, job]) => workflow.permissions === undefined && objectOf(job).permissions === undefined,
  )
  const gaps =
    unstated.length === 0
      ? []
      : [
          `${file} states no permissions for ${unstated.length} of ${jobs.length} jobs: the organisation's default applies, and is not known.`,
        ]
  return {
    item: {
      key: `github:${repository.toLowerCase()}/${name}`,
      kind: 'ci-workflow',
      provider: 'github',
      displayName: `${name} (workflow of ${repository})`,
      accountable: [],
      credentials: [],
      grants: distinct([
        ...grantsOf(workflow.permissions, 'every job'),
        ...jobs.flatMap(([job, body]) => [
          ...grantsOf(objectOf(body).permissions, `job ${job}`),
          ...assumedRoles(objectOf(body)),
        ]),
      ]),
      alsoKnownAs: [],
      evidence: { source: 'github-workflow', locator: file },
    },
    gaps: repository.includes('/') ? gaps : [...gaps, `${file} does not tell its organisation: give it.`],
  }
}

/** `permissions: read-all` and `write-all` stand for every permission. */
function grantsOf(permissions: Json | undefined, resource: string): readonly InventoryGrant[] {
  if (typeof permissions === 'string') return [{ action: permissions, resource }]
  return permissionsOf(objectOf(permissions), resource)
}

function assumedRoles(job: JsonObject): readonly InventoryGrant[] {
  const steps = Array.isArray(job.steps) ? (job.steps as readonly Json[]).slice(0, stepsMax) : []
  return steps.flatMap((step) => {
    const inputs = objectOf(objectOf(step).with)
    const role = textOf(inputs['role-to-assume'])
    return role === undefined ? [] : [{ action: 'sts:AssumeRoleWithWebIdentity', resource: role }]
  })
}

function distinct(grants: readonly InventoryGrant[]): readonly InventoryGrant[] {
  return [...new Map(grants.map((grant) => [`${grant.action} ${grant.resource}`, grant])).values()]
}

/** `…/fernworks/app/.github/workflows/deploy.yml` lies in the repository `app`, of the organisation that is given. */
export function repositoryOf(file: string, organization: string): string {
  const parts = file.split('/')
  const at = parts.lastIndexOf('.github')
  const repository = parts[at - 1] ?? ''
  const owner = organization !== '' ? organization : (parts[at - 2] ?? '')
  if (at < 1 || repository === '' || repository === '.') return owner === '' ? 'unknown' : `${owner}/unknown`
  return owner === '' || owner === '.' ? repository : `${owner}/${repository}`
}

const fileBase = (file: string): string => (file.split('/').at(-1) ?? file).replace(/\.ya?ml$/, '')
