import {
  type IdentityParts,
  identityName,
  identityParts,
} from '@countersign/authority/explain/identity-words'
import { commandWith } from '@countersign/authority/revoke/command-with'
import type { ProposedAction } from '@countersign/explanation/explanation'
import { awsActions } from './aws-actions.ts'
import type { EventFacts } from './finding.ts'
import { isSharedIdentity } from './shared-identity.ts'

const actorsMax = 3

/**
 * What a person could do to stop it, most effective first. Proposals only: nothing here runs. A name from a log
 * enters a command only when it has the characters that its platform allows; otherwise the command is left out.
 */
export function proposedActions(
  actors: readonly string[],
  events: readonly EventFacts[],
  hosts: readonly string[],
): readonly ProposedAction[] {
  const named = actors.filter((actor) => !isSharedIdentity(actor)).slice(0, actorsMax)
  const forActors = named.flatMap((actor) => {
    const own = events.filter((event) => event.identityKey === actor)
    return actionsFor(actor, identityParts(actor), own)
  })
  return [...forActors, ...hosts.slice(0, actorsMax).map(isolateHost)]
}

function actionsFor(
  actor: string,
  parts: IdentityParts,
  events: readonly EventFacts[],
): readonly ProposedAction[] {
  switch (parts.kind) {
    case 'aws-user':
    case 'aws-role':
    case 'aws-federated':
    case 'aws-root':
      return awsActions(parts, events)
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
  }
}

function pauseAgent(actor: string): ProposedAction {
  return {
    title: `Pause ${identityName(actor)} and take away its tool credentials`,
    effect:
      'It starts no further task. Credentials it handed to tools stay valid until they are revoked there.',
    breaks: 'Tasks that the agent is working on stay unfinished.',
    reversal: 'Give the credentials back and resume, once its instructions and inputs have been reviewed.',
  }
}

function isolateHost(host: string): ProposedAction {
  return {
    title: `Isolate ${host} from the network with your endpoint agent`,
    effect:
      'The host reaches nothing but the agent’s console; memory and disk stay as they are for the investigation.',
    breaks: 'Everything the host serves, and the work of whoever uses it.',
    reversal: 'Release it in the same console. Isolation survives a restart.',
  }
}
