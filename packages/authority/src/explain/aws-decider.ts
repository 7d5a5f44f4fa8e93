import { withCloudTrailNames } from '@countersign/ocsf/cloud/cloudtrail-names'
import { decideRecord } from '../aws/decide-record.ts'
import type { PolicyHistory } from '../aws/log-snapshot.ts'
import type { EventDecider } from './event-decider.ts'

/**
 * AWS policy as it stood at the event.
 * @param caveats what has to be said of the policy itself, such as that nobody knows when it was exported
 */
export function awsDecider(history: PolicyHistory, caveats: readonly string[] = []): EventDecider {
  return {
    format: 'aws-cloudtrail',
    decide: async ({ fields }) => {
      const record = typeof fields.eventName === 'string' ? fields : withCloudTrailNames(fields)
      const { decision } = await decideRecord(record, history)
      return { ...decision, missing: [...new Set([...decision.missing, ...caveats])] }
    },
  }
}
