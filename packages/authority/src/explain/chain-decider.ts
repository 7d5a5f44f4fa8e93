import { createHash } from 'node:crypto'
import { canonical } from '@countersign/explanation/canonical'
import type { AuthorityDecision, Decider } from '@countersign/explanation/explanation'
import { eventsPerMarkMax } from '../chain/chain-lookups.ts'
import { hopsMax } from '../chain/chain-of.ts'
import { clockSkewMs, trailDepthMax } from '../chain/hop.ts'

/** Raised with every change of how records are joined into a chain. */
const chainVersion = '1'

/** Joining records decides, too: which call is taken to have issued a session. */
export function chainDecider(): Decider {
  const content = canonical({ chainVersion, clockSkewMs, eventsPerMarkMax, hopsMax, trailDepthMax })
  return { kind: 'policy', name: 'authority chain', version: chainVersion, contentHash: sha256(content) }
}

/** What decided on policy; its content is the policy it was given, or the statements alone. */
export function policyDecider({ evaluator, snapshot, deciding, missing }: AuthorityDecision): Decider {
  return {
    kind: 'policy',
    name: evaluator.name,
    version: evaluator.version,
    contentHash: snapshot?.hash ?? sha256(canonical({ deciding, missing })),
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
