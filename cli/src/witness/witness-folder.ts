import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { decodeBase64, encodeBase64 } from '@countersign/tlog/base64'
import { generateSecretKey, type NoteSigner, parseSecretKey } from '@countersign/tlog/note/note-key'
import { formatSignedNote } from '@countersign/tlog/note/signed-note'
import type { Conflict, WitnessRecord, WitnessStore } from '@countersign/tlog/witness'
import { UsageError } from '../command.ts'

/** A witness's own folder: its keys, what it cosigned last of each log, and conflicts that it saw. */
export type WitnessFolder = {
  readonly signers: readonly NoteSigner[]
  readonly store: WitnessStore
  /** Keeps both sides of a conflict; resolves to the path. */
  readonly keepConflict: (conflict: Conflict, nowMs: number) => string
}

const keyTypes = ['ed25519-cosignature', 'ml-dsa-44-cosignature'] as const

/** Makes the folder and its keys at the first start; the name is part of the keys and stays. */
export function openWitnessFolder(folder: string, name: string): WitnessFolder {
  for (const path of [folder, join(folder, 'logs'), join(folder, 'conflicts')])
    mkdirSync(path, { recursive: true, mode: 0o700 })
  return {
    signers: keysIn(folder, name),
    store: {
      load: async (origin) => readRecord(recordPath(folder, origin), origin),
      save: async (record) => writeDurably(folder, recordPath(folder, record.origin), recordText(record)),
    },
    keepConflict: (conflict, nowMs) => {
      const path = join(folder, 'conflicts', `${new Date(nowMs).toISOString().replaceAll(':', '')}.txt`)
      writeDurably(folder, path, conflictText(conflict))
      return path
    },
  }
}

function keysIn(folder: string, name: string): readonly NoteSigner[] {
  const path = join(folder, 'keys')
  if (!existsSync(path))
    writeFileSync(path, keyTypes.map((type) => `${generateSecretKey(name, type)}\n`).join(''), {
      mode: 0o600,
      flag: 'wx',
    })
  const signers = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(parseSecretKey)
  const other = signers.find(({ verifierKey }) => verifierKey.name !== name)
  if (other !== undefined)
    throw new UsageError(`${path} holds keys of ${other.verifierKey.name}: start it with that --name.`)
  return signers
}

/** Origins hold slashes; a file's name does not. */
function recordPath(folder: string, origin: string): string {
  return join(folder, 'logs', createHash('sha256').update(origin).digest('hex'))
}

function recordText({ origin, size, root }: WitnessRecord): string {
  return `${origin}\n${size}\n${encodeBase64(root)}\n`
}

function readRecord(path: string, wanted: string): WitnessRecord | undefined {
  if (!existsSync(path)) return undefined
  const [origin = '', size = '', root = ''] = readFileSync(path, 'utf8').split('\n')
  if (origin !== wanted || !/^\d+$/.test(size))
    throw new Error(
      `${path} is damaged. Put it back from a backup: without it a rewritten history goes unnoticed`,
    )
  return { origin, size: Number(size), root: decodeBase64(root, `the root in ${path}`) }
}

function conflictText({ recorded, submitted, reason }: Conflict): string {
  return `${reason}\n\nWhat this witness cosigned:\n\n${recordText(recorded)}\nWhat the log signed since:\n\n${formatSignedNote(submitted.note)}`
}

/** Whole or not at all, and on disk when it returns. */
function writeDurably(folder: string, path: string, text: string): void {
  const partial = `${path}.part`
  const file = openSync(partial, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(partial, path)
  syncFolder(join(path, '..'))
  syncFolder(folder)
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
