import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { corpus, missingCorpus } from '../corpora.ts'
import { endChild, startChild } from '../intake/child.ts'
import { type TreeUse, treeUse } from '../intake/process-tree.ts'
import { type ServerSaid, serverScript } from '../intake/run.ts'

const rulesSet = 'detection/sigma-rules.tar.gz'
/** What a start leaves behind is collected meanwhile. */
const settleMilliseconds = 10_000
const lookMilliseconds = 20

/** Memory of a server that has its rules and nothing to do, and the time of a second start. */
export async function run(): Promise<number> {
  const rules = corpus(rulesSet)
  if (rules === undefined) {
    console.error(missingCorpus(rulesSet))
    return 1
  }
  const [cpu] = cpus()
  console.log(
    `machine          ${cpus().length} x ${cpu?.model ?? 'unknown'}, ${(totalmem() / 1e9).toFixed(1)} GB, Node ${process.version}`,
  )
  console.log(`command          npm run bench -- idle; rules ${rulesSet}`)
  const folder = await mkdtemp(join(tmpdir(), 'countersign-idle-'))
  await chmod(folder, 0o711)
  try {
    const data = join(folder, 'data')
    print('first start', await oneStart(data, rules))
    print('second start', await oneStart(data, rules))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return 0
}

type Start = {
  readonly answeredMilliseconds: number
  readonly rulesMilliseconds: number
  readonly loaded: ServerSaid['loaded']
  readonly idle: TreeUse
}

async function oneStart(data: string, rules: string): Promise<Start> {
  const started = performance.now()
  const server = startChild<ServerSaid>(serverScript, [data, rules])
  try {
    const said = await server.said
    const rulesMilliseconds = performance.now() - started
    const answer = await fetch(`${said.url}/api/health`)
    if (answer.status !== 200) throw new Error(`the server answered ${answer.status}`)
    await answer.arrayBuffer()
    await sleep(settleMilliseconds)
    const answeredMilliseconds = rulesMilliseconds - said.waitedMilliseconds
    return { answeredMilliseconds, rulesMilliseconds, loaded: said.loaded, idle: treeUse(said.pid) }
  } finally {
    await endChild(server)
    await sleep(lookMilliseconds)
  }
}

function print(name: string, { answeredMilliseconds, rulesMilliseconds, loaded, idle }: Start): void {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0)
  console.log(
    `${name.padEnd(17)}takes requests after ${(answeredMilliseconds / 1000).toFixed(2)} s (target 5 s), matches with ${loaded.rules} rules after ${(rulesMilliseconds / 1000).toFixed(2)} s`,
  )
  console.log(
    `${''.padEnd(17)}idle: ${megabytes(idle.residentBytes)} MB resident, ${megabytes(idle.proportionalBytes)} MB proportional, ${idle.processes} processes (target 900 MB)`,
  )
}
