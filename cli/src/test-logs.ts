/** Test code: small logs of our own. */
import { type SimulationOptions, simulate } from '@countersign/range/simulation'

/** Somebody deletes the trail: one event that one rule of high level speaks of. */
export function trailDeleted(
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    eventVersion: '1.09',
    eventTime: '2026-03-04T10:15:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'DeleteTrail',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.31.11',
    eventID: '00000000-0000-4000-a000-000000000001',
    eventType: 'AwsApiCall',
    recipientAccountId: '123456789012',
    userIdentity: {
      type: 'IAMUser',
      userName: 'mallory',
      arn: 'arn:aws:iam::123456789012:user/mallory',
      accountId: '123456789012',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE12',
    },
    requestParameters: { name: 'audit' },
    responseElements: null,
    ...more,
  }
}

/** An ordinary call that no rule speaks of. */
export const ordinaryCall = trailDeleted({
  eventSource: 'ec2.amazonaws.com',
  eventName: 'DescribeInstances',
  eventID: '00000000-0000-4000-a000-000000000002',
  requestParameters: {},
})

/** The range's lines as files, `<tenant>/<source>.log`. */
export function rangeFiles(options: SimulationOptions): Readonly<Record<string, string>> {
  const files: Record<string, string[]> = {}
  for (const { tenantId, source, line } of simulate(options)) {
    const name = `${tenantId}/${source}.log`
    files[name] ??= []
    files[name].push(line)
  }
  return Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, `${lines.join('\n')}\n`]))
}
