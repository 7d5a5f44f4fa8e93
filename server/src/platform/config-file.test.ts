import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { configNames, readConfig } from './config.ts'
import { readConfigFile } from './config-file.ts'
import { effectiveConfig } from './effective-config.ts'
import { isCountersignError } from './errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-config-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'countersign.yaml')

function fileOf(text: string): Record<string, string> {
  writeFileSync(path, text)
  return { COUNTERSIGN_CONFIG: path }
}

function refusal(text: string): string {
  try {
    readConfig(fileOf(text))
  } catch (error) {
    if (isCountersignError(error, 'CONFIG_INVALID')) return error.detail
    throw error
  }
  return assert.fail('it was taken')
}

test('a file is read when --config or COUNTERSIGN_CONFIG names it, and the flag names it first', () => {
  const env = fileOf('# ours\nport: 8100\nbatch-max-rows: 9\nregion: eu-1\n')
  assert.deepEqual([readConfig(env).port, readConfig(env).limits.batchMaxRows], [8100, 9])
  assert.equal(readConfig({}, { config: path }).region, 'eu-1')
  assert.equal(readConfig({ COUNTERSIGN_CONFIG: join(folder, 'none.yaml') }, { config: path }).port, 8100)
})

test('flags win over the environment, and the environment over the file', () => {
  const env = fileOf('port: 1\n')
  assert.equal(readConfig({ ...env, COUNTERSIGN_PORT: '2' }).port, 2)
  assert.equal(readConfig({ ...env, COUNTERSIGN_PORT: '2' }, { port: '3' }).port, 3)
})

test('values are what is written, with no guessing of types', () => {
  assert.equal(readConfig(fileOf('region: no\n')).region, 'no')
  assert.match(refusal('port: 0x10\n'), /port in .*countersign\.yaml, line 1 is "0x10"/)
  assert.match(refusal('port: 7_300\n'), /"7_300" and has to be a whole number/)
})

test('a wrong value is named with its file and line', () => {
  assert.match(refusal('region: eu\n\nport: web\n'), /^port in .*countersign\.yaml, line 3 is "web"/)
})

test('a setting that does not exist is refused, with what may have been meant', () => {
  assert.match(refusal('prot: 1\n'), /line 1: there is no setting "prot"; did you mean port\?/)
  assert.match(refusal('batchMaxRows: 1\n'), /did you mean batch-max-rows/)
  assert.match(refusal('limits: 1\n'), /there is no setting "limits"$/)
})

test('what is no list of settings is refused without quoting it', () => {
  assert.match(refusal('- port\n'), /line 1 has to be settings/)
  assert.match(refusal('port: [1, 2]\n'), /line 1 gives "port" more than one value/)
  assert.match(refusal('port: 1\nport: 2\n'), /line 2 is not YAML that can be read \(DUPLICATE_KEY\)/)
  const broken = refusal('lake-password: "hunter2\nregion: x\n')
  assert.ok(!broken.includes('hunter2'), broken)
  assert.match(refusal('port: &p 1\nregion: *p\n'), /more than one value/)
})

test('an empty file is no settings, and a missing one is an error', () => {
  assert.equal(readConfig(fileOf('')).port, 7300)
  assert.throws(
    () => readConfig({}, { config: join(folder, 'none.yaml') }),
    /none\.yaml cannot be read: ENOENT/,
  )
})

test('no text whatever does anything but be read or be refused', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
      writeFileSync(path, text)
      try {
        for (const { name, line } of readConfigFile(path).entries)
          assert.ok(typeof name === 'string' && line > 0)
      } catch (error) {
        assert.ok(isCountersignError(error, 'CONFIG_INVALID'), String(error))
      }
    }),
  )
})

test('the effective configuration says where each value comes from and masks secrets', () => {
  const env = {
    ...fileOf('lake-url: http://me:hunter2@lake:8123\nlake-password: hunter3\n'),
    COUNTERSIGN_REGION: 'eu',
    COUNTERSIGN_PROT: '1',
  }
  const { settings, unread } = effectiveConfig(env, { port: '1' })
  const of = (name: string) => settings.find((one) => one.name === name)
  assert.deepEqual(of('port'), { name: 'port', value: '1', origin: { kind: 'flag', flag: 'port' } })
  assert.equal(of('region')?.origin.kind, 'environment')
  assert.deepEqual(of('lake-url'), {
    name: 'lake-url',
    value: 'http://me:***@lake:8123',
    origin: { kind: 'file', path, line: 1 },
  })
  assert.equal(of('lake-password')?.value, '(set)')
  assert.equal(of('batch-max-rows')?.value, '50000')
  assert.ok(!JSON.stringify(settings).includes('hunter'))
  assert.deepEqual(
    settings.map(({ name }) => name),
    configNames,
  )
  assert.deepEqual(unread, [{ variable: 'COUNTERSIGN_PROT', near: ['COUNTERSIGN_PORT'] }])
})
