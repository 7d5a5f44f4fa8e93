import { commandWith } from '@countersign/authority/revoke/command-with'
import type { ProposedAction } from '@countersign/explanation/explanation'
import type { EventFacts } from './finding.ts'

/** How one kind of change is taken back. `command` gets the resource's plain name. */
type Undo = {
  readonly title: (name: string) => string
  readonly allowed: RegExp
  readonly command: (name: string) => string
  readonly effect: string
  readonly breaks: string
  readonly reversal: string
}

const undoMax = 4
const ec2Id = /^(?:sg|snap|ami|i)-[0-9a-zA-Z]{1,40}$/
const plainName = /^[A-Za-z0-9_+=,.@-]{1,128}$/
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

const closeConsole: Undo = {
  title: () => 'Switch the serial console of the account off again',
  allowed: /^/,
  command: () => 'aws ec2 disable-serial-console-access',
  effect: 'No new session opens on any serial console of the account in this region.',
  breaks: 'Whoever repairs a machine over the serial console right now.',
  reversal: 'aws ec2 enable-serial-console-access',
}

const closeBucket: Undo = {
  title: (name) => `Read the policy of the bucket ${name} and put the earlier one back`,
  allowed: bucketName,
  command: (name) => `aws s3api get-bucket-policy --bucket ${name} --query Policy --output text`,
  effect: 'The command shows who is let in. What was copied while it was open is gone.',
  breaks: 'Nothing while reading.',
  reversal: 'Put the policy back that the command showed.',
}

const blockPublic: Undo = {
  title: (name) => `Block public access to the bucket ${name} again`,
  allowed: bucketName,
  command: (name) =>
    `aws s3api put-public-access-block --bucket ${name} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
  effect: 'Public policies and access lists of the bucket stop working at once.',
  breaks: 'Web sites and downloads that the bucket serves to everybody.',
  reversal: 'aws s3api delete-public-access-block with the same bucket.',
}

/** Source: AWS CLI reference of the services; each command undoes what the operation of its key did. */
const undos: ReadonlyMap<string, Undo> = new Map<string, Undo>([
  [
    'AuthorizeSecurityGroupIngress',
    {
      title: (name) => `Close what was opened in the security group ${name}`,
      allowed: ec2Id,
      command: (name) =>
        `aws ec2 describe-security-group-rules --filters Name=group-id,Values=${name} --query 'SecurityGroupRules[?!IsEgress]'`,
      effect:
        'The command lists the inbound rules; take the new one away with revoke-security-group-ingress. Connections that are open may live on.',
      breaks: 'Whoever needs that port from outside.',
      reversal: 'Authorise the same rule again.',
    },
  ],
  ['EnableSerialConsoleAccess', closeConsole],
  [
    'ModifySnapshotAttribute',
    {
      title: (name) => `Stop sharing the snapshot ${name}`,
      allowed: ec2Id,
      command: (name) =>
        `aws ec2 reset-snapshot-attribute --snapshot-id ${name} --attribute createVolumePermission`,
      effect: 'Nobody outside can copy it from now on. Copies already made stay with whoever made them.',
      breaks: 'Accounts that use the snapshot on purpose.',
      reversal: 'Share it again with modify-snapshot-attribute.',
    },
  ],
  [
    'ModifyImageAttribute',
    {
      title: (name) => `Stop sharing the image ${name}`,
      allowed: ec2Id,
      command: (name) => `aws ec2 reset-image-attribute --image-id ${name} --attribute launchPermission`,
      effect: 'Nobody outside can start or copy it from now on. Copies already made stay.',
      breaks: 'Accounts that use the image on purpose.',
      reversal: 'Share it again with modify-image-attribute.',
    },
  ],
  [
    'StopLogging',
    {
      title: (name) => `Start the audit trail ${name} again`,
      allowed: plainName,
      command: (name) => `aws cloudtrail start-logging --name ${name}`,
      effect: 'Calls are recorded again. What happened meanwhile is in no trail but the event history.',
      breaks: 'Nothing.',
      reversal: 'aws cloudtrail stop-logging',
    },
  ],
  ['PutBucketPolicy', closeBucket],
  ['DeleteBucketPublicAccessBlock', blockPublic],
  [
    'CreateAccessKey',
    {
      title: (name) => `Deactivate the new access key of ${name}`,
      allowed: plainName,
      command: (name) => `aws iam list-access-keys --user-name ${name}`,
      effect: 'The command lists the keys; set the new one to Inactive with update-access-key.',
      breaks: 'Every program that took up the new key.',
      reversal: 'Set it to Active again.',
    },
  ],
  [
    'CreateLoginProfile',
    {
      title: (name) => `Take the console password of ${name} away`,
      allowed: plainName,
      command: (name) => `aws iam delete-login-profile --user-name ${name}`,
      effect: 'The user cannot sign in to the console. Sessions that are open last until they expire.',
      breaks: 'The person, if it is one.',
      reversal: 'Create a password again.',
    },
  ],
  [
    'ScheduleKeyDeletion',
    {
      title: (name) => `Cancel the deletion of the key ${name}`,
      allowed: plainName,
      command: (name) =>
        `aws kms cancel-key-deletion --key-id ${name} && aws kms enable-key --key-id ${name}`,
      effect: 'The key works again, and with it all that it encrypts.',
      breaks: 'Nothing.',
      reversal: 'Schedule the deletion again.',
    },
  ],
])

/** What takes back the changes themselves, for those that can be named: at most `undoMax`. */
export function undoActions(events: readonly EventFacts[]): readonly ProposedAction[] {
  const done = events.filter((event) => event.outcome === 'success')
  const actions = done.flatMap((event) => undoOf(event) ?? [])
  return [...new Map(actions.map((action) => [action.title, action])).values()].slice(0, undoMax)
}

function undoOf({ action, resource }: EventFacts): ProposedAction | undefined {
  const undo = undos.get(action)
  const name = (resource ?? '').split(/[/:]/).at(-1) ?? ''
  if (undo === undefined || !undo.allowed.test(name)) return undefined
  const { effect, breaks, reversal } = undo
  const named = undo === closeConsole ? [] : [name]
  return {
    title: undo.title(name),
    ...commandWith(named, undo.allowed, undo.command(name)),
    effect,
    breaks,
    reversal,
  }
}
