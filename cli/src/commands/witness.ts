import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { takeLock } from '@countersign/server/platform/lock'
import { FormatError } from '@countersign/tlog/format-error'
import { parseVerifierKey, verifierKeyText } from '@countersign/tlog/note/note-key'
import type { VerifierKey } from '@countersign/tlog/note/verifier-key'
import { createWitness } from '@countersign/tlog/witness'
import {
  type Command,
  listOption,
  type ParsedArguments,
  type Terminal,
  textOption,
  UsageError,
} from '../command.ts'
import { openWitnessFolder, type WitnessFolder } from '../witness/witness-folder.ts'
import { witnessServer } from '../witness/witness-server.ts'

const portDefault = 7380

export const witness: Command = {
  name: 'witness',
  summary: 'Cosigns checkpoints of evidence logs, and refuses a history that was rewritten.',
  usage: `countersign witness --state DIR --log KEY… [--name NAME] [--host ADDRESS] [--port N]

For whoever does not want to trust the provider: run it on a machine of your own, and enter its address and key at the
provider's console (Evidence, Witnesses). It keeps, of each log, the newest tree it saw; a checkpoint that does not hold that
tree unchanged gets no cosignature, and both sides are kept in DIR/conflicts.

  --state DIR  its keys and what it saw. Lose it, and a rewritten history goes unnoticed: back it up.
  --log KEY    a log's verifier key, or a file with such keys, one a line; may be repeated.
  --name NAME  part of its key, chosen once, like witness.example. Default: witness.
  --host       default: 127.0.0.1.
  --port       default: ${portDefault}; 0 takes any free one.

Exit code: 0 stopped as asked, 1 it could not start, 2 wrong use.`,
  options: {
    state: { type: 'string' },
    log: { type: 'string', multiple: true },
    name: { type: 'string' },
    host: { type: 'string' },
    port: { type: 'string' },
  },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const state = textOption(parsed, 'state')
  if (state === undefined) throw new UsageError('Name a folder with --state.')
  const logs = listOption(parsed, 'log').flatMap(keysOf)
  if (logs.length === 0)
    throw new UsageError('Name at least one log with --log: the console shows its verifier key.')
  const folder = openWitnessFolder(resolve(state), textOption(parsed, 'name') ?? 'witness')
  const lock = takeLock(join(resolve(state), 'lock'))
  try {
    return await serve(parsed, terminal, folder, logs)
  } finally {
    lock.release()
  }
}

async function serve(
  parsed: ParsedArguments,
  terminal: Terminal,
  folder: WitnessFolder,
  logs: readonly VerifierKey[],
): Promise<number> {
  const { signers, store } = folder
  const one = createWitness({
    signers,
    logs,
    store,
    nowMs: Date.now,
    onConflict: (conflict) =>
      terminal.error(
        `${conflict.submitted.origin}: this log signed another history. Both sides are in ${folder.keepConflict(conflict, Date.now())}\n`,
      ),
  })
  const keys = signers.map((signer) => verifierKeyText(signer))
  const about = `A witness of transparency logs (c2sp.org/tlog-witness). Its keys:\n${keys.join('\n')}`
  const server = witnessServer(one, about, (text) => terminal.error(`${text}\n`))
  const ending = terminal.interrupted()
  server.listen({ port: portOption(parsed), host: textOption(parsed, 'host') ?? '127.0.0.1' })
  await once(server, 'listening')
  const { address, port } = server.address() as AddressInfo
  terminal.out(`http://${address.includes(':') ? `[${address}]` : address}:${port}\n${keys.join('\n')}\n`)
  await ending
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  return 0
}

/** A file with keys, or a key itself. */
function keysOf(text: string): readonly VerifierKey[] {
  const lines = existsSync(text) ? readFileSync(text, 'utf8').split('\n') : [text]
  try {
    return lines.filter((line) => line.trim() !== '').map((line) => parseVerifierKey(line.trim()))
  } catch (error) {
    if (error instanceof FormatError) throw new UsageError(`--log ${text.slice(0, 80)}: ${error.message}.`)
    throw error
  }
}

function portOption(parsed: ParsedArguments): number {
  const text = textOption(parsed, 'port') ?? String(portDefault)
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new UsageError(`"${text}" is no port: 0 to 65535.`)
}
