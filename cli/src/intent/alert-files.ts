import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { AlertTableError, readAlertTable } from '@countersign/intent/evaluation/alert-table'
import { inOrder, type LabelledEvent } from '@countersign/intent/sequence/intent-event'
import { UsageError } from '../command.ts'

export type AlertFile = { readonly tenantId: string; readonly events: readonly LabelledEvent[] }

/** Labelled alerts of tenants, one file each, plain or gzip; a file's name is its tenant's. In order of time. */
export function readAlertFiles(paths: readonly string[]): readonly AlertFile[] {
  const files = paths.map(readAlertFile)
  const names = files.map(({ tenantId }) => tenantId)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new UsageError(`${twice} is named twice: a tenant is learned from once. Name each file once.`)
  return files
}

export function readAlertFile(path: string): AlertFile {
  const tenantId = basename(path).replace(/(\.csv)?(\.gz)?$/, '')
  try {
    const events = inOrder(readAlertTable(tenantId, textOf(path)))
    if (events.length === 0) throw new UsageError(`${path} holds no alerts.`)
    return { tenantId, events }
  } catch (error) {
    if (!(error instanceof AlertTableError)) throw error
    throw new UsageError(`${path}, ${error.message}. See docs/intent.md for the columns.`)
  }
}

const gzipMagic = [0x1f, 0x8b]

function textOf(path: string): string {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch {
    throw new UsageError(`${path} cannot be read. Name a CSV file of labelled alerts, plain or gzip.`)
  }
  if (!gzipMagic.every((byte, index) => bytes[index] === byte)) return new TextDecoder().decode(bytes)
  try {
    return gunzipSync(bytes).toString('utf8')
  } catch {
    throw new UsageError(`${path} is cut or damaged: it starts as gzip and does not end as such.`)
  }
}
