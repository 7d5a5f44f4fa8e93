import { policyHistory } from '@countersign/authority/aws/log-snapshot'
import { awsDecider } from '@countersign/authority/explain/aws-decider'
import type { EventDecider } from '@countersign/authority/explain/event-decider'
import { kubernetesDecider } from '@countersign/authority/explain/kubernetes-decider'
import { gitHubDecider } from '@countersign/authority/github/github-decider'
import { rfc3339 } from '@countersign/ocsf/time'
import type { PolicyInForce } from '../configuration/policy-book.ts'
import type { LakeEvent, LakeEventReader } from './lake-events.ts'
import { policyRecords, policyRecordsMax } from './policy-records.ts'

/** What decides for one event, on the policy that was in force when it happened. */
export async function decidersFor(
  reader: LakeEventReader,
  event: LakeEvent,
  policies: PolicyInForce,
): Promise<readonly EventDecider[]> {
  switch (event.normalised.format) {
    case 'aws-cloudtrail':
      return [await awsDeciderFor(reader, event, policies)]
    case 'kubernetes-audit':
      return [kubernetesDecider(clusterOf(event, policies))]
    case 'github-audit':
      return [gitHubDeciderFor(event, policies)]
    default:
      return []
  }
}

/** Without a list of GitHub in force, an entry that names its own scopes is still decided on those. */
function gitHubDeciderFor(event: LakeEvent, { gitHub }: PolicyInForce): EventDecider {
  return gitHubDecider(gitHub?.items ?? [], gitHub?.takenAt ?? rfc3339(event.normalised.event.time))
}

async function awsDeciderFor(
  reader: LakeEventReader,
  event: LakeEvent,
  { aws }: PolicyInForce,
): Promise<EventDecider> {
  const { records, isCut } = await policyRecords(reader, event)
  const caveats = [
    ...(aws === undefined
      ? [
          'no policy of this account was imported that was in force at that time: what a log alone tells is used',
        ]
      : []),
    ...(isCut ? [`only the last ${policyRecordsMax} changes of policy before it were looked at`] : []),
  ]
  return awsDecider(policyHistory(records, aws === undefined ? [] : [aws]), caveats)
}

/** Audit events do not always name their cluster: then the only one that is known is meant, and never one of several. */
function clusterOf({ normalised }: LakeEvent, { kubernetes }: PolicyInForce) {
  const cluster = /^k8s:([^:]+):/.exec(normalised.identityKey ?? '')?.[1]
  const named = kubernetes.find((snapshot) => snapshot.cluster === cluster)
  if (named !== undefined || cluster !== undefined) return named
  return kubernetes.length === 1 ? kubernetes[0] : undefined
}
