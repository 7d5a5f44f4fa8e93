import {
  type Activity,
  createEvent,
  type EventDraft,
  eventTimeMs,
  namedEntity,
  namedUser,
  type Observable,
  observe,
  present,
  setStatus,
} from '../draft.ts'
import { type DelegationHop, type NormaliseResult, ocsfVersion } from '../event.ts'
import { accountChange, entityManagement, groupManagement, userAccess } from '../event-class.ts'
import { addressOf, isObject, listOf, objectOf, restOf, textOf } from '../fields.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { JsonObject, SourceRecord } from '../record.ts'
import { remember } from '../remember.ts'
import { directoryOf, graphRecordOf, isEnvelopeOf } from './entra-record.ts'

/** Microsoft Entra audit events, from Graph or diagnostic settings. Source: Graph `directoryAudit` resource. */
export const entraAudit: Normaliser = { format: 'entra-audit', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (isEnvelopeOf(fields, 'audit')) return 'category is AuditLogs and properties are present'
  if (typeof fields.activityDisplayName !== 'string') return undefined
  return isObject(fields.initiatedBy) ||
    Array.isArray(fields.targetResources) ||
    typeof fields.activityDateTime === 'string'
    ? 'activityDisplayName and initiatedBy are present'
    : undefined
}

const mapped: ReadonlySet<string> = new Set([
  'id',
  'activityDateTime',
  'activityDisplayName',
  'correlationId',
  'result',
  'resultReason',
])

type Shape = readonly [RegExp, Activity]

/** Activities by their words. Source: Microsoft Entra, "Audit log activity reference". */
const shapes: readonly Shape[] = [
  [
    /add .*member.* to role|add eligible member|add app role assignment|consent to application|add delegated permission/,
    { eventClass: userAccess, id: 1 },
  ],
  [
    /remove .*member.* from role|remove app role assignment|remove delegated permission|revoke/,
    { eventClass: userAccess, id: 2 },
  ],
  [/^add member to group|^add owner to group/, { eventClass: groupManagement, id: 3 }],
  [/^remove member from group|^remove owner from group/, { eventClass: groupManagement, id: 4 }],
  [/^(?:add|create) group/, { eventClass: groupManagement, id: 6 }],
  [/^delete group|^hard delete group/, { eventClass: groupManagement, id: 5 }],
  [/^update group/, { eventClass: groupManagement, id: 9 }],
  [/^(?:add|invite) (?:external )?user/, { eventClass: accountChange, id: 1 }],
  [/^enable account/, { eventClass: accountChange, id: 2 }],
  [/^change (?:user )?password/, { eventClass: accountChange, id: 3 }],
  [/reset .*password|^reset password/, { eventClass: accountChange, id: 4 }],
  [/^disable account/, { eventClass: accountChange, id: 5 }],
  [/^(?:hard )?delete user/, { eventClass: accountChange, id: 6 }],
  [/user registered .*security info|^enable strong authentication/, { eventClass: accountChange, id: 10 }],
  [/deleted .*security info|^disable strong authentication/, { eventClass: accountChange, id: 11 }],
  [/^(?:update user|restore user)/, { eventClass: accountChange, id: 99 }],
  [/^(?:add|create|register)/, { eventClass: entityManagement, id: 1 }],
  [/^(?:get|read|list|download)/, { eventClass: entityManagement, id: 2 }],
  [/^(?:delete|remove|hard delete)/, { eventClass: entityManagement, id: 4 }],
  [/^(?:update|set|change|restore)/, { eventClass: entityManagement, id: 3 }],
]

const activityOf: (name: string) => Activity = remember((name) => {
  const words = name.toLowerCase()
  const found = shapes.find(([shape]) => shape.test(words))?.[1] ?? { eventClass: entityManagement, id: 99 }
  return found.id === 99 ? { ...found, name } : found
})

function normalise({ fields }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const record = graphRecordOf(fields)
  const unmapped = restOf(record, mapped)
  const name = textOf(record.activityDisplayName) ?? textOf(fields.operationName) ?? 'unknown'
  const timeMs = eventTimeMs(record.activityDateTime ?? fields.time, context, unmapped)
  const event = createEvent(activityOf(name), timeMs, 1, metadataOf(fields, record, name))
  const initiator = initiatorOf(fields, record)
  describe(event, fields, record, initiator)
  event.unmapped = unmapped
  return {
    kind: 'event',
    normalised: {
      format: 'entra-audit',
      event,
      identityKey: initiator.identityKey,
      chain: initiator.chain,
      sessionKey: textOf(record.correlationId),
      host: undefined,
      sourceIp: addressOf(initiator.ip) ?? addressOf(fields.callerIpAddress),
      destinationIp: undefined,
      action: name,
      resource: targetName(objectOf(listOf(record.targetResources)[0])),
    },
  }
}

function targetName(target: JsonObject): string | undefined {
  return textOf(target.userPrincipalName) ?? textOf(target.displayName) ?? textOf(target.id)
}

