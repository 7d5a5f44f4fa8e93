import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openLog, type TransparencyLog } from '@countersign/tlog/log'
import { SimDisk } from '@countersign/tlog/log/sim-disk'
import {
  generateSecretKey,
  parseSecretKey,
  parseVerifierKey,
  verifierKeyText,
} from '@countersign/tlog/note/note-key'
import { type CosignResult, requestCosignature } from '@countersign/tlog/witness-client'

const folder = mkdtempSync(join(tmpdir(), 'countersign-witness-'))
const origin = 'log.example/shop/1'
const signer = parseSecretKey(generateSecretKey(origin, 'ed25519'))
const main = fileURLToPath(new URL('../main.ts', import.meta.url))

type RunningWitness = { readonly child: ChildProcess; readonly url: string; readonly keys: readonly string[] }
let running: RunningWitness

/** The real program, in a process of its own. */
async function startWitness(): Promise<RunningWitness> {
  const keys = join(folder, 'log-keys')
  writeFileSync(keys, `${verifierKeyText(signer)}\n`)
  const child = spawn(process.execPath, [
    main,
    'witness',
    '--state',
    join(folder, 'state'),
    '--log',
    keys,
    '--port',
    '0',
  ])
  let printed = ''
  for await (const chunk of child.stdout) {
    printed += chunk
    if (printed.split('\n').length > 3) break
  }
  const [url = '', ...lines] = printed.trimEnd().split('\n')
  return { child, url, keys: lines }
}

async function killed({ child }: RunningWitness, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

async function logOf(words: readonly string[]): Promise<TransparencyLog> {
  const log = await openLog({
    disk: new SimDisk(() => 0.5),
    origin,
    signers: [signer],
    witnesses: running.keys.map(parseVerifierKey),
    nowMs: () => 0,
    publishIntervalMs: 0,
  })
  await log.append(words.map((word) => Buffer.from(word)))
  await log.publish()
  return log
}

function cosigned(log: TransparencyLog): Promise<CosignResult> {
  return requestCosignature(log, async (body) => {
    const response = await fetch(`${running.url}/add-checkpoint`, { method: 'POST', body })
    return { status: response.status, body: await response.text() }
  })
}

before(async () => {
  running = await startWitness()
})
after(async () => {
  await killed(running, 'SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

describe('countersign witness', () => {
  test('prints its address and keys, and cosigns a log that grows', async () => {
    assert.match(running.url, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.equal(running.keys.length, 2)
    const log = await logOf(['a', 'b'])
    assert.equal((await cosigned(log)).kind, 'cosigned')
    await log.append([Buffer.from('c')])
    await log.publish()
    assert.equal((await cosigned(log)).kind, 'cosigned')
    assert.equal(log.checkpoint().match(/^— witness /gm)?.length, 2)
  })

  test('killed and started again it still knows what it saw, under the same keys', async () => {
    const { keys } = running
    await killed(running, 'SIGKILL')
    running = await startWitness()
    assert.deepEqual(running.keys, keys)
    const result = await cosigned(await logOf(['a', 'b', 'x']))
    assert.equal(result.kind, 'conflict')
  })

  test('refuses a longer history that does not hold the old one, and keeps both sides', async () => {
    const result = await cosigned(await logOf(['a', 'rewritten', 'c', 'd']))
    assert.equal(result.kind, 'conflict')
    const conflicts = readdirSync(join(folder, 'state', 'conflicts'))
    assert.ok(conflicts.length >= 1)
    const kept = readFileSync(join(folder, 'state', 'conflicts', conflicts.at(-1) ?? ''), 'utf8')
    assert.match(kept, /What this witness cosigned:/)
    assert.ok(kept.includes(origin))
  })

  test('does not cosign a log that it was not told of, nor what is no checkpoint', async () => {
    const strange = await fetch(`${running.url}/add-checkpoint`, { method: 'POST', body: 'hello' })
    assert.equal(strange.status, 400)
    assert.equal((await fetch(`${running.url}/add-checkpoint`)).status, 405)
    assert.match(await (await fetch(running.url)).text(), /A witness of transparency logs/)
  })

  test('a second one on the same folder is refused', async () => {
    const child = spawn(process.execPath, [
      main,
      'witness',
      '--state',
      join(folder, 'state'),
      '--log',
      verifierKeyText(signer),
      '--port',
      '0',
    ])
    let said = ''
    for await (const chunk of child.stderr) said += chunk
    assert.match(said, /DATA_DIR_LOCKED|holds/)
  })
})
