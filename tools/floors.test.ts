import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { floorViolations, floorViolationsOf, importsOf } from './floors.ts'

const root = new URL('..', import.meta.url).pathname

test('every file of the house imports only from floors below its own', () => {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => /^(packages|server|console|cli|range|bench)\//.test(file))
  assert.ok(files.length > 10, 'the list of files was not read')
  assert.deepEqual(floorViolationsOf(root, files), [])
})

test('imports are seen in every form', () => {
  const source = `import { a } from './a.ts'\nimport type { B } from '@countersign/ocsf/event'\nexport { c } from "./c.ts"\nimport './d.ts'\nconst e = await import('./e.ts')`
  assert.deepEqual(importsOf(source), ['./a.ts', '@countersign/ocsf/event', './c.ts', './d.ts', './e.ts'])
})

test('a package that imports the server is refused', () => {
  assert.equal(floorViolations('packages/ocsf/src/x.ts', `import '@countersign/server/main'`).length, 1)
})

test('a feature reaches another feature only through its service', () => {
  const store = `import { q } from '../intake/store.ts'`
  const service = `import { q } from '../intake/service.ts'`
  assert.equal(floorViolations('server/src/detection/x.ts', store).length, 1)
  assert.equal(floorViolations('server/src/detection/x.ts', service).length, 0)
})

test('a feature never imports upwards or sideways, not even a service', () => {
  assert.equal(
    floorViolations('server/src/intake/x.ts', `import { q } from '../incident/service.ts'`).length,
    1,
  )
  assert.equal(
    floorViolations('server/src/intake/x.ts', `import { q } from '../search/service.ts'`).length,
    1,
  )
  assert.equal(
    floorViolations('server/src/platform/http/x.ts', `import { q } from '../../intake/service.ts'`).length,
    1,
  )
})

test('the console reaches the server over HTTP; only its browser tests start one', () => {
  const source = `import { startPlatform } from '@countersign/server/main'`
  assert.equal(floorViolations('console/src/app.tsx', source).length, 1)
  assert.equal(floorViolations('console/src/browser/demo-platform.ts', source).length, 0)
})
