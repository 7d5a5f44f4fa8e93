/** `npm test`: lint, types and floors first, then every test of the house; ends with the test runner's own summary. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** More failing files than this are broken code, not an unsteady test: they are not run again. */
const rerunFilesMax = 3

const everyTest = [
  'packages/*/src/**/*.test.ts',
  'server/src/**/*.test.ts',
  'cli/src/**/*.test.ts',
  'range/src/**/*.test.ts',
  'bench/src/**/*.test.ts',
  'console/src/**/*.test.ts',
  'tools/**/*.test.ts',
]

const [major] = process.versions.node.split('.').map(Number)
if (major === undefined || major < 24) {
  console.error(
    `Tests need the bundled Node 24 and this is ${process.version}: run "npm install", then "npm test".`,
  )
  process.exit(1)
}

function statusOf(command: string, args: readonly string[]): number {
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1
}

function run(command: string, args: readonly string[]): void {
  const status = statusOf(command, args)
  if (status !== 0) process.exit(status)
}

function runTests(files: readonly string[], concurrency: number, failedTo: string): number {
  return statusOf('node', [
    '--test',
    `--test-concurrency=${concurrency}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./tools/failed-files.ts',
    `--test-reporter-destination=${failedTo}`,
    ...files,
  ])
}

/**
 * A browser or a clock on a busy machine can fail a test that is right. A few failing files get one more try, alone,
 * and are named whatever comes of it: a test that needed it wants mending.
 */
function runTestsTwiceIfUnsteady(): number {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  const failedTo = join(folder, 'failed')
  const status = runTests(everyTest, 2, failedTo)
  if (status === 0) return 0
  const failed = readFileSync(failedTo, 'utf8').split('\n').filter(Boolean)
  if (failed.length === 0 || failed.length > rerunFilesMax) return status
  console.log(
    `\nUNSTEADY OR BROKEN, run once more and alone:\n${failed.map((file) => `  ${file}`).join('\n')}\n`,
  )
  return runTests(failed, 1, join(folder, 'failed-again'))
}

run('npm', ['run', '--silent', 'check'])
run('npm', ['run', '--silent', 'build:console'])
run('bash', ['tools/install-chromium.sh'])
run('bash', ['tools/install-rsyslog.sh'])
run('bash', ['tools/install-nginx.sh'])
process.exit(runTestsTwiceIfUnsteady())
