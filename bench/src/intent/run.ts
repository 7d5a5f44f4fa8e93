import { cpus } from 'node:os'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { corpus, missingCorpus } from '../corpora.ts'
import { deepCase, deepCasePublished } from './deepcase-peer.ts'
import { type Run, runOurs } from './ours.ts'
import { type Outcome, outcomeHead, outcomeLine } from './outcome.ts'
import { plainRule } from './plain-rule.ts'
import { faithfulness, replaysOf } from './proofs.ts'
import { alertSet, readTenants, type Split, splitFor, type TenantAlerts, tenantNames } from './tenants.ts'

const usage = `npm run bench -- intent [--seeds N] [--peer deepcase] [--epochs N]

  --seeds N        how many seeds the cross-tenant run takes (default 5)
  --peer deepcase  runs DeepCASE from the Python registry beside it; without it, what was measured elsewhere is printed
  --epochs N       of DeepCASE (default 10)`

/** Alerts of one tenant judged with what others taught, beside a plain rule and DeepCASE; then what is promised beyond. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '5' },
      peer: { type: 'string' },
      epochs: { type: 'string', default: '10' },
    },
  })
  const [seeds, epochs] = [Number(values.seeds), Number(values.epochs)]
  if (!(seeds >= 1 && epochs >= 1) || (values.peer !== undefined && values.peer !== 'deepcase')) {
    console.error(usage)
    return 2
  }
  const folder = corpus(alertSet)
  if (folder === undefined) {
    console.error(missingCorpus(alertSet))
    return 1
  }
  console.log(`machine  ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`)
  console.log(
    'A testbed with the same attack script everywhere: across its tenants every method looks better than it is.',
  )
  const tenants = readTenants(folder)
  const first = crossTenant(tenants, seeds)
  const split = splitFor(tenants, 'russellmitchell')
  print(split, plainRule(split))
  if (values.peer === 'deepcase') print(split, await deepCase(split, epochs))
  else console.log(deepCasePublished)
  leaveOneOut(tenants, first)
  promises(first, split.test)
  return 0
}

function print({ test }: Split, outcome: Outcome): void {
  console.log(outcomeLine(outcome, test.events))
}

function crossTenant(tenants: readonly TenantAlerts[], seeds: number): Run {
  const split = splitFor(tenants, 'russellmitchell')
  console.log(
    `\nLearned from ${split.train.map(({ tenantId }) => tenantId).join(' and ')}, judged: russellmitchell`,
  )
  console.log(outcomeHead)
  const runs = Array.from({ length: seeds }, (_, index) => {
    const one = runOurs(split, index + 1)
    print(split, one.outcome)
    return one
  })
  return runs[0] as Run
}

function leaveOneOut(tenants: readonly TenantAlerts[], known: Run): void {
  console.log('\nLeave one tenant out')
  console.log(outcomeHead)
  for (const name of tenantNames) {
    const split = splitFor(tenants, name)
    const { outcome } = name === 'russellmitchell' ? known : runOurs(split, 1)
    print(split, { ...outcome, name: `ours, seed 1, judged: ${name}` })
    print(split, { ...plainRule(split), name: `rule, judged: ${name}` })
  }
}

function promises({ learned, seconds, samples, verdicts }: Run, test: TenantAlerts): void {
  const { policy } = learned.book
  const attacks = test.events.filter(({ label }) => label === 'attack').length
  const missed = verdicts.filter(
    ({ decision }, index) => decision.verdict === 'close' && test.events[index]?.label === 'attack',
  ).length
  const faithful = faithfulness(learned, test)
  const replays = replaysOf(learned, test, 2000)
  const ratio =
    faithful.random === 0 ? 'no change at random' : `${(faithful.drivers / faithful.random).toFixed(1)} times`
  console.log(`\nPromises, on russellmitchell with seed 1
  realised miss            ${((100 * missed) / attacks).toFixed(3)} % of attack alerts closed, target ${100 * policy.missTarget} %
  deletion                 ${faithful.drivers} of ${faithful.tried} verdicts change without the three drivers, ${faithful.random.toFixed(1)} without three at random: ${ratio}
  replay                   ${replays.identical} of ${replays.records} verdicts the same to the last bit
  citations                ${replays.existing} of ${replays.cited} cited ids are events of the entity judged
  training                 ${Math.round(samples / seconds.train)} samples a CPU-second
  learning, all told       ${seconds.learn.toFixed(1)} CPU-seconds for ${learned.book.calibration.events} alerts: three models, calibration, clusters
  judging with explanation ${Math.round(test.events.length / seconds.test)} events a CPU-second`)
}
