import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readConfig } from './config.ts'
import { environmentName, flagName } from './config-source.ts'
import { errorTable, isCountersignError } from './errors.ts'
import { limitTable } from './limits.ts'
import { settingTable } from './setting-table.ts'

/** Tables may be padded to read well as text. */
const docs = (name: string) =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8').replace(/ +/g, ' ')

function refuses(mention: RegExp, env: Record<string, string>, flags: Record<string, string> = {}) {
  assert.throws(
    () => readConfig(env, flags),
    (error) => {
      assert.ok(isCountersignError(error, 'CONFIG_INVALID'))
      assert.match(error.detail, mention)
      return true
    },
  )
}

test('everything has a default: embedded stores, this machine only', () => {
  const config = readConfig({}, { data: '/tmp/somewhere' })
  assert.equal(config.dataDir, '/tmp/somewhere')
  assert.equal(config.host, '127.0.0.1')
  assert.deepEqual([config.lake.kind, config.state.kind], ['chdb', 'embedded'])
})

test('a flag wins over the environment, and the environment over the default', () => {
  const env = { COUNTERSIGN_PORT: '1', COUNTERSIGN_BATCH_MAX_ROWS: '7' }
  assert.equal(readConfig(env).port, 1)
  assert.equal(readConfig(env).limits.batchMaxRows, 7)
  assert.equal(readConfig(env, { port: '2', 'batch-max-rows': '8' }).port, 2)
  assert.equal(readConfig(env, { 'batch-max-rows': '8' }).limits.batchMaxRows, 8)
})

test('a setting that is wrong is named where it was set, with what it has to be', () => {
  refuses(/^COUNTERSIGN_PORT is "http" .* whole number from 0 to 65535/, { COUNTERSIGN_PORT: 'http' })
  refuses(/^--port is "http" .* whole number from 0 to 65535/, {}, { port: 'http' })
  refuses(/COUNTERSIGN_REGION/, { COUNTERSIGN_REGION: 'EU West' })
  refuses(/--log-level/, {}, { 'log-level': 'loud' })
  refuses(/COUNTERSIGN_LAKE_URL/, { COUNTERSIGN_LAKE_URL: 'tcp://lake:9000' })
  refuses(/COUNTERSIGN_LAKE_DATABASE/, {
    COUNTERSIGN_LAKE_URL: 'http://lake:8123',
    COUNTERSIGN_LAKE_DATABASE: 'a; DROP',
  })
  refuses(/--state-owner-url/, { COUNTERSIGN_STATE_URL: 'postgresql://a@b/c' })
  refuses(/COUNTERSIGN_BATCH_MAX_BYTES.* from 65536/, { COUNTERSIGN_BATCH_MAX_BYTES: '-1' })
})

test('metrics leave the machine only with a token', () => {
  assert.equal(readConfig({}).metrics.port, undefined)
  assert.equal(readConfig({}, { 'metrics-port': '0' }).metrics.host, '127.0.0.1')
  refuses(
    /--metrics-host is "0\.0\.0\.0" .*metrics-token/,
    {},
    { 'metrics-port': '0', 'metrics-host': '0.0.0.0' },
  )
  const open = { 'metrics-port': '0', 'metrics-host': '0.0.0.0', 'metrics-token': 't' }
  assert.equal(readConfig({}, open).metrics.token, 't')
})

test('a secret never shows in the error about it', () => {
  assert.throws(
    () => readConfig({ COUNTERSIGN_STATE_URL: 'mysql://me:hunter2@host/db' }),
    (error: Error) => !error.message.includes('hunter2'),
  )
})

test('every limit and setting is in docs/limits.md, and every error in docs/errors.md', () => {
  const limits = docs('limits.md')
  for (const [name, { default: value }] of Object.entries(limitTable)) {
    assert.ok(
      limits.includes(`| \`${name}\` | ${value} |`),
      `docs/limits.md lacks ${name} with its default ${value}`,
    )
  }
  for (const name of Object.keys(settingTable)) {
    assert.ok(limits.includes(`\`--${flagName(name)}\``), `docs/limits.md lacks --${name}`)
    assert.ok(
      limits.includes(`\`${environmentName(name)}\``),
      `docs/limits.md lacks ${environmentName(name)}`,
    )
  }
  const errors = docs('errors.md')
  for (const [code, { status }] of Object.entries(errorTable)) {
    assert.ok(
      errors.includes(`| \`${code}\` | ${status} |`),
      `docs/errors.md lacks ${code} with status ${status}`,
    )
  }
})
