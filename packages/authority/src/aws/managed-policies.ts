import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import type { AwsManagedPolicy } from './aws-snapshot.ts'

/** Gives the text that a policy had at a time, or undefined when it is not held. */
export type ManagedPolicyTexts = (arn: string, at: string) => ManagedPolicyText | undefined

export type ManagedPolicyText = AwsManagedPolicy & {
  /** Set when the time lies after the last day the texts are known for. */
  readonly knownUntil?: string
  /**
   * The last version that may have been in force already. Set where the source does not date the versions between: then
   * the text of that time is this one, the policy's own, or one between the two.
   */
  readonly latest?: { readonly versionId: string; readonly document: unknown }
}

type Held = {
  readonly source: string
  readonly until: string
  readonly policies: Readonly<Record<string, string>>
}
type Version = {
  readonly id: string
  readonly number: number
  /** Undefined where the source repeats the day the policy itself was created: AWS tells no other of these. */
  readonly from: string | undefined
  readonly document: unknown
}

let held: Held | undefined
const versionsByArn = new Map<string, readonly Version[]>()

/**
 * Policies that AWS itself manages, each version with the day it came (managed-policies/aws.json). They change
 * without a trace in the customer's log, so the text has to be that of the event's time.
 */
export const awsManagedPolicyText: ManagedPolicyTexts = (arn, at) => {
  const versions = versionsOf(arn)
  const { until } = load()
  const isBeyond = at > until
  // The first version held may be younger than the policy: what stood before it is not known.
  const earliest = isBeyond
    ? versions.at(-1)
    : versions.findLast(({ from }) => from !== undefined && from <= at)
  if (earliest === undefined) return undefined
  const latest = isBeyond ? earliest : latestAt(versions, at)
  return {
    arn,
    name: arn.slice(arn.lastIndexOf('/') + 1),
    versionId: earliest.id,
    document: earliest.document,
    ...(isBeyond ? { knownUntil: until } : {}),
    ...(latest === earliest ? {} : { latest: { versionId: latest.id, document: latest.document } }),
  }
}

/** The same texts, each as late as it may have been. */
export function latestTexts(texts: ManagedPolicyTexts): ManagedPolicyTexts {
  return (arn, at) => {
    const text = texts(arn, at)
    return text?.latest === undefined ? text : { ...text, ...text.latest }
  }
}

/** Versions that nobody holds lie between their neighbours: AWS's policies grow. */
function latestAt(versions: readonly Version[], at: string): Version {
  const next = versions.findIndex(({ from }) => from !== undefined && from > at)
  if (next < 0) return versions.at(-1) as Version
  const [before, after] = [versions[next - 1], versions[next]] as readonly [Version, Version]
  return before.number + 1 === after.number ? before : after
}

/** Whether AWS, not the customer, writes the policy. */
export function isAwsManaged(arn: string): boolean {
  return /^arn:[^:]*:iam::aws:policy\//.test(arn)
}

function versionsOf(arn: string): readonly Version[] {
  const known = versionsByArn.get(arn)
  if (known !== undefined) return known
  const packed = Object.hasOwn(load().policies, arn) ? load().policies[arn] : undefined
  const versions = packed === undefined ? [] : unpacked(packed)
  if (versions.length > 0) versionsByArn.set(arn, versions)
  return versions
}

type PackedVersion = { readonly id: string; readonly from: string; readonly document: unknown }

/** In the order of their numbers (`v2` before `v10`). */
function unpacked(packed: string): readonly Version[] {
  const text = brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8')
  const listed = (JSON.parse(text) as readonly PackedVersion[])
    .map((version) => ({ ...version, number: Number(version.id.slice(1)) }))
    .sort((left, right) => left.number - right.number)
  const createdAt = listed.map(({ from }) => from).sort()[0]
  return listed.map((version) =>
    version.number > 1 && version.from === createdAt ? { ...version, from: undefined } : version,
  )
}

function load(): Held {
  held ??= JSON.parse(
    readFileSync(new URL('../../managed-policies/aws.json', import.meta.url), 'utf8'),
  ) as Held
  return held
}
