import { createHash } from 'node:crypto'
import { canonical } from '@countersign/explanation/canonical'
import type { Decider } from '@countersign/explanation/explanation'
import { defaultGroupingLimits, type GroupingLimits } from './grouping.ts'
import { incidentOpensAtScore } from './signal.ts'

/** Raised with every change of how findings are grouped or scored. */
const groupingVersion = '3'

/** Grouping decides too: which findings belong together and when they are an incident. */
export function groupingDecider(limits: GroupingLimits = defaultGroupingLimits): Decider {
  const content = canonical({ groupingVersion, incidentOpensAtScore, limits })
  return {
    kind: 'policy',
    name: 'incident grouping',
    version: groupingVersion,
    contentHash: createHash('sha256').update(content).digest('hex'),
  }
}
