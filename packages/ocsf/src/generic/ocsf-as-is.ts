import { identityStatement } from '../draft.ts'
import type { NormaliseResult, OcsfEvent } from '../event.ts'
import { addressOf, isObject, listOf, objectOf, textOf } from '../fields.ts'
import { awsKeyOfArn } from '../identity/aws.ts'
import { isSpiffeId } from '../identity/spiffe.ts'
import { windowsIdentityKey } from '../identity/windows.ts'
import type { Normaliser } from '../normaliser.ts'
import type { JsonObject, SourceRecord } from '../record.ts'
import { timeMsOf } from '../time.ts'
import { baseEventFault } from './base-event.ts'

/** Events that already are OCSF, of any version: kept as they are once their base attributes hold. */
export const ocsfAsIs: Normaliser = { format: 'ocsf', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  return typeof fields.class_uid === 'number' &&
    isObject(fields.metadata) &&
    (fields.category_uid !== undefined || fields.type_uid !== undefined)
    ? 'class_uid, category_uid and metadata are present'
    : undefined
}

function normalise({ fields }: SourceRecord): NormaliseResult {
  const fault = baseEventFault(fields)
  if (fault !== undefined)
    return { kind: 'rejected', reason: 'wrong-shape', detail: `not a valid OCSF event: ${fault}` }
  const event = inMilliseconds(fields)
  return {
    kind: 'event',
    normalised: {
      format: 'ocsf',
      event,
      identityKey: textOf(objectOf(fields.unmapped)[identityStatement]) ?? identityOf(objectOf(fields.actor)),
      chain: [],
      sessionKey: sessionOf(fields),
      host: hostOf(fields),
      sourceIp: addressOf(objectOf(fields.src_endpoint).ip),
      destinationIp: addressOf(objectOf(fields.dst_endpoint).ip),
      action:
        textOf(objectOf(fields.api).operation) ??
        textOf(objectOf(fields.metadata).event_code) ??
        textOf(fields.activity_name) ??
        String(fields.type_uid),
      resource: resourceOf(fields),
    },
  }
}

/** `timestamp_t` is milliseconds; writers that use seconds or nanoseconds are common and told apart by size. */
function inMilliseconds(fields: JsonObject): OcsfEvent {
  const ms = timeMsOf(fields.time)
  const event = fields as unknown as OcsfEvent
  return ms === undefined || ms === fields.time ? event : { ...event, time: ms }
}

function identityOf(actor: JsonObject): string | undefined {
  const user = objectOf(actor.user)
  const uid = textOf(user.uid)
  if (uid !== undefined) {
    if (isSpiffeId(uid)) return uid
    const aws = awsKeyOfArn(uid)
    if (aws !== undefined) return aws
  }
  const name = textOf(user.name) ?? textOf(user.email_addr) ?? uid
  if (name === undefined) return undefined
  const domain = textOf(user.domain)
  return domain === undefined
    ? `user:${name.toLowerCase()}`
    : windowsIdentityKey({ name, domain, sid: undefined })
}

function sessionOf(fields: JsonObject): string | undefined {
  const actor = objectOf(fields.actor)
  return (
    textOf(objectOf(actor.session).uid) ??
    textOf(objectOf(actor.user).credential_uid) ??
    textOf(objectOf(fields.session).uid)
  )
}

function hostOf(fields: JsonObject): string | undefined {
  const device = objectOf(fields.device)
  return (textOf(device.hostname) ?? textOf(device.name))?.toLowerCase()
}

function resourceOf(fields: JsonObject): string | undefined {
  const resource = objectOf(listOf(fields.resources)[0])
  return (
    textOf(resource.uid) ??
    textOf(resource.name) ??
    textOf(objectOf(fields.file).path) ??
    textOf(objectOf(fields.dst_endpoint).hostname)
  )
}
