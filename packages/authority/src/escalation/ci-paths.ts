import type { AwsSnapshot } from '../aws/aws-snapshot.ts'
import { matchesPattern } from '../aws/pattern.ts'
import { type PolicyCondition, type PolicyStatement, statementsOf } from '../aws/policy-document.ts'

/** A workflow as far as it matters to who runs code in it. */
export type CiWorkflow = {
  /** `owner/name`. */
  readonly repository: string
  readonly isPublic: boolean
  /** `.github/workflows/deploy.yml`. */
  readonly path: string
  readonly triggers: readonly string[]
  /** May ask for an OIDC token (`id-token: write`). */
  readonly hasIdToken: boolean
  /** Checks out what a pull request brings. */
  readonly checksOutPullRequest: boolean
  readonly isSelfHosted: boolean
  /** Branch or environment that its token names: `ref:refs/heads/main`, `environment:prod`. */
  readonly subjectSuffix?: string
}

/** Who may change the workflows of a repository. */
export type CiWriter = { readonly repository: string; readonly who: string }

export type CiSnapshot = {
  readonly workflows: readonly CiWorkflow[]
  readonly writers: readonly CiWriter[]
}

export type CiPath = {
  readonly id:
    | 'ci-trust-open'
    | 'ci-trust-wide'
    | 'ci-pull-request-target'
    | 'ci-self-hosted-public'
    | 'ci-workflow-write'
  /** Who can take it, in words or by name. */
  readonly who: string
  readonly repository?: string
  readonly workflow?: string
  /** ARN of the role that is taken; absent where a machine is. */
  readonly role?: string
  readonly because: string
}

const issuer = 'token.actions.githubusercontent.com'

type CiTrust = { readonly role: string; readonly subjects: readonly string[] }

/**
 * Paths from a code host into AWS: trust that admits more than one repository, and workflows that run what somebody else
 * wrote. Subject claims: GitHub, "About security hardening with OpenID Connect".
 */
export function ciPaths(ci: CiSnapshot, aws: AwsSnapshot): readonly CiPath[] {
  const trusts = trustsOf(aws)
  return [
    ...trusts.flatMap(wideTrust),
    ...ci.workflows.flatMap((workflow) => foreignCode(workflow, trusts)),
    ...ci.writers.flatMap((writer) => writtenWorkflows(writer, ci.workflows, trusts)),
  ]
}

function trustsOf({ principals }: AwsSnapshot): readonly CiTrust[] {
  return principals
    .filter(({ kind, trust }) => kind === 'role' && trust !== undefined)
    .toSorted((a, b) => (a.arn < b.arn ? -1 : 1))
    .flatMap(({ arn, trust }) =>
      statementsOf(trust?.document)
        .filter(admitsGitHub)
        .map(({ conditions }) => ({ role: arn, subjects: subjectsOf(conditions) })),
    )
}

function admitsGitHub({ effect, principals = [] }: PolicyStatement): boolean {
  return (
    effect === 'allow' && principals.some(({ type, value }) => type === 'Federated' && value.endsWith(issuer))
  )
}

/** Patterns that the subject claim has to match; any subject where no condition speaks of it. */
function subjectsOf(conditions: readonly PolicyCondition[]): readonly string[] {
  const speaking = conditions.filter(
    ({ key, operator }) =>
      key.toLowerCase() === `${issuer}:sub` &&
      /^(?:forany\w+:)?string(?:equals|like)(?:ignorecase)?$/i.test(operator),
  )
  return speaking.length === 0 ? ['*'] : speaking.flatMap(({ values }) => values)
}

function wideTrust({ role, subjects }: CiTrust): readonly CiPath[] {
  return subjects.flatMap((subject): readonly CiPath[] => {
    const [, owner = '', name = ''] = /^repo:([^/]*)(?:\/([^:]*))?/.exec(subject) ?? []
    if (!subject.startsWith('repo:') ? subject.includes('*') : /[*?]/.test(owner))
      return [
        {
          id: 'ci-trust-open',
          who: 'anybody with a GitHub account',
          role,
          because: `its trust takes the subject ${subject}`,
        },
      ]
    if (/^[*?]/.test(name))
      return [
        {
          id: 'ci-trust-wide',
          who: `any repository of ${owner}`,
          role,
          because: `its trust takes the subject ${subject}`,
        },
      ]
    return []
  })
}

/** The role that a workflow's token is taken by. */
function rolesFor({ repository, subjectSuffix }: CiWorkflow, trusts: readonly CiTrust[]): readonly string[] {
  const subject = `repo:${repository}:${subjectSuffix ?? 'ref:refs/heads/main'}`
  const admitted = trusts.filter(({ subjects }) =>
    subjects.some((pattern) => matchesPattern(pattern, subject)),
  )
  return [...new Set(admitted.map(({ role }) => role))]
}

function foreignCode(workflow: CiWorkflow, trusts: readonly CiTrust[]): readonly CiPath[] {
  const { repository, path, triggers, isPublic } = workflow
  const who = isPublic ? 'anybody with a GitHub account' : `whoever may fork ${repository}`
  const place = { who, repository, workflow: path }
  const found: CiPath[] = []
  if (triggers.includes('pull_request_target') && workflow.checksOutPullRequest && workflow.hasIdToken)
    for (const role of rolesFor(workflow, trusts))
      found.push({
        id: 'ci-pull-request-target',
        ...place,
        role,
        because: 'it runs a pull request’s code with the rights of the base branch',
      })
  if (isPublic && workflow.isSelfHosted && triggers.some((one) => one.startsWith('pull_request')))
    found.push({
      id: 'ci-self-hosted-public',
      ...place,
      because: 'pull requests run on a machine of one’s own',
    })
  return found
}

/** Any workflow can be rewritten to ask for a token: what counts is what its subject would be. */
function writtenWorkflows(
  { repository, who }: CiWriter,
  workflows: readonly CiWorkflow[],
  trusts: readonly CiTrust[],
): readonly CiPath[] {
  const own = workflows.filter((one) => one.repository === repository)
  return own.flatMap((workflow) =>
    rolesFor(workflow, trusts).map((role) => ({
      id: 'ci-workflow-write' as const,
      who,
      repository,
      workflow: workflow.path,
      role,
      because: 'who writes the workflow decides what runs with its token',
    })),
  )
}
