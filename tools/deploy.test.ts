import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { rootCertificates } from 'node:tls'
import { readConfig } from '@countersign/server/platform/config'

const root = new URL('..', import.meta.url).pathname
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const unit = read('deploy/countersign.service')
const containerfile = read('deploy/Containerfile')

test('the example configuration is one that a server takes', () => {
  const config = readConfig({}, { config: join(root, 'deploy/countersign.yaml') })
  assert.deepEqual(
    [config.host, config.port, config.lake.kind, config.state.kind],
    ['127.0.0.1', 7300, 'chdb', 'embedded'],
  )
})

test('its commented lines are settings, too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-deploy-'))
  try {
    const path = join(folder, 'all.yaml')
    const authority = join(folder, 'authority.pem')
    writeFileSync(authority, rootCertificates[0] ?? '')
    const example = read('deploy/countersign.yaml').replaceAll(/^# ([a-z-]+: \S+)$/gm, '$1')
    writeFileSync(path, example.replace('/etc/countersign/authority.pem', authority))
    const config = readConfig({}, { config: path })
    assert.deepEqual(
      [config.publicUrl, config.metrics.port, config.state.kind],
      ['https://soc.example', 9464, 'external'],
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the service waits longer for an ordered stop than the server does', () => {
  const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(unit) ?? []
  assert.ok(Number(seconds) > readConfig({}).limits.shutdownGraceSeconds + 60)
  assert.match(unit, /^KillMode=mixed$/m)
  assert.match(unit, /^User=countersign$/m)
})

test('systemd finds nothing to say about the unit', (t) => {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) return t.skip('systemd-analyze is not here')
  const folder = mkdtempSync(join(tmpdir(), 'countersign-deploy-'))
  try {
    // The installation is this checkout, so that what it starts is there.
    const path = join(folder, 'countersign.service')
    writeFileSync(path, unit.replaceAll('/opt/countersign/', root))
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], {
      encoding: 'utf8',
    })
    const ours = stderr.split('\n').filter((line) => line.includes('countersign.service'))
    assert.deepEqual([status, ours], [0, []])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the container runs as nobody in particular, from what is in the checkout', () => {
  assert.match(containerfile, /^USER (?!0\b|root)\d+:\d+$/m)
  assert.match(containerfile, /^FROM \S+:24-\S+$/m)
  assert.ok(!/^ADD /m.test(containerfile))
  assert.ok(existsSync(join(root, '.dockerignore')), 'node_modules of the host would be copied')
  const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts
  for (const [, script] of containerfile.matchAll(/npm run (\S+)/g)) assert.ok(scripts[script ?? ''], script)
})
