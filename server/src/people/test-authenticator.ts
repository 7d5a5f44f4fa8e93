/** Test code: an authenticator in software, as WebAuthn Level 3 describes one: ES256, attestation "none". */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

type Json = Readonly<Record<string, unknown>>
export type Authenticator = {
  /** navigator.credentials.create() */
  readonly create: (options: Json, origin: string) => Json
  /** navigator.credentials.get() */
  readonly get: (options: Json, origin: string, change?: Change) => Json
}
/** What a dishonest client or a copied key would do. */
export type Change = { readonly counter?: number; readonly flags?: number; readonly rpId?: string }

/** Section 6.1: user present, user verified, attested credential data. */
const present = 0x01
const verified = 0x04
const attested = 0x40

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()
const text = (bytes: Buffer) => bytes.toString('base64url')

export function softwareAuthenticator(): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  let rpId = ''
  let counter = 0
  return {
    create: (options, origin) => {
      rpId = (options.rp as { id: string }).id
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      const key = coseKey(Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'))
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key])
      const data = authenticatorData(rpId, present | verified | attested, counter, credential)
      const response = {
        clientDataJSON: clientData('webauthn.create', options, origin),
        attestationObject: text(attestationObject(data)),
        transports: ['internal'],
      }
      return { ...answer(id), response }
    },
    get: (options, origin, change = {}) => {
      counter = change.counter ?? counter + 1
      const flags = change.flags ?? present | verified
      const data = authenticatorData(change.rpId ?? rpId, flags, counter, Buffer.alloc(0))
      const client = clientData('webauthn.get', options, origin)
      const signed = Buffer.concat([data, sha256(Buffer.from(client, 'base64url'))])
      const response = {
        clientDataJSON: client,
        authenticatorData: text(data),
        signature: text(sign('sha256', signed, privateKey)),
      }
      return { ...answer(id), response }
    },
  }
}

function answer(id: Buffer): Json {
  return { id: text(id), rawId: text(id), type: 'public-key', clientExtensionResults: {} }
}

function clientData(type: string, { challenge }: Json, origin: string): string {
  return text(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })))
}

/** Section 6.1: hash of the RP ID, flags, counter, what follows. */
function authenticatorData(rpId: string, flags: number, counter: number, rest: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(flags)
  head.writeUInt32BE(counter, 1)
  return Buffer.concat([sha256(rpId), head, rest])
}

/** RFC 9053, section 7.1.1, in CBOR: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}. */
function coseKey(x: Buffer, y: Buffer): Buffer {
  const bytes32 = Buffer.from([0x58, 32])
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    bytes32,
    x,
    Buffer.from([0x22]),
    bytes32,
    y,
  ])
}

/** Section 6.5.4 in CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}. */
function attestationObject(data: Buffer): Buffer {
  const name = (word: string) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)])
  const length = Buffer.from([0x58, data.length])
  return Buffer.concat([
    Buffer.from([0xa3]),
    name('fmt'),
    name('none'),
    name('attStmt'),
    Buffer.from([0xa0]),
    name('authData'),
    length,
    data,
  ])
}
