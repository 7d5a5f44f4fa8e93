import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { textOf, utf8 } from '../bytes.ts'
import { seededRandom } from '../test-log.ts'
import { openFileDisk } from './file-disk.ts'
import { type LogDisk, makeFolders, replaceDurably } from './log-disk.ts'
import { MachineDown, SimDisk } from './sim-disk.ts'

const root = mkdtempSync(join(tmpdir(), 'countersign-disk-'))
after(() => rmSync(root, { recursive: true, force: true }))

let opened = 0
let released = 0
const disks: readonly (readonly [string, () => Promise<LogDisk>])[] = [
  ['a real folder', () => openFileDisk(join(root, String(opened++)), () => ({ release: () => released++ }))],
  ['a disk in memory', async () => new SimDisk(seededRandom(1))],
]

async function content(disk: LogDisk, path: string): Promise<string | undefined> {
  const bytes = await disk.read(path)
  return bytes === undefined ? undefined : textOf(bytes, path)
}

for (const [name, openDisk] of disks) {
  test(`${name}: what is written is read, replaced and appended to`, async () => {
    const disk = await openDisk()
    assert.equal(await disk.read('a'), undefined)
    await disk.write('a', utf8('long content'))
    await disk.write('a', utf8('one'))
    assert.equal(await content(disk, 'a'), 'one')
    await disk.append('a', utf8(' two'))
    await disk.syncFile('a')
    await disk.append('a', utf8(' three'))
    assert.equal(await content(disk, 'a'), 'one two three')
    await disk.append('b', utf8('other'))
    await disk.append('a', utf8('!'))
    assert.deepEqual([await content(disk, 'a'), await content(disk, 'b')], ['one two three!', 'other'])
    await disk.close()
  })

  test(`${name}: folders are made, listed and removed when they are empty`, async () => {
    const disk = await openDisk()
    assert.deepEqual(await makeFolders(disk, 'x/y'), ['', 'x'])
    assert.deepEqual(await makeFolders(disk, 'x/y'), [])
    await disk.write('x/y/file', utf8('1'))
    await disk.remove('x/y')
    assert.deepEqual(await disk.list('x/y'), ['file'])
    assert.deepEqual(await disk.list('nowhere'), [])
    await disk.remove('x/y/file')
    await disk.remove('x/y/file')
    assert.deepEqual(await disk.list('x/y'), [])
    await disk.remove('x/y')
    assert.deepEqual(await disk.list('x'), [])
    await disk.close()
  })

  test(`${name}: a file is replaced in one step, and leaves no draft`, async () => {
    const disk = await openDisk()
    for (const text of ['first', 'second']) await replaceDurably(disk, 'head', utf8(text))
    assert.equal(await content(disk, 'head'), 'second')
    assert.ok(!(await disk.list('')).includes('head.new'))
    await disk.close()
  })
}

test('closing a real folder gives its lock back', () => {
  assert.equal(released, 3)
})

test('what was synced is there after a crash, and what was not may be gone or torn', async () => {
  const fates = new Set<string | undefined>()
  for (let seed = 0; seed < 60; seed++) {
    const disk = new SimDisk(seededRandom(seed), 10)
    await disk.write('a', utf8('kept'))
    await disk.syncFile('a')
    await disk.syncFolder('')
    await disk.append('a', utf8(' and more'))
    await disk.write('b', utf8('new'))
    await assert.rejects(disk.syncFile('b'), MachineDown)
    disk.restart()
    const a = (await content(disk, 'a')) ?? ''
    assert.ok(a.startsWith('kept') && 'kept and more'.length >= a.length, a)
    fates.add(await content(disk, 'b'))
  }
  assert.ok(fates.has(undefined) && fates.has('new') && fates.has(''))
})
