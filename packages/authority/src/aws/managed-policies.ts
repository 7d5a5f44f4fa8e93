import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import type { AwsManagedPolicy } from './aws-snapshot.ts'

/** Gives the text that a policy had at a time, or undefined when it is not held. */
export type ManagedPolicyTexts = (arn: string, at: string) => ManagedPolicyText | undefined

export type ManagedPolicyText = AwsManagedPolicy & {
  /** Set when the time lies after the last day the texts are known for. */
  readonly knownUntil?: string
}

type Held = {
  readonly source: string
  readonly until: string
  readonly policies: Readonly<Record<string, string>>
}
type Version = { readonly id: string; readonly from: string; readonly document: unknown }

let held: Held | undefined
const versionsByArn = new Map<string, readonly Version[]>()

/**
 * Policies that AWS itself manages, each version with the day it came (managed-policies/aws.json). They change
 * without a trace in the customer's log, so the text has to be that of the event's time.
 */
export const awsManagedPolicyText: ManagedPolicyTexts = (arn, at) => {
  const versions = versionsOf(arn)
  // The first version held may be younger than the policy: what stood before it is not known.
  const version = versions.findLast(({ from }) => from <= at)
  if (version === undefined) return undefined
  const until = load().until
  return {
    arn,
    name: arn.slice(arn.lastIndexOf('/') + 1),
    versionId: version.id,
    document: version.document,
    ...(at > until ? { knownUntil: until } : {}),
  }
}

/** Whether AWS, not the customer, writes the policy. */
export function isAwsManaged(arn: string): boolean {
  return /^arn:[^:]*:iam::aws:policy\//.test(arn)
}

function versionsOf(arn: string): readonly Version[] {
  const known = versionsByArn.get(arn)
  if (known !== undefined) return known
  const packed = Object.hasOwn(load().policies, arn) ? load().policies[arn] : undefined
  const versions =
    packed === undefined
      ? []
      : (JSON.parse(
          brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8'),
        ) as readonly Version[])
  if (versions.length > 0) versionsByArn.set(arn, versions)
  return versions
}

function load(): Held {
  held ??= JSON.parse(
    readFileSync(new URL('../../managed-policies/aws.json', import.meta.url), 'utf8'),
  ) as Held
  return held
}