type Initiator = {
  readonly user: JsonObject
  readonly app: JsonObject
  readonly ip: string | undefined
  readonly identityKey: string | undefined
  readonly chain: readonly DelegationHop[]
}

/** A person, an application, or an application on behalf of a person. */
function initiatorOf(fields: JsonObject, record: JsonObject): Initiator {
  const by = objectOf(record.initiatedBy)
  const user = objectOf(by.user)
  const app = objectOf(by.app)
  const directory = directoryOf(fields, record)
  const login = textOf(user.userPrincipalName) ?? textOf(user.id)
  const client = textOf(app.appId) ?? textOf(app.servicePrincipalId) ?? textOf(app.displayName)
  const person = login === undefined ? undefined : `entra:${directory}:user/${login.toLowerCase()}`
  const program = client === undefined ? undefined : `entra:${directory}:app/${client.toLowerCase()}`
  const both = person !== undefined && program !== undefined
  return {
    user,
    app,
    ip: textOf(user.ipAddress),
    identityKey: both ? program : (person ?? program),
    chain: both ? [{ identityKey: person, relation: 'on-behalf-of' }] : [],
  }
}

const profiles = ['cloud', 'datetime'] as const

function metadataOf(fields: JsonObject, record: JsonObject, name: string) {
  return {
    version: ocsfVersion,
    product: { name: 'Microsoft Entra ID', vendor_name: 'Microsoft', feature: { name: 'Audit logs' } },
    profiles,
    event_code: name,
    log_name: textOf(record.category) ?? textOf(fields.category) ?? 'AuditLogs',
    ...present({
      uid: textOf(record.id),
      correlation_uid: textOf(record.correlationId),
      log_provider: textOf(record.loggedByService),
    }),
  }
}

function describe(event: EventDraft, fields: JsonObject, record: JsonObject, initiator: Initiator): void {
  const result = textOf(record.result)?.toLowerCase()
  setStatus(event, result === 'success' ? 'success' : result === 'failure' ? 'failure' : 'unknown')
  const reason = textOf(record.resultReason)
  if (reason !== undefined) event.status_detail = reason
  event.actor = actorOf(initiator)
  const directory = directoryOf(fields, record)
  event.cloud = present({ provider: 'Azure', account: directory === '' ? undefined : { uid: directory } })
  if (initiator.ip !== undefined) event.src_endpoint = { ip: initiator.ip }
  describeTargets(event, record)
  const found: Observable[] = []
  observe(found, 'actor.user.name', 'userName', textOf(initiator.user.userPrincipalName))
  observe(found, 'src_endpoint.ip', 'ip', addressOf(initiator.ip))
  event.observables = found
}

function actorOf({ user, app }: Initiator): object {
  const login = textOf(user.userPrincipalName)
  const program = textOf(app.displayName)
  const programId = textOf(app.appId) ?? textOf(app.servicePrincipalId)
  const byProgram = program !== undefined || programId !== undefined
  return present({
    app_name: program,
    app_uid: programId,
    user:
      login === undefined && user.id === undefined && byProgram
        ? undefined
        : namedUser({
            name: login,
            uid: textOf(user.id),
            full_name: textOf(user.displayName),
            type: 'User',
            type_id: 1,
          }),
  })
}

function describeTargets(event: EventDraft, record: JsonObject): void {
  const targets = listOf(record.targetResources).filter(isObject)
  const user = targets.find((target) => target.type === 'User')
  const group = targets.find((target) => target.type === 'Group')
  const main = targets[0] ?? {}
  const named = namedEntity({ name: targetName(main), uid: textOf(main.id) })
  switch (event.class_uid) {
    case groupManagement.uid:
      event.group =
        group === undefined
          ? named
          : namedEntity({ name: targetName(group) ?? groupNameOf(targets), uid: textOf(group.id) })
      break
    case entityManagement.uid:
      event.entity = present({ ...named, type: textOf(main.type), type_id: main.type === undefined ? 0 : 99 })
      return
    case userAccess.uid:
      event.privileges = [privilegeOf(targets) ?? textOf(record.activityDisplayName) ?? 'unknown']
      break
    default:
      break
  }
  if (user !== undefined)
    event.user = namedUser({ name: targetName(user), uid: textOf(user.id), type: 'User', type_id: 1 })
  else if (event.class_uid !== groupManagement.uid) event.user = namedUser(named)
}

/** Entra names the group of a membership change, and the role of an assignment, only among the modified properties. */
function groupNameOf(targets: readonly JsonObject[]): string | undefined {
  return modified(targets, 'Group.DisplayName')
}

function privilegeOf(targets: readonly JsonObject[]): string | undefined {
  return modified(targets, 'Role.DisplayName') ?? modified(targets, 'AppRole.Value')
}

function modified(targets: readonly JsonObject[], name: string): string | undefined {
  for (const target of targets)
    for (const property of listOf(target.modifiedProperties)) {
      const change = objectOf(property)
      if (change.displayName === name)
        return (textOf(change.newValue) ?? textOf(change.oldValue))?.replace(/^"|"$/g, '')
    }
  return undefined
}
