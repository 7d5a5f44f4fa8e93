import type { IdentityKey } from '../event.ts'
import { isSpiffeId } from './spiffe.ts'

const gitHubIssuer = 'token.actions.githubusercontent.com'

/**
 * The identity behind an OIDC token, from its issuer and `sub`: a GitHub Actions job
 * (`repo:acme/app:ref:refs/heads/main` becomes `github:acme/app/ref:refs/heads/main`), a Kubernetes service account
 * (`system:serviceaccount:ns:name`), a SPIFFE id, or `oidc:<issuer>/<sub>`.
 * Source: GitHub "About security hardening with OpenID Connect", subject claims.
 */
export function federatedIdentity(provider: string, subject: string | undefined): IdentityKey {
  const issuer = issuerOf(provider)
  if (subject === undefined) return `oidc:${issuer}`
  if (isSpiffeId(subject)) return subject
  if (issuer.endsWith(gitHubIssuer) || subject.startsWith('repo:'))
    return gitHubJob(subject) ?? `oidc:${issuer}/${subject}`
  const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(subject)
  if (account !== null) return `k8s:${issuer.slice(issuer.lastIndexOf('/') + 1)}:${account[1]}/${account[2]}`
  return `oidc:${issuer}/${subject}`
}

/** `arn:aws:iam::123456789012:oidc-provider/host/path` and `https://host/path` both name `host/path`. */
function issuerOf(provider: string): string {
  const marker = provider.indexOf(':oidc-provider/')
  const bare = marker === -1 ? provider : provider.slice(marker + ':oidc-provider/'.length)
  return bare.replace(/^https:\/\//, '').toLowerCase()
}

/** A customised subject may carry `job_workflow_ref:acme/app/.github/workflows/deploy.yml@refs/heads/main`. */
function gitHubJob(subject: string): IdentityKey | undefined {
  const repository = /(?:^|:)(?:repo|repository):([^/:]+\/[^/:]+)/.exec(subject)?.[1]
  if (repository === undefined) return undefined
  const workflow = /(?:job_workflow_ref|workflow_ref):[^:@]*\/([^/:@]+?)(?:\.ya?ml)?(?:@|:|$)/.exec(
    subject,
  )?.[1]
  const rest =
    workflow ?? /(?:^|:)workflow:([^:]+)/.exec(subject)?.[1] ?? subject.split(`${repository}:`)[1] ?? 'any'
  return `github:${repository.toLowerCase()}/${rest}`
}
