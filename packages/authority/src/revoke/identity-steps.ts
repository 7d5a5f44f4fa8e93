import type { ProposedAction } from '@countersign/explanation/explanation'
import { type IdentityParts, identityName, identityParts } from '../explain/identity-words.ts'
import {
  deactivateKey,
  denyIssuer,
  denyUser,
  endSsoSession,
  isLongLivedAwsKey,
  revokeRoleSessions,
  secureRoot,
} from './aws-steps.ts'
import { commandWith } from './command-with.ts'
import { credentialChange, sessionRevoked } from './standard-event.ts'

const keysMax = 3

/**
 * What stops one identity, most effective first. Proposals only: nothing here runs. A name from a log enters a command only
 * when it has the characters that its platform allows; otherwise the command is left out.
 * @param sessionKeys credentials it was seen to use
 */
export function identitySteps(actor: string, sessionKeys: readonly string[]): readonly ProposedAction[] {
  return stepsFor(actor, identityParts(actor), [...new Set(sessionKeys)])
}

function stepsFor(
  actor: string,
  parts: IdentityParts,
  sessionKeys: readonly string[],
): readonly ProposedAction[] {
  switch (parts.kind) {
    case 'aws-user':
      return [...keysOf(parts.name, sessionKeys), denyUser(parts.name)]
    case 'aws-role':
      return [
        parts.name.startsWith('AWSReservedSSO_') ? endSsoSession(parts.name) : revokeRoleSessions(parts.name),
      ]
    case 'aws-federated':
      return [denyIssuer(parts.name)]
    case 'aws-root':
      return [secureRoot(parts.account)]
    case 'k8s-service-account':
      return [replaceServiceAccount(parts.namespace, parts.name)]
    case 'github-actor':
      return githubActor(parts.organisation, parts.name)
    case 'github-workflow':
      return [disableWorkflow(parts.repository, parts.name)]
    case 'okta-user':
      return [suspendOkta(parts.name)]
    case 'entra-user':
      return [revokeEntra(parts.name)]
    case 'windows-account':
      return [disableAccount(parts.domain, parts.name)]
    case 'agent':
      return [pauseAgent(actor)]
    default:
      return []
  }
}

function keysOf(user: string, sessionKeys: readonly string[]): readonly ProposedAction[] {
  return sessionKeys
    .filter(isLongLivedAwsKey)
    .slice(0, keysMax)
    .map((key) => deactivateKey(user, key))
}

/** RFC 1123 labels, which is all that Kubernetes names may hold. */
const kubernetesName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/
const githubName = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,200}$/
const loginName = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,200}$/
const windowsName = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,103}$/

function replaceServiceAccount(namespace: string, name: string): ProposedAction {
  return {
    title: `Replace the service account ${namespace}/${name}`,
    ...commandWith(
      [namespace, name],
      kubernetesName,
      `kubectl -n ${namespace} get serviceaccount ${name} -o yaml > ${name}.yaml && kubectl -n ${namespace} delete serviceaccount ${name} && kubectl -n ${namespace} create serviceaccount ${name}`,
    ),
    effect:
      'Every token issued for it is refused from then on: a token names the uid of the account, and the new one has another.',
    breaks: 'Pods that run as this account lose access to the API until they are restarted.',
    reversal:
      'None for the old tokens. Restart the pods; copy annotations and pull secrets back from the saved file.',
    revokes: 'token',
    standardEvent: credentialChange(`${namespace}/${name}`),
  }
}

function githubActor(organisation: string, name: string): readonly ProposedAction[] {
  return [
    {
      title: `Revoke the tokens of ${name}`,
      ...commandWith(
        [organisation],
        githubName,
        `gh api /orgs/${organisation}/personal-access-tokens?owner=${encodeURIComponent(name)}`,
      ),
      effect:
        'The command lists the fine-grained tokens; revoke each under the organisation settings. Calls with them fail at once.',
      breaks: 'Scripts and integrations that use these tokens.',
      reversal: 'A revoked token cannot be restored; its owner creates a new one.',
    },
    {
      title: `Remove ${name} from the organisation until the person has confirmed`,
      ...commandWith(
        [organisation, name],
        githubName,
        `gh api -X DELETE /orgs/${organisation}/members/${name}`,
      ),
      effect: 'All access through membership ends at once, whatever the credential.',
      breaks: 'The person loses repositories, teams and private forks.',
      reversal: 'Invite the person again within three months: GitHub then restores roles and teams.',
    },
  ]
}

function disableWorkflow(repository: string, name: string): ProposedAction {
  return {
    title: `Disable the workflow ${name} in ${repository}`,
    ...commandWith([repository, name], githubName, `gh workflow disable ${name} -R ${repository}`),
    effect: 'No new run starts. A run in progress goes on until it is cancelled.',
    breaks: 'Whatever this workflow builds, tests or deploys.',
    reversal: `gh workflow enable, after the workflow file and the secrets it reads have been checked.`,
    revokes: 'session',
    standardEvent: sessionRevoked(`${repository}/${name}`),
  }
}

function suspendOkta(login: string): ProposedAction {
  return {
    title: `Suspend ${login} in Okta and end the sessions`,
    ...commandWith(
      [login],
      loginName,
      `okta-api POST /api/v1/users/${login}/lifecycle/suspend && okta-api DELETE /api/v1/users/${login}/sessions`,
    ),
    effect: 'No new sign-in, and existing Okta sessions end. Sessions inside applications may live on.',
    breaks: 'The person cannot work in any application behind Okta.',
    reversal: 'POST /api/v1/users/{login}/lifecycle/unsuspend',
    revokes: 'session',
    standardEvent: sessionRevoked(login),
  }
}

function revokeEntra(name: string): ProposedAction {
  return {
    title: `Revoke the sign-in sessions of ${name} and block the account`,
    ...commandWith(
      [name],
      loginName,
      `az rest --method POST --url https://graph.microsoft.com/v1.0/users/${name}/revokeSignInSessions && az ad user update --id ${name} --account-enabled false`,
    ),
    effect: 'Refresh tokens are void at once; access tokens already issued work for up to about an hour.',
    breaks: 'The person is signed out everywhere and cannot sign in.',
    reversal: 'az ad user update --id … --account-enabled true',
    revokes: 'session',
    standardEvent: sessionRevoked(name),
  }
}

function disableAccount(domain: string, name: string): ProposedAction {
  const local = domain === '' || domain === '.'
  return {
    title: `Disable the account ${domain === '' ? name : `${domain}\\${name}`}`,
    ...commandWith(
      [name],
      windowsName,
      local ? `Disable-LocalUser -Name ${name}` : `Disable-ADAccount -Identity ${name}`,
    ),
    effect:
      'No new logon. Kerberos tickets already issued work until they expire, usually 10 hours: sign the sessions off as well.',
    breaks: 'The person, and any service or task that runs as this account.',
    reversal: local
      ? 'Enable-LocalUser, after changing the password'
      : 'Enable-ADAccount, after changing the password',
    revokes: 'credential',
    standardEvent: credentialChange(name),
  }
}

function pauseAgent(actor: string): ProposedAction {
  return {
    title: `Pause ${identityName(actor)} and take away its tool credentials`,
    effect:
      'It starts no further task. Credentials it handed to tools stay valid until they are revoked there.',
    breaks: 'Tasks that the agent is working on stay unfinished.',
    reversal: 'Give the credentials back and resume, once its instructions and inputs have been reviewed.',
    revokes: 'session',
    standardEvent: sessionRevoked(actor),
  }
}
