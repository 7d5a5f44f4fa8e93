import type { IdentityParts } from '@countersign/authority/explain/identity-words'
import { listed } from '@countersign/authority/explain/words'
import { commandWith } from '@countersign/authority/revoke/command-with'
import type { ProposedAction } from '@countersign/explanation/explanation'
import { undoActions } from './aws-undo.ts'
import type { EventFacts } from './finding.ts'

type AwsParts = Extract<IdentityParts, { kind: 'aws-user' | 'aws-role' | 'aws-federated' | 'aws-root' }>

/** What IAM allows in names of users and roles. Source: IAM User Guide, "IAM and AWS STS quotas". */
const iamName = /^[A-Za-z0-9_+=,.@-]{1,128}$/
const accessKey = /^AKIA[A-Z0-9]{8,124}$/

export function awsActions(parts: AwsParts, events: readonly EventFacts[]): readonly ProposedAction[] {
  const first = firstAction(parts, events)
  return [...first, ...undoActions(events), ...reviewOf(events)]
}

function firstAction(parts: AwsParts, events: readonly EventFacts[]): readonly ProposedAction[] {
  if (parts.kind === 'aws-user') return [...deactivateKeys(parts.name, events), denyUser(parts.name)]
  if (parts.kind === 'aws-federated') return [denyIssuer(parts.name)]
  if (parts.kind === 'aws-root') return [secureRoot(parts.account)]
  return [
    parts.name.startsWith('AWSReservedSSO_') ? endSsoSession(parts.name) : revokeRoleSessions(parts.name),
  ]
}

function deactivateKeys(user: string, events: readonly EventFacts[]): readonly ProposedAction[] {
  const keys = [...new Set(events.flatMap((event) => event.sessionKey ?? []))].filter((key) =>
    accessKey.test(key),
  )
  return keys.slice(0, 3).map((key) => ({
    title: `Deactivate the access key ${key}`,
    ...commandWith(
      [user],
      iamName,
      `aws iam update-access-key --user-name ${user} --access-key-id ${key} --status Inactive`,
    ),
    effect:
      'Calls signed with this key are refused, usually within seconds. Sessions already obtained with it live on.',
    breaks: 'Every program that uses this key.',
    reversal: 'The same command with --status Active.',
  }))
}

function denyUser(user: string): ProposedAction {
  return {
    title: `Deny everything to the IAM user ${user}`,
    ...commandWith(
      [user],
      iamName,
      `aws iam attach-user-policy --user-name ${user} --policy-arn arn:aws:iam::aws:policy/AWSDenyAll`,
    ),
    effect: 'Also stops console sign-ins and federated sessions this user obtained, which outlive its keys.',
    breaks: 'Everything the user does, on every key.',
    reversal: 'aws iam detach-user-policy with the same arguments.',
  }
}

/** The condition AWS itself uses for "Revoke active sessions". Source: IAM User Guide, "Revoking IAM role temporary security credentials". */
function revokeRoleSessions(role: string): ProposedAction {
  const policy = `{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Deny\\",\\"Action\\":\\"*\\",\\"Resource\\":\\"*\\",\\"Condition\\":{\\"DateLessThan\\":{\\"aws:TokenIssueTime\\":\\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\\"}}}]}`
  return {
    title: `Revoke the current sessions of the role ${role}`,
    ...commandWith(
      [role],
      iamName,
      `aws iam put-role-policy --role-name ${role} --policy-name RevokeOlderSessions --policy-document "${policy}"`,
    ),
    effect:
      'Every session issued before this moment is refused. Whoever may assume the role can obtain a new one: close that door too.',
    breaks:
      'All programs running with the role fail until they obtain a new session, which most do by themselves.',
    reversal: 'aws iam delete-role-policy --policy-name RevokeOlderSessions',
  }
}

function endSsoSession(role: string): ProposedAction {
  return {
    title: 'End the session of this person in IAM Identity Center and disable the user there',
    effect: `The person cannot sign in again. Role sessions of ${role} already issued last until they expire.`,
    breaks: 'The person’s access to all accounts.',
    reversal: 'Enable the user again in IAM Identity Center.',
  }
}

function denyIssuer(name: string): ProposedAction {
  return {
    title: `Deny everything to the IAM user that issued the federated session ${name}`,
    effect:
      'A federated session has at most the rights of its issuer and ends with them; deactivating the issuer’s key does not end it.',
    breaks: 'Everything the issuing user does.',
    reversal: 'Detach the AWSDenyAll policy from the user.',
  }
}

function secureRoot(account: string): ProposedAction {
  return {
    title: `Take back the root user of account ${account}`,
    effect:
      'Change its password and MFA device, and delete its access keys: root has none that cannot be spared.',
    breaks: 'Nothing that should be running: no program needs root.',
    reversal: 'Not needed.',
  }
}

/** What a stolen identity leaves behind outlives the identity. */
function reviewOf(events: readonly EventFacts[]): readonly ProposedAction[] {
  const changes = events.filter(
    (event) =>
      event.outcome === 'success' &&
      /^(?:Create|Attach|Put|Update|Add|Import|Register|Authorize|Modify)/.test(event.action),
  )
  const actions = [...new Set(changes.map((event) => event.action))]
  if (actions.length === 0) return []
  return [
    {
      title: `Check what ${listed(actions.slice(0, 4))} left behind, and undo what nobody ordered`,
      effect:
        'New keys, users, trust and permissions keep working after the identity that made them is blocked.',
      breaks: 'Nothing while checking.',
      reversal: 'Not needed for a check; note each object before removing it.',
    },
  ]
}
