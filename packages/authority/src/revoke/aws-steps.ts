import type { ProposedAction } from '@countersign/explanation/explanation'
import { commandWith } from './command-with.ts'
import { credentialChange, sessionRevoked } from './standard-event.ts'

/** What IAM allows in names of users and roles. Source: IAM User Guide, "IAM and AWS STS quotas". */
export const iamName = /^[A-Za-z0-9_+=,.@-]{1,128}$/
const accessKey = /^AKIA[A-Z0-9]{8,124}$/

export function isLongLivedAwsKey(key: string): boolean {
  return accessKey.test(key)
}

/** `user` is the bare name; a key that is not of AWS's form makes no command. */
export function deactivateKey(user: string, key: string): ProposedAction {
  return {
    title: `Deactivate the access key ${key}`,
    ...(accessKey.test(key)
      ? commandWith(
          [user],
          iamName,
          `aws iam update-access-key --user-name ${user} --access-key-id ${key} --status Inactive`,
        )
      : {}),
    effect:
      'Calls signed with this key are refused, usually within seconds. Sessions already obtained with it live on.',
    breaks: 'Every program that uses this key.',
    reversal: 'The same command with --status Active.',
    revokes: 'credential',
    standardEvent: credentialChange(key),
  }
}

export function denyUser(user: string): ProposedAction {
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
    revokes: 'credential',
    standardEvent: credentialChange(user),
  }
}

/** The condition AWS itself uses for "Revoke active sessions". Source: IAM User Guide, "Revoking IAM role temporary security credentials". */
export function revokeRoleSessions(role: string): ProposedAction {
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
    revokes: 'session',
    standardEvent: sessionRevoked(role),
  }
}

export function endSsoSession(role: string): ProposedAction {
  return {
    title: 'End the session of this person in IAM Identity Center and disable the user there',
    effect: `The person cannot sign in again. Role sessions of ${role} already issued last until they expire.`,
    breaks: 'The person’s access to all accounts.',
    reversal: 'Enable the user again in IAM Identity Center.',
    revokes: 'session',
    standardEvent: sessionRevoked(role),
  }
}

export function denyIssuer(name: string): ProposedAction {
  return {
    title: `Deny everything to the IAM user that issued the federated session ${name}`,
    effect:
      'A federated session has at most the rights of its issuer and ends with them; deactivating the issuer’s key does not end it.',
    breaks: 'Everything the issuing user does.',
    reversal: 'Detach the AWSDenyAll policy from the user.',
    revokes: 'credential',
    standardEvent: credentialChange(name),
  }
}

export function secureRoot(account: string): ProposedAction {
  return {
    title: `Take back the root user of account ${account}`,
    effect:
      'Change its password and MFA device, and delete its access keys: root has none that cannot be spared.',
    breaks: 'Nothing that should be running: no program needs root.',
    reversal: 'Not needed.',
    revokes: 'credential',
    standardEvent: credentialChange(account),
  }
}
