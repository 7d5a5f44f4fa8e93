/** Fires on a probe's event and on nothing in the sample. */
export const probeRule = `
title: Bench probe
id: 6a3b1f4e-9d52-4c0b-8a7e-0c5f3f1b0001
status: test
level: high
author: Countersign
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: iam.amazonaws.com, eventName: CountersignBenchProbe }
  condition: selection
`

/** A CloudTrail record that the rule fires on; every number is another user, and so another incident. */
export function probeEvent(number: number, timeMs: number): string {
  const userName = `probe-${number}`
  return JSON.stringify({
    eventVersion: '1.09',
    eventTime: new Date(timeMs).toISOString(),
    eventSource: 'iam.amazonaws.com',
    eventName: 'CountersignBenchProbe',
    awsRegion: 'eu-central-1',
    sourceIPAddress: `192.0.2.${number % 250}`,
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    recipientAccountId: '111122223333',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::111122223333:user/${userName}`,
      accountId: '111122223333',
      accessKeyId: `AKIAEXAMPLE${String(number).padStart(9, '0')}`,
      userName,
    },
  })
}
