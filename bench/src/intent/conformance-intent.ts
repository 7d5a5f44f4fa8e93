import { scoresOf } from '@countersign/intent/evaluation/scores'
import type { ConformanceRow, ConformanceRun } from '../conformance-row.ts'
import { corpus, missingCorpus } from '../corpora.ts'
import { runOurs } from './ours.ts'
import { faithfulness, replaysOf } from './proofs.ts'
import { alertSet, readTenants, splitFor } from './tenants.ts'

const area = 'intent'
const eceMax = 0.05
const faithfulRatioMin = 3

/** One seed and one split of the cross-tenant benchmark; `npm run bench -- intent` runs all. */
export const conformanceIntent: ConformanceRun = async () => {
  const folder = corpus(alertSet)
  if (folder === undefined)
    return [{ area, set: 'AIT-ADS', score: 0, total: 0, misses: [], missing: missingCorpus(alertSet) }]
  const split = splitFor(readTenants(folder), 'russellmitchell')
  const { learned, verdicts } = runOurs(split, 1)
  const scores = scoresOf(split.test.events, verdicts)
  const replays = replaysOf(learned, split.test, 500)
  const faithful = faithfulness(learned, split.test)
  return [
    row(
      'attack steps not lost',
      scores.steps.total - scores.steps.lost.length,
      scores.steps.total,
      scores.steps.lost,
    ),
    row(
      'attack alerts not closed',
      scores.attackAlerts.total - scores.attackAlerts.closed,
      scores.attackAlerts.total,
    ),
    row('benign alerts closed', scores.benign.closed, scores.benign.total),
    row(
      'alerts not sent to a person',
      split.test.events.length - scores.human.count,
      split.test.events.length,
    ),
    row('verdicts replayed bit for bit', replays.identical, replays.records),
    row('cited ids that exist', replays.existing, replays.cited),
    row(`calibration error at most ${eceMax}`, scores.ece <= eceMax ? 1 : 0, 1, [], scores.ece),
    row(
      `deletion of drivers ${faithfulRatioMin} times as telling as at random`,
      faithful.drivers >= faithfulRatioMin * faithful.random ? 1 : 0,
      1,
      [],
      faithful.drivers / faithful.random,
    ),
  ]
}

/** A row whose misses are counted, listed, or the one figure that falls short. */
function row(
  set: string,
  score: number,
  total: number,
  listed: readonly string[] = [],
  figure?: number,
): ConformanceRow {
  const misses =
    score === total ? [] : listed.length > 0 ? listed : [`${figure ?? total - score} falls short`]
  return { area, set: `AIT-ADS: ${set}`, score, total, misses }
}
