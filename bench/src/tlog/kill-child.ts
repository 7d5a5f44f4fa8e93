/** Appends to a log until it is killed, and says on its output what was acknowledged and which checkpoints were made. */
import process from 'node:process'
import { hexOf, utf8 } from '@countersign/tlog/bytes'
import { parseCheckpoint } from '@countersign/tlog/checkpoint'
import { openKillLog } from './kill-log.ts'
import { say } from './say.ts'

const [folder = '', run = ''] = process.argv.slice(2)
const log = await openKillLog(folder)
let number = 0

async function appendForever(): Promise<never> {
  for (;;) {
    const texts = Array.from({ length: 1 + (number % 9) }, () => `run ${run} entry ${number++}`)
    const indexes = await log.append(texts.map(utf8))
    say(texts.map((text, at) => `entry\t${indexes[at]}\t${text}\n`).join(''))
  }
}

async function watchCheckpoints(): Promise<never> {
  for (;;) {
    await log.whenPublished(log.size)
    const { size, root } = parseCheckpoint(log.checkpoint())
    say(`head\t${size}\t${hexOf(root)}\n`)
  }
}

await Promise.all([appendForever(), appendForever(), watchCheckpoints()])
