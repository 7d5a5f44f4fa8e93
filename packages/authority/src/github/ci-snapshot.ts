import { isObject, listOf, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { CiSnapshot, CiWorkflow, CiWriter } from '../escalation/ci-paths.ts'
import type { ConfigurationDocument, ConfigurationFile } from '../import/importer.ts'
import { listedObjects } from '../import/listed-objects.ts'
import { documentsOf } from '../import/read-documents.ts'
import { gitHubShape, gitHubWrappers } from './github-shapes.ts'
import { isWorkflow, repositoryOf } from './workflow-items.ts'

export type ReadCi = { readonly snapshot: CiSnapshot; readonly gaps: readonly string[] }

type Repository = { readonly isPublic: boolean; readonly defaultBranch: string }

/**
 * Who runs code in a GitHub organisation's pipelines: workflow files, and beside them what the REST API lists of
 * repositories (`/orgs/{org}/repos`), app installations, deploy keys and fine-grained tokens. What no list tells is a gap.
 */
export function ciSnapshotOf(files: readonly ConfigurationFile[], organization = ''): ReadCi {
  const documents = files.flatMap(documentsOf)
  const repositories = repositoriesIn(documents)
  const gaps = new Set<string>()
  const workflows = documents.flatMap(({ name, value }) => {
    if (!isWorkflow(value)) return []
    const repository = repositoryOf(name, organization)
    const known = repositories.get(repository.toLowerCase())
    if (known === undefined)
      gaps.add(
        `Whether ${repository} is public is not known; it is taken not to be. Add what /orgs/{org}/repos lists.`,
      )
    return workflowJobs(value, repository, pathOf(name), known ?? { isPublic: false, defaultBranch: 'main' })
  })
  const names = [...new Set(workflows.map(({ repository }) => repository))]
  return { snapshot: { workflows, writers: writersIn(documents, names) }, gaps: [...gaps] }
}

/** Source: GitHub REST API, "List organization repositories". */
function repositoriesIn(documents: readonly ConfigurationDocument[]): ReadonlyMap<string, Repository> {
  const found = new Map<string, Repository>()
  for (const entry of documents.flatMap(({ value }) => listedObjects(value, ['repositories']))) {
    const name = textOf(entry.full_name)
    if (name === undefined || typeof entry.private !== 'boolean') continue
    found.set(name.toLowerCase(), {
      isPublic: !entry.private && entry.visibility !== 'internal',
      defaultBranch: textOf(entry.default_branch) ?? 'main',
    })
  }
  return found
}

const pathOf = (file: string): string => file.slice(Math.max(0, file.lastIndexOf('.github/')))

/** A workflow as often as its jobs differ: each job has permissions, a runner and an environment of its own. */
function workflowJobs(
  workflow: JsonObject,
  repository: string,
  path: string,
  { isPublic, defaultBranch }: Repository,
): readonly CiWorkflow[] {
  const triggers = triggersOf(workflow.on ?? workflow.true)
  const jobs = Object.values(objectOf(workflow.jobs)).filter(isObject)
  const read = jobs.map(
    (job): CiWorkflow => ({
      repository,
      isPublic,
      path,
      triggers,
      hasIdToken: mayWriteIdToken(job.permissions ?? workflow.permissions),
      checksOutPullRequest: listOf(job.steps).some((step) => bringsPullRequest(objectOf(step))),
      isSelfHosted: runnerLabels(job['runs-on']).includes('self-hosted'),
      subjectSuffix: subjectSuffixOf(job, triggers, defaultBranch),
    }),
  )
  return [...new Map(read.map((one) => [JSON.stringify(one), one])).values()]
}

function triggersOf(on: Json | undefined): readonly string[] {
  if (typeof on === 'string') return [on]
  return isObject(on) ? Object.keys(on) : textsOf(on)
}

/** Source: GitHub Docs, "Workflow syntax for GitHub Actions", `permissions`. */
function mayWriteIdToken(permissions: Json | undefined): boolean {
  return permissions === 'write-all' || objectOf(permissions)['id-token'] === 'write'
}

const pullRequestCode = /github\.event\.pull_request\.(?:head|number)|github\.head_ref|refs\/pull\//

function bringsPullRequest(step: JsonObject): boolean {
  const run = textOf(step.run) ?? ''
  if (/^actions\/checkout(?:@|$)/.test(textOf(step.uses) ?? ''))
    return pullRequestCode.test(JSON.stringify(objectOf(step.with)))
  return (
    /\bgh pr checkout\b/.test(run) ||
    (/\bgit (?:fetch|checkout|pull)\b/.test(run) && pullRequestCode.test(run))
  )
}

function runnerLabels(runsOn: Json | undefined): readonly string[] {
  if (typeof runsOn === 'string') return [runsOn]
  return isObject(runsOn) ? runnerLabels(runsOn.labels) : textsOf(runsOn)
}

/** Source: GitHub Docs, "Example subject claims": the environment first, then pull requests, then the branch. */
function subjectSuffixOf(job: JsonObject, triggers: readonly string[], defaultBranch: string): string {
  const environment = textOf(job.environment) ?? textOf(objectOf(job.environment).name)
  if (environment !== undefined) return `environment:${environment}`
  return triggers.length > 0 && triggers.every((one) => one === 'pull_request')
    ? 'pull_request'
    : `ref:refs/heads/${defaultBranch}`
}

function writersIn(
  documents: readonly ConfigurationDocument[],
  repositories: readonly string[],
): readonly CiWriter[] {
  const writers = documents.flatMap(({ value }) =>
    listedObjects(value, gitHubWrappers).flatMap((entry) => writersOf(entry, repositories)),
  )
  return [...new Map(writers.map((one) => [`${one.repository} ${one.who}`, one])).values()]
}

/** Apps and tokens need `contents` and `workflows` to change a workflow; a deploy key that may write needs no more. */
function writersOf(entry: JsonObject, repositories: readonly string[]): readonly CiWriter[] {
  switch (gitHubShape(entry)) {
    case 'installation': {
      const who = `app ${textOf(entry.app_slug) ?? 'without a name'}`
      return writesWorkflows(objectOf(entry.permissions)) ? everywhere(who, entry, repositories) : []
    }
    case 'fine-grained-token': {
      const who = `token ${textOf(entry.token_name) ?? ''} of ${textOf(objectOf(entry.owner).login) ?? 'somebody'}`
      const { repository } = objectOf(entry.permissions)
      return writesWorkflows(objectOf(repository)) ? everywhere(who, entry, repositories) : []
    }
    case 'deploy-key': {
      const repository = /\/repos\/([^/]+\/[^/]+)\/keys\//.exec(textOf(entry.url) ?? '')?.[1]
      const own = repositories.find((name) => name.toLowerCase() === repository?.toLowerCase())
      return entry.read_only === false && own !== undefined
        ? [{ repository: own, who: `deploy key ${textOf(entry.title) ?? ''}` }]
        : []
    }
    default:
      return []
  }
}

const writesWorkflows = ({ contents, workflows }: JsonObject): boolean =>
  contents === 'write' && workflows === 'write'

/** Which repositories were chosen, the list does not say: then none is claimed. */
function everywhere(who: string, entry: JsonObject, repositories: readonly string[]): readonly CiWriter[] {
  return entry.repository_selection === 'all' ? repositories.map((repository) => ({ repository, who })) : []
}
