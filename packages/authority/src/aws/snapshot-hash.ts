import { createHash } from 'node:crypto'
import { canonical } from '@countersign/explanation/canonical'
import type { AwsSnapshot } from './aws-snapshot.ts'

const hashes = new WeakMap<AwsSnapshot, string>()

/** SHA-256 of the snapshot's canonical form (RFC 8785), in hex: what an explanation's decision can be checked against. */
export function snapshotHash(snapshot: AwsSnapshot): string {
  const known = hashes.get(snapshot)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(canonical(snapshot), 'utf8').digest('hex')
  hashes.set(snapshot, hash)
  return hash
}
