/** `npm test`: lint, types and floors first, then every test of the house; ends with the test runner's own summary. */
import { spawnSync } from 'node:child_process'
import process from 'node:process'

const [major] = process.versions.node.split('.').map(Number)
if (major === undefined || major < 24) {
  console.error(
    `Tests need the bundled Node 24 and this is ${process.version}: run "npm install", then "npm test".`,
  )
  process.exit(1)
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (done.status !== 0) process.exit(done.status ?? 1)
}

run('npm', ['run', '--silent', 'check'])
run('npm', ['run', '--silent', 'build:console'])
run('bash', ['tools/install-chromium.sh'])
run('bash', ['tools/install-rsyslog.sh'])
run('node', [
  '--test',
  '--test-concurrency=2',
  'packages/*/src/**/*.test.ts',
  'server/src/**/*.test.ts',
  'cli/src/**/*.test.ts',
  'range/src/**/*.test.ts',
  'bench/src/**/*.test.ts',
  'console/src/**/*.test.ts',
  'tools/**/*.test.ts',
])
