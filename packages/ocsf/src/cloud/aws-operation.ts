import type { Activity } from '../draft.ts'
import {
  accountChange,
  apiActivity,
  authentication,
  type EventClass,
  groupManagement,
} from '../event-class.ts'
import { remember } from '../remember.ts'

const other = 99

/** IAM calls that change a user or its credentials: Account Change. */
const accountCalls: ReadonlyMap<string, number> = new Map([
  ['CreateUser', 1],
  ['CreateAccessKey', 1],
  ['CreateServiceSpecificCredential', 1],
  ['UploadSSHPublicKey', 1],
  ['UploadSigningCertificate', 1],
  ['CreateLoginProfile', 2],
  ['ChangePassword', 3],
  ['UpdateLoginProfile', 4],
  ['ResetServiceSpecificCredential', 4],
  ['DeleteLoginProfile', 5],
  ['DeleteUser', 6],
  ['DeleteAccessKey', 6],
  ['DeleteServiceSpecificCredential', 6],
  ['DeleteSSHPublicKey', 6],
  ['DeleteSigningCertificate', 6],
  ['AttachUserPolicy', 7],
  ['PutUserPolicy', 7],
  ['PutUserPermissionsBoundary', 7],
  ['DetachUserPolicy', 8],
  ['DeleteUserPolicy', 8],
  ['DeleteUserPermissionsBoundary', 8],
  ['EnableMFADevice', 10],
  ['DeactivateMFADevice', 11],
  ['UpdateUser', other],
  ['UpdateAccessKey', other],
  ['UpdateSSHPublicKey', other],
  ['UpdateServiceSpecificCredential', other],
  ['UpdateSigningCertificate', other],
])

/** IAM calls on groups: Group Management. */
const groupCalls: ReadonlyMap<string, number> = new Map([
  ['AddUserToGroup', 3],
  ['RemoveUserFromGroup', 4],
  ['DeleteGroup', 5],
  ['CreateGroup', 6],
  ['UpdateGroup', 9],
  ['AttachGroupPolicy', 10],
  ['PutGroupPolicy', 10],
  ['DetachGroupPolicy', 11],
  ['DeleteGroupPolicy', 11],
])

/** Calls that prove who somebody is or hand out a session: Authentication. */
const sessionCalls: ReadonlyMap<string, number> = new Map([
  ['ConsoleLogin', 1],
  ['UserAuthentication', 1],
  ['Authenticate', 1],
  ['Federate', 1],
  ['Logout', 2],
  ['GetSessionToken', 3],
  ['GetFederationToken', 3],
  ['GetSigninToken', 3],
  ['CreateToken', 3],
  ['AssumeRole', 3],
  ['AssumeRoleWithSAML', 3],
  ['AssumeRoleWithWebIdentity', 3],
  ['AssumeRoot', 3],
  ['CheckMfa', 6],
  ['SwitchRole', 7],
])

const sessionServices: ReadonlySet<string> = new Set(['signin', 'sts', 'sso', 'sso-oauth'])

/** CRUD by the first word of the operation: AWS names calls `<Verb><Noun>`. */
const verbs: ReadonlyMap<string, number> = new Map(
  Object.entries({
    1: 'Create Run Register Import Copy Allocate Generate Issue Request Publish Invite Clone Provision',
    2: 'Get List Describe Head Lookup Search Scan Query Select Simulate View Preview Download Estimate Filter Discover Verify Validate Check Read Batchget Export',
    3: 'Update Modify Put Set Add Attach Detach Associate Disassociate Enable Disable Tag Untag Change Replace Reset Start Stop Reboot Authorize Revoke Restore Edit Apply Upload Move Rotate Suspend Resume Unlink',
    4: 'Delete Remove Terminate Deregister Release Purge Destroy Cancel',
  }).flatMap(([id, words]) => words.split(' ').map((word): [string, number] => [word, Number(id)])),
)

/** What a call is in OCSF, from `<service host>/<operation>`. */
export const awsActivity: (call: string) => Activity = remember((call) => {
  const slash = call.indexOf('/')
  const host = call.slice(0, slash)
  const operation = call.slice(slash + 1)
  const dot = host.indexOf('.')
  const service = dot === -1 ? host : host.slice(0, dot)
  if (service === 'iam') return iamActivity(operation)
  const session = sessionActivity(service, operation)
  return session ?? named(apiActivity, verbs.get(firstWord(operation)) ?? other, operation)
})

function iamActivity(operation: string): Activity {
  const account = accountCalls.get(operation)
  if (account !== undefined) return named(accountChange, account, operation)
  const group = groupCalls.get(operation)
  if (group !== undefined) return named(groupManagement, group, operation)
  return named(apiActivity, verbs.get(firstWord(operation)) ?? other, operation)
}

function sessionActivity(service: string, operation: string): Activity | undefined {
  if (service !== '' && !sessionServices.has(service)) return undefined
  const id = sessionCalls.get(operation)
  if (id !== undefined) return named(authentication, id, operation)
  return service === 'signin' ? named(authentication, other, operation) : undefined
}

/** `Other` says nothing: the operation's own name stands in its place. */
function named(eventClass: EventClass, id: number, operation: string): Activity {
  return id === other ? { eventClass, id, name: operation } : { eventClass, id }
}

function firstWord(operation: string): string {
  const start = operation.startsWith('Batch') ? 5 : 0
  return /^[A-Z][a-z]+/.exec(operation.slice(start))?.[0] ?? ''
}
