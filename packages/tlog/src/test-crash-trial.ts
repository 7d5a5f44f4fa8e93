import assert from 'node:assert/strict'
import { hexOf, sameBytes } from './bytes.ts'
import { parseCheckpointText } from './checkpoint.ts'
import { parseEntryBundle } from './entry-bundle.ts'
import { SimDisk } from './log/sim-disk.ts'
import type { TransparencyLog } from './log.ts'
import { MemoryTree } from './merkle/memory-tree.ts'
import { leafHash } from './merkle/tree-hash.ts'
import type { NoteSigner } from './note/note-key.ts'
import { openTestLog, seededRandom, testEntries, testSigner } from './test-log.ts'
import { tilePath, tileWidth, widthInTree } from './tile-path.ts'

/** What the world outside saw of a log: it must stay true whatever the machine does. */
type Witnessed = {
  readonly acknowledged: Map<number, Uint8Array>
  /** Every tree head that a key touched, whether or not anybody got it. */
  readonly signed: Map<number, string>
  readonly released: Set<number>
  submitted: number
}

const livesMax = 4
/** Boundaries of disk calls that a life may last: opening has about 50, a publish about 40. */
const lifeBoundariesMax = 260

/**
 * One log through some crashes, at boundaries that the seed picks, while it is opened, appended to and published. Resolves
 * to how many crashes there were; rejects when an acknowledged entry is lost or changed, or two roots were signed for
 * one size.
 */
export async function crashTrial(seed: number): Promise<number> {
  const random = seededRandom(seed)
  const world: Witnessed = { acknowledged: new Map(), signed: new Map(), released: new Set(), submitted: 0 }
  const lifeTime = () => Math.floor(random() * lifeBoundariesMax)
  const disk = new SimDisk(random, lifeTime())
  const crashes = 1 + Math.floor(random() * (livesMax - 1))
  for (let crash = 0; crash < crashes; crash++) {
    await live(disk, random, world)
    disk.restart(crash + 1 < crashes ? lifeTime() : undefined)
  }
  await judge(await openLogOf(disk, world), world)
  return crashes
}

function openLogOf(disk: SimDisk, world: Witnessed): Promise<TransparencyLog> {
  const signer: NoteSigner = {
    verifierKey: testSigner.verifierKey,
    sign: (text, seconds) => {
      const { size, root } = parseCheckpointText(text)
      const before = world.signed.get(size)
      assert.ok(before === undefined || before === hexOf(root), `two roots at size ${size}`)
      world.signed.set(size, hexOf(root))
      return testSigner.sign(text, seconds)
    },
  }
  return openTestLog(disk, { signers: [signer] })
}

/** Appends and publishes until the machine goes down. Whatever was refused was refused because of that. */
async function live(disk: SimDisk, random: () => number, world: Witnessed): Promise<void> {
  const isDown = { value: false }
  const untilDown = async <Value>(work: Promise<Value>): Promise<Value | undefined> => {
    try {
      return await work
    } catch (error) {
      assert.match(String(error) + String((error as Error).cause), /machine is down/)
      isDown.value = true
      return undefined
    }
  }
  const log = await untilDown(openLogOf(disk, world))
  while (log !== undefined && !isDown.value) {
    if (random() < 0.3) {
      const checkpoint = await untilDown(log.publish())
      if (checkpoint !== undefined) world.released.add(checkpoint.size)
    }
    const calls = 1 + Math.floor(random() * 3)
    await Promise.all(Array.from({ length: calls }, () => untilDown(append(log, random, world))))
  }
}

async function append(log: TransparencyLog, random: () => number, world: Witnessed): Promise<void> {
  const count = 1 + Math.floor(random() * (random() < 0.1 ? 400 : 12))
  const entries = testEntries(world.submitted, count)
  world.submitted += count
  const indexes = await log.append(entries)
  for (const [at, index] of indexes.entries()) {
    assert.ok(!world.acknowledged.has(index), `index ${index} was given twice`)
    world.acknowledged.set(index, entries[at] as Uint8Array)
  }
}

async function judge(log: TransparencyLog, { acknowledged, signed, released }: Witnessed): Promise<void> {
  const entries = await allEntries(log)
  for (const [index, entry] of acknowledged) {
    assert.ok(index < log.size, `acknowledged entry ${index} of ${log.size} is lost`)
    assert.ok(sameBytes(entries[index] as Uint8Array, entry), `acknowledged entry ${index} is another`)
  }
  const tree = new MemoryTree()
  for (const entry of entries) tree.append(leafHash(entry))
  for (const [size, root] of signed) {
    assert.ok(size <= log.size, `a checkpoint of ${size} was signed, and ${log.size} are left`)
    assert.equal(hexOf(tree.root(size)), root, `the checkpoint of ${size} has another history`)
  }
  for (const size of released) assert.ok(signed.has(size))
  assert.deepEqual((await log.audit()).damaged, [])
}

async function allEntries(log: TransparencyLog): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = []
  for (let index = 0; index * tileWidth < log.size; index++) {
    const width = widthInTree(0, index, log.size)
    const bundle = await log.readResource(tilePath({ kind: 'entries', index, width }))
    entries.push(...parseEntryBundle(bundle as Uint8Array))
  }
  return entries
}
