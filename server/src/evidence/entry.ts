import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import type { EvidenceEnvelope, EvidenceKind } from '@countersign/api/evidence'
import { canonical } from '@countersign/explanation/canonical'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import { documentText } from './document-text.ts'

/** Something that happened, before it is an entry. */
export type EvidenceDocument = {
  readonly at: Date
  /** Whose data it is: `person/<id>`, `identity/<key>`. Absent: nobody's in particular. */
  readonly subject?: string
  /** JSON. */
  readonly document: unknown
}

export type PreparedEntry = {
  /** What the log holds, byte for byte: canonical JSON (RFC 8785) of an EvidenceEnvelope. */
  readonly envelope: string
  /** The document, sealed with its subject's key. */
  readonly payload: Buffer
}

type Place = { readonly tenantId: TenantId; readonly region: Region }
type Named = { readonly kind: EvidenceKind; readonly ref: string }

const saltBytes = 32
const ivBytes = 12
const tagBytes = 16

/**
 * The same document gives the same envelope, however often it is prepared. The envelope names nobody: it holds a salted
 * hash of the document, and the salt is a function of the subject's key, so that with the key the hash is meaningless too.
 */
export function prepareEntry(
  place: Place,
  named: Named,
  { at, document }: EvidenceDocument,
  dataKey: Buffer,
): PreparedEntry {
  const text = Buffer.from(documentText(document))
  const salt = saltOf(named, dataKey)
  const envelope: EvidenceEnvelope = {
    v: 1,
    tenantId: place.tenantId,
    region: place.region,
    kind: named.kind,
    ref: named.ref,
    at: at.toISOString(),
    payload: { sha256: saltedHash(salt, text), bytes: text.length },
  }
  return { envelope: canonical(envelope), payload: sealPayload(place, named, text, dataKey) }
}

/** Hexadecimal SHA-256 over the salt and the document's canonical bytes: what an envelope holds. */
export function saltedHash(salt: Buffer, document: Buffer): string {
  return createHash('sha256').update(salt).update(document).digest('hex')
}

export function saltOf({ kind, ref }: Named, dataKey: Buffer): Buffer {
  return createHmac('sha256', dataKey)
    .update(`evidence-salt\0${kind}\0${ref}`)
    .digest()
    .subarray(0, saltBytes)
}

/** AES-256-GCM: IV, tag, ciphertext; bound to tenant, region and entry, so that payloads cannot be swapped. */
function sealPayload(place: Place, named: Named, text: Buffer, dataKey: Buffer): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(boundTo(place, named))
  const sealed = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** The document's canonical bytes. Throws when the key, the place or the entry is another one, or a bit was changed. */
export function openPayload(place: Place, named: Named, sealed: Buffer, dataKey: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', dataKey, sealed.subarray(0, ivBytes))
    .setAAD(boundTo(place, named))
    .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()])
}

function boundTo({ tenantId, region }: Place, { kind, ref }: Named): Buffer {
  return Buffer.from([tenantId, region, kind, ref].join('\0'))
}
