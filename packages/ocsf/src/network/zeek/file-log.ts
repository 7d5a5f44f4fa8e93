import { type Activity, observe, present } from '../../draft.ts'
import { numberOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { fileHashes } from '../fingerprint.ts'
import { networkFileActivity, smbActivity } from '../network-class.ts'
import { fieldNames, type ZeekLog, zeekFlag, zeekItems } from './zeek-log.ts'

/** A file that crossed the wire. The class asks for an actor: what is known of one is the protocol that carried it. */
export const filesLog: ZeekLog = {
  mapped: fieldNames('fuid source mime_type filename total_bytes md5 sha1 sha256 is_orig tx_hosts rx_hosts'),
  activity: (fields): Activity => {
    const fromClient = zeekFlag(fields.is_orig)
    return { eventClass: networkFileActivity, id: fromClient === undefined ? 0 : fromClient ? 1 : 2 }
  },
  describe(event, fields, observables) {
    event.actor = { app_name: textOf(fields.source)?.toLowerCase() ?? 'unknown' }
    event.file = present({
      name: textOf(fields.filename) ?? textOf(fields.fuid) ?? 'unknown',
      uid: textOf(fields.fuid),
      type_id: 1,
      type: 'Regular File',
      mime_type: textOf(fields.mime_type),
      size: numberOf(fields.total_bytes) ?? numberOf(fields.seen_bytes),
      hashes: fileHashes(fields.md5, fields.sha1, fields.sha256),
    })
    observe(observables, 'file.name', 'fileName', textOf(fields.filename))
  },
  resource: (fields) => textOf(fields.filename) ?? textOf(fields.sha256) ?? textOf(fields.fuid),
}

/** A file on a share. Source: Zeek, base/protocols/smb, `SMB::Action`. */
export const smbFilesLog: ZeekLog = {
  mapped: fieldNames('action path name size fuid'),
  activity: (fields) => {
    const action = textOf(fields.action)?.replace(/^SMB::/, '')
    return action === 'FILE_OPEN'
      ? { eventClass: smbActivity, id: 2 }
      : { eventClass: smbActivity, id: 99, name: action ?? 'SMB' }
  },
  describe(event, fields, observables) {
    const share = textOf(fields.path)
    if (share !== undefined) event.share = share
    const action = textOf(fields.action)
    if (action !== undefined) event.command = action
    const name = textOf(fields.name)
    if (name === undefined) return
    event.file = present({
      name: name.slice(name.lastIndexOf('\\') + 1),
      path: name,
      uid: textOf(fields.fuid),
      type_id: 1,
      type: 'Regular File',
      size: numberOf(fields.size),
    })
    observe(observables, 'file.path', 'filePath', name)
  },
  resource: (fields) => inShare(textOf(fields.path), textOf(fields.name)),
}

function inShare(share: string | undefined, name: string | undefined): string | undefined {
  if (share === undefined) return name
  return name === undefined ? share : `${share}\\${name}`
}

const shareTypes: ReadonlyMap<string, readonly [id: number, caption: string]> = new Map([
  ['DISK', [1, 'File']],
  ['PIPE', [2, 'Pipe']],
  ['PRINT', [3, 'Print']],
])

/** A share that a client connected to. */
export const smbMappingLog: ZeekLog = {
  mapped: fieldNames('path share_type'),
  activity: () => ({ eventClass: smbActivity, id: 99, name: 'Tree Connect' }),
  describe(event, fields) {
    const share = textOf(fields.path)
    if (share !== undefined) event.share = share
    const type = textOf(fields.share_type)
    if (type === undefined) return
    const [id, caption] = shareTypes.get(type) ?? [99, type]
    event.share_type_id = id
    event.share_type = caption
  },
  resource: (fields) => textOf(fields.path),
}

/** The hosts that `files.log` names where it has no connection id of its own (before Zeek 5.1). */
export function fileSides(
  fields: JsonObject,
): readonly [sender: string | undefined, receiver: string | undefined] {
  return [zeekItems(fields.tx_hosts)[0], zeekItems(fields.rx_hosts)[0]]
}
