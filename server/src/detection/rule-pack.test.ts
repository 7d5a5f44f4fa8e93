import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { defaultLimits } from '../platform/limits.ts'
import { packName, readRulePack } from './rule-pack.ts'
import { tarOf } from './test-tar.ts'
import { readUstar, UstarBroken } from './ustar.ts'

const rule = (title: string) =>
  `title: ${title}\nlogsource: {product: x}\ndetection: {a: {b: c}, condition: a}\n`

async function folder(t: { after: (end: () => Promise<void>) => void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rule-pack-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

test('a folder gives its rule files in path order, with the licence they came under', async (t) => {
  const root = await folder(t)
  await mkdir(join(root, 'b', 'tests'), { recursive: true })
  await mkdir(join(root, '.git'))
  await writeFile(join(root, 'b', 'two.yaml'), rule('two'))
  await writeFile(join(root, 'a.yml'), rule('one'))
  await writeFile(join(root, 'b', 'tests', 'sample.yml'), 'a: b')
  await writeFile(join(root, '.git', 'config.yml'), 'a: b')
  await writeFile(join(root, 'notes.txt'), 'no rule')
  await writeFile(join(root, 'LICENSE'), 'Detection Rule License (DRL) 1.1')
  const pack = await readRulePack(root, 'mine')
  assert.deepEqual(
    pack.documents.map(({ pack, path, license }) => [pack, path, license]),
    [
      ['mine', 'a.yml', 'DRL 1.1'],
      ['mine', 'b/two.yaml', 'DRL 1.1'],
    ],
  )
  assert.equal(pack.license, 'Detection Rule License (DRL) 1.1')
  assert.deepEqual(pack.skipped, [{ path: 'b/tests/sample.yml', reason: 'a folder of tests holds no rules' }])
})

test('links, oversized files and files that are no text are named and not read', async (t) => {
  const root = await folder(t)
  await symlink('/etc/hostname', join(root, 'link.yml'))
  await writeFile(join(root, 'latin.yml'), Buffer.from([0x61, 0xff, 0xfe]))
  await writeFile(join(root, 'large.yml'), 'a'.repeat(2000))
  const pack = await readRulePack(root, 'x', { ...defaultLimits, ruleFileMaxBytes: 1024 })
  assert.deepEqual(pack.documents, [])
  assert.deepEqual(
    pack.skipped.map(({ path }) => path),
    ['large.yml', 'latin.yml', 'link.yml'],
  )
})

test('an archive gives the same as the folder, and nothing in it leads out of the pack', async (t) => {
  const root = await folder(t)
  const path = join(root, 'pack.tar.gz')
  const members = [
    { path: './top/b.yml', text: rule('two') },
    { path: 'top/a.yml', text: rule('one') },
    { path: '../evil.yml', text: rule('evil') },
    { path: '/etc/evil.yml', text: rule('evil') },
    { path: 'top/link.yml', text: '', type: '2' },
  ]
  await writeFile(path, gzipSync(tarOf(members)))
  const pack = await readRulePack(path)
  assert.equal(pack.name, 'pack')
  assert.deepEqual(
    pack.documents.map(({ path, text }) => [path, text]),
    [
      ['top/a.yml', rule('one')],
      ['top/b.yml', rule('two')],
    ],
  )
  assert.deepEqual(
    pack.skipped.map(({ path }) => path),
    ['../evil.yml', '/etc/evil.yml', 'top/link.yml'],
  )
})

test('one YAML file is a pack of one', async (t) => {
  const root = await folder(t)
  await writeFile(join(root, 'single.yml'), rule('one'))
  const pack = await readRulePack(join(root, 'single.yml'))
  assert.deepEqual([pack.name, pack.documents.length, pack.documents[0]?.path], ['single', 1, 'single.yml'])
})

test('what cannot be read is refused with its reason, and a bomb costs no more than the limit', async (t) => {
  const root = await folder(t)
  const broken = { code: 'RULE_PACK_UNREADABLE' }
  await assert.rejects(readRulePack(join(root, 'absent')), broken)
  await writeFile(join(root, 'x.bin'), 'x')
  await assert.rejects(readRulePack(join(root, 'x.bin')), broken)
  const whole = gzipSync(tarOf([{ path: 'a.yml', text: rule('one') }]))
  await writeFile(join(root, 'cut.tar.gz'), whole.subarray(0, whole.length - 12))
  await assert.rejects(readRulePack(join(root, 'cut.tar.gz')), broken)
  await writeFile(join(root, 'bomb.tgz'), gzipSync(Buffer.alloc(10_000_000)))
  const limits = { ...defaultLimits, rulePackMaxBytes: 100_000, rulePackMaxFiles: 10 }
  await assert.rejects(readRulePack(join(root, 'bomb.tgz'), 'x', limits), /too large/)
})

test('a pack beyond its limits is refused as a whole', async (t) => {
  const root = await folder(t)
  for (const name of ['a', 'b', 'c']) await writeFile(join(root, `${name}.yml`), rule(name))
  const limits = { ...defaultLimits, rulePackMaxFiles: 2 }
  await assert.rejects(readRulePack(root, 'x', limits), /rulePackMaxFiles \(2\)/)
})

test('packs are named after where they come from', () => {
  assert.equal(packName('/x/sigma-rules.tar.gz'), 'sigma-rules')
  assert.equal(packName('https://github.com/SigmaHQ/sigma.git'), 'sigma')
  assert.equal(packName('../My Rules/'), 'my-rules')
  assert.equal(packName('///'), 'rules')
})

test('long names of pax and GNU archives are read', () => {
  const long = `${'folder/'.repeat(30)}rule.yml`
  for (const style of ['pax', 'gnu', 'prefix'] as const) {
    const path = style === 'prefix' ? `${'f/'.repeat(60)}rule.yml` : long
    const entries = [...readUstar(tarOf([{ path, text: 'x' }], style))]
    assert.deepEqual(
      entries.map((entry) => [entry.path, entry.bytes.toString()]),
      [[path, 'x']],
    )
  }
})

test('any bytes are an archive or refused, never another failure', () => {
  const base = tarOf([{ path: 'a.yml', text: 'abc' }])
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
      const bytes = Buffer.from(base)
      for (const [at, value] of changes) bytes[at] = value
      try {
        for (const entry of readUstar(bytes)) assert.ok(entry.bytes.length <= bytes.length)
      } catch (error) {
        assert.ok(error instanceof UstarBroken)
      }
    }),
  )
})
