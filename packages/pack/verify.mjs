// The verifier of Countersign's evidence packs. AGPL-3.0-only. Made of packages/pack and packages/tlog, without a change.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
const module1 = (() => {


const linesMax = 50

/** A report for a terminal: what was checked, each defect by name, and what is not there. */
function packReportText(report            )         {
  const { ok, manifest, items, documents, defects, notChecked, missing, keysFrom, cosignedBy } = report
  const about =
    manifest === undefined
      ? []
      : [`Tenant ${manifest.tenantId}, region ${manifest.region}, ${manifest.from} to ${manifest.to}`]
  const keys =
    keysFrom === 'given'
      ? 'Signatures were checked with the keys that you gave.'
      : 'Signatures were checked with the keys in the pack. Compare them with keys that you hold: --policy FILE.'
  return [
    ...about,
    `${items} entries are in the log; ${documents} documents match what was logged.`,
    keys,
    cosignedBy.length === 0 ? 'No witness cosigned.' : `Cosigned by ${cosignedBy.join(', ')}.`,
    ...section(
      'Defects',
      defects.map(({ where, what }) => `${where}: ${what}`),
    ),
    ...section(
      'Not checked',
      notChecked.map(({ where, what }) => `${where}: ${what}`),
    ),
    ...section(
      'Missing',
      missing.map(({ what, because }) => `${what}: ${because}`),
    ),
    ok ? 'VERIFIED' : 'NOT VERIFIED',
    '',
  ].join('\n')
}

function section(title        , lines                   )                    {
  if (lines.length === 0) return []
  const more = lines.length > linesMax ? [`  … and ${lines.length - linesMax} more`] : []
  return [`${title}:`, ...lines.slice(0, linesMax).map((line) => `  ${printable(line)}`), ...more]
}

/** Texts of a pack may come from anybody: no control character reaches a terminal. */
function printable(line        )         {
  return line.replaceAll(/\p{Cc}/gu, '�')
}

return { packReportText }
})()
const module3 = (() => {
/** Why a value has no canonical form. */
class NotCanonical extends TypeError {
           code = 'NOT_CANONICAL'
           path

  constructor(path        , reason        ) {
    super(`${path === '' ? 'the value' : path} has no canonical JSON form: ${reason}`)
    this.path = path
  }
}

const depthMax = 200

/**
 * The canonical JSON text of a value: RFC 8785 (JSON Canonicalization Scheme).
 *
 * ECMAScript's own `JSON.stringify` already writes numbers (§3.2.2.3) and strings (§3.2.2.2) as the RFC demands; what
 * remains is the order of keys by UTF-16 code units (§3.2.3, which is how `sort` compares) and refusing what I-JSON
 * (RFC 7493) does not allow: NaN, infinities and lone surrogates. Properties that are `undefined` are left out, as JSON does.
 * @throws NotCanonical for functions, symbols, bigints, NaN, infinities, lone surrogates, and nesting beyond 200 levels
 */
function canonical(value         )         {
  return write(value, '', 0)
}

function write(value         , path        , depth        )         {
  if (depth > depthMax) throw new NotCanonical(path, `it is nested more than ${depthMax} deep`)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return writeNumber(value, path)
  if (typeof value === 'string') return writeString(value, path)
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => write(item, `${path}/${index}`, depth + 1)).join(',')}]`
  }
  if (typeof value === 'object') return writeObject(value                                     , path, depth)
  throw new NotCanonical(path, `it is of type ${typeof value}`)
}

function writeObject(value                                   , path        , depth        )         {
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype)
    throw new NotCanonical(path, 'it is not a plain object')
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${writeString(key, path)}:${write(value[key], `${path}/${key}`, depth + 1)}`)
  return `{${members.join(',')}}`
}

function writeNumber(value        , path        )         {
  if (!Number.isFinite(value)) throw new NotCanonical(path, `${value} is not a JSON number`)
  // -0 is written as 0 (ECMA-262 Number::toString, which §3.2.2.3 refers to).
  return JSON.stringify(value)
}

function writeString(value        , path        )         {
  if (!value.isWellFormed()) throw new NotCanonical(path, 'it holds a lone surrogate')
  return JSON.stringify(value)
}

return { NotCanonical, canonical }
})()
const module5 = (() => {
/** Why bytes or text are not what their specification says. */
class FormatError extends Error {
           code = 'TLOG_FORMAT'

  constructor(message        ) {
    super(message)
    this.name = 'FormatError'
  }
}

return { FormatError }
})()
const module4 = (() => {
const { FormatError } = module5

const shape = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
// One call of String.fromCharCode takes only so many arguments.
const chunkBytes = 8_192

/** Base 64 of RFC 4648 §4, with padding. */
function encodeBase64(bytes            )         {
  let binary = ''
  for (let at = 0; at < bytes.length; at += chunkBytes)
    binary += String.fromCharCode(...bytes.subarray(at, at + chunkBytes))
  return btoa(binary)
}

/**
 * Strict: padding is there, nothing stands between the letters, and the bits that carry no data are zero (RFC 4648 §3.5),
 * so that one value has one spelling and a changed letter is always a changed value.
 * @throws FormatError
 */
function decodeBase64(text        , what        )             {
  if (!shape.test(text)) throw new FormatError(`${what} is not base 64`)
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  if (encodeBase64(bytes.subarray(bytes.length - (bytes.length % 3))) !== tailOf(text, bytes.length))
    throw new FormatError(`${what} is base 64 with stray bits at its end`)
  return bytes
}

function tailOf(text        , length        )         {
  return length % 3 === 0 ? '' : text.slice(-4)
}

return { encodeBase64, decodeBase64 }
})()
const module6 = (() => {
const { FormatError } = module5

const encoder = new TextEncoder()
// ignoreBOM: a byte order mark is part of the text, since signatures are over bytes.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function utf8(text        )             {
  return encoder.encode(text)
}

/** @throws FormatError when the bytes are not valid UTF-8 */
function textOf(bytes            , what        )         {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new FormatError(`${what} is not valid UTF-8`)
  }
}

/** Text as it is, bytes decoded; both bounded. @throws FormatError */
function boundedText(input                     , maxBytes        , what        )         {
  const length = typeof input === 'string' ? utf8(input).length : input.length
  if (length > maxBytes) throw new FormatError(`${what} is ${length} bytes, more than ${maxBytes}`)
  if (typeof input !== 'string') return textOf(input, what)
  if (!input.isWellFormed()) throw new FormatError(`${what} holds a lone surrogate`)
  return input
}

function concatBytes(parts                       )             {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Public data only: the time it takes tells where the first difference is. */
function sameBytes(a            , b            )          {
  if (a.length !== b.length) return false
  // A loop: `every` with a function is many times slower, and tiles are 8 KB.
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

function hexOf(bytes            )         {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Big-endian uint64; `value` is a safe integer. */
function uint64(value        )             {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

return { utf8, textOf, boundedText, concatBytes, sameBytes, hexOf, uint64 }
})()
const module9 = (() => {
const { FormatError } = module5

const shape = /^(?:0|[1-9][0-9]{0,15})$/

/**
 * A tree size or an index: ASCII decimal without leading zeroes. The specifications go up to 2^63; here it ends at
 * 2^53 - 1, the greatest integer that a number holds exactly, which no log reaches.
 * @throws FormatError
 */
function parseDecimal(text        , what        )         {
  const value = shape.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value))
    throw new FormatError(`${what} is not a decimal integer from 0 to ${Number.MAX_SAFE_INTEGER}`)
  return value
}

return { parseDecimal }
})()
const module10 = (() => {
const { decodeBase64, encodeBase64 } = module4
const { boundedText, concatBytes, hexOf, utf8 } = module6
const { FormatError } = module5

const noteLimits = {
  /** A note with its signatures. */
  noteMaxBytes: 1_000_000,
  /** The specification asks for at least 16. */
  noteSignaturesMax: 64,
}

/** One signature line. `keyId` is 8 hexadecimal digits; `signature` is what follows it in the line. */

/** A signed note of c2sp.org/signed-note: `text` ends in a newline and is what signatures are over. Nothing is verified. */

const linePrefix = '— '
const keyIdBytes = 4
// biome-ignore lint/suspicious/noControlCharactersInRegex: the specification forbids exactly these
const controlCharacter = /[\u0000-\u0009\u000b-\u001f]/

/** @throws FormatError when the note is not as c2sp.org/signed-note says */
function parseSignedNote(input                     )             {
  const note = boundedText(input, noteLimits.noteMaxBytes, 'the note')
  if (controlCharacter.test(note)) throw new FormatError('the note holds a control character')
  // "The text is separated from the signatures by the last empty line in the note."
  const split = note.lastIndexOf('\n\n')
  if (split < 0) throw new FormatError('the note has no blank line before its signatures')
  return { text: note.slice(0, split + 1), signatures: parseSignatureLines(note.slice(split + 2)) }
}

/** Signature lines alone, as a witness answers with them. At least one. @throws FormatError */
function parseSignatureLines(lines        )                           {
  if (!lines.endsWith('\n')) throw new FormatError('the last signature line does not end in a newline')
  const split = lines.slice(0, -1).split('\n')
  if (split.length > noteLimits.noteSignaturesMax)
    throw new FormatError(`there are more than ${noteLimits.noteSignaturesMax} signatures`)
  return split.map(parseSignatureLine)
}

function parseSignatureLine(line        )                {
  if (!line.startsWith(linePrefix)) throw new FormatError('a signature line does not begin with an em dash')
  const [name = '', base64 = '', ...rest] = line.slice(linePrefix.length).split(' ')
  if (!isKeyName(name) || rest.length > 0) throw new FormatError('a signature line has no valid key name')
  const bytes = decodeBase64(base64, 'a signature')
  if (bytes.length <= keyIdBytes) throw new FormatError('a signature line holds no signature')
  return { name, keyId: hexOf(bytes.subarray(0, keyIdBytes)), signature: bytes.slice(keyIdBytes) }
}

/** The note as text. @throws FormatError when a text or a name cannot be in a note */
function formatSignedNote({ text, signatures }            )         {
  const note = `${text}\n${signatures.map(formatSignatureLine).join('')}`
  if (!text.endsWith('\n')) throw new FormatError('the text of a note ends in a newline')
  parseSignedNote(note)
  return note
}

function formatSignatureLine({ name, keyId, signature }               )         {
  return `${linePrefix}${name} ${encodeBase64(concatBytes([bytesOfKeyId(keyId), signature]))}\n`
}

/** Key names are not empty and hold neither Unicode spaces nor plus signs nor control characters. */
function isKeyName(name        )          {
  return (
    name !== '' && !/[\p{White_Space}+]/u.test(name) && !controlCharacter.test(name) && name.isWellFormed()
  )
}

/** The same note with signatures added; a line that is already there is not repeated. */
function withSignatures(note            , added                          )             {
  const lines = new Map([...note.signatures, ...added].map((one) => [formatSignatureLine(one), one]))
  return { text: note.text, signatures: [...lines.values()] }
}

/** Bytes of a note's text: what a plain Ed25519 signature is over. */
function noteBytes(text        )             {
  return utf8(text)
}

function bytesOfKeyId(keyId        )             {
  return Uint8Array.from({ length: keyIdBytes }, (_, at) =>
    Number.parseInt(keyId.slice(2 * at, 2 * at + 2), 16),
  )
}

return { noteLimits, parseSignedNote, parseSignatureLines, formatSignedNote, formatSignatureLine, isKeyName, withSignatures, noteBytes }
})()
const module8 = (() => {
const { decodeBase64, encodeBase64 } = module4
const { parseDecimal } = module9
const { FormatError } = module5
const { parseSignedNote,                 } = module10

/** What a checkpoint says (c2sp.org/tlog-checkpoint): of the log `origin`, `size` entries have the root `root`. */

const rootBytes = 32

/** A note's text as a tree head. @throws FormatError */
function parseCheckpointText(text        )           {
  if (!text.endsWith('\n')) throw new FormatError('a checkpoint ends in a newline')
  const [origin = '', size, root, ...extensions] = text.slice(0, -1).split('\n')
  if (size === undefined || root === undefined) throw new FormatError('a checkpoint has at least three lines')
  if (origin === '') throw new FormatError('a checkpoint has no origin')
  if (extensions.includes('')) throw new FormatError('a checkpoint has an empty extension line')
  const hash = decodeBase64(root, "a checkpoint's root")
  if (hash.length !== rootBytes) throw new FormatError(`a checkpoint's root is ${hash.length} bytes`)
  return { origin, size: parseDecimal(size, "a checkpoint's size"), root: hash, extensions }
}

/** A whole signed checkpoint. No signature is verified. @throws FormatError */
function parseCheckpoint(input                     )             {
  const note = parseSignedNote(input)
  return { ...parseCheckpointText(note.text), note }
}

function formatCheckpointText({ origin, size, root, extensions }          )         {
  const text = `${[origin, size, encodeBase64(root), ...extensions].join('\n')}\n`
  parseCheckpointText(text)
  return text
}

return { parseCheckpointText, parseCheckpoint, formatCheckpointText }
})()
const module12 = (() => {
const { decodeBase64, encodeBase64 } = module4
const { concatBytes, hexOf, utf8 } = module6
const { FormatError } = module5
const { isKeyName } = module10

/**
 * What a key signs. `ed25519` signs the note's text (a log's own signature); the others are cosignatures of
 * c2sp.org/tlog-cosignature, which carry a time.
 */

/** The identifying byte of c2sp.org/signed-note, and the sizes of RFC 8032 and FIPS 204. */
const signatureTypes                                             = {
  ed25519: { byte: 0x01, publicKeyBytes: 32, signatureBytes: 64 },
  'ed25519-cosignature': { byte: 0x04, publicKeyBytes: 32, signatureBytes: 64 },
  'ml-dsa-44-cosignature': { byte: 0x06, publicKeyBytes: 1_312, signatureBytes: 2_420 },
}

const keyMaxChars = 4_096

/** Bytes whose SHA-256 begins with the key id. */
function keyIdInput(name        , type               , publicKey            )             {
  return concatBytes([utf8(`${name}\n`), Uint8Array.of(signatureTypes[type].byte), publicKey])
}

/** The first four bytes of a SHA-256, as a key id. */
function keyIdOf(sha256            )         {
  return hexOf(sha256.subarray(0, 4))
}

/** `<name>+<key id>+<base64(type || public key)>`. */
function formatVerifierKey({ name, keyId, type, publicKey }             )         {
  return `${name}+${keyId}+${encodeBase64(concatBytes([Uint8Array.of(signatureTypes[type].byte), publicKey]))}`
}

/**
 * Takes a verifier key apart. Its key id still has to be compared with the hash of `keyIdInput`, which `parseVerifierKey`
 * (Node) and `readVerifierKey` (anywhere) do.
 * @throws FormatError
 */
function splitVerifierKey(text        )              {
  const { name, keyId, type, material } = splitKey(text, 'the verifier key')
  if (material.length !== signatureTypes[type].publicKeyBytes)
    throw new FormatError(`the verifier key ${name} has a public key of ${material.length} bytes`)
  return { name, keyId, type, publicKey: material }
}

/** The shape that verifier keys and signer keys share. @throws FormatError */
function splitKey(text        , what        )           {
  if (text.length > keyMaxChars) throw new FormatError(`${what} is longer than ${keyMaxChars} characters`)
  const [name = '', keyId = '', ...rest] = text.split('+')
  if (!isKeyName(name)) throw new FormatError(`${what} has no valid name`)
  if (!/^[0-9a-f]{8}$/.test(keyId))
    throw new FormatError(`${what} ${name} has no key id of 8 hexadecimal digits`)
  // A plus sign is also a letter of base 64.
  const bytes = decodeBase64(rest.join('+'), `${what} ${name}`)
  const type = typeOfByte(bytes[0])
  if (type === undefined)
    throw new FormatError(`${what} ${name} has signature type ${bytes[0] ?? 'none'}, which is not supported`)
  return { name, keyId, type, material: bytes.slice(1) }
}

function typeOfByte(byte                    )                            {
  return (Object.keys(signatureTypes)                   ).find((type) => signatureTypes[type].byte === byte)
}

return { signatureTypes, keyIdInput, keyIdOf, formatVerifierKey, splitVerifierKey, splitKey }
})()
const module11 = (() => {
const { sameBytes } = module6
const { FormatError } = module5
const { formatVerifierKey, splitVerifierKey,                  } = module12

/** Who has to have signed a checkpoint: c2sp.org/tlog-policy. */

const policyLimits = { policyMaxChars: 1_000_000, policyLinesMax: 1_000 }

/**
 * Key ids are compared by whoever verifies, since that takes a hash.
 * @throws FormatError with the line's number
 */
function parsePolicy(text        )         {
  if (text.length > policyLimits.policyMaxChars) throw new FormatError('the policy is too long')
  const lines = text.split('\n')
  if (lines.length > policyLimits.policyLinesMax) throw new FormatError('the policy has too many lines')
  const draft        = { logs: [], witnesses: [], names: new Map(), members: new Set(), quorums: [] }
  lines.forEach((line, at) => {
    const words = line.split(/[ \t]+/).filter((word) => word !== '')
    if (words.length === 0 || words[0]?.startsWith('#')) return
    try {
      readLine(draft, words)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      throw new FormatError(`line ${at + 1} of the policy: ${error.message}`)
    }
  })
  const [quorum, ...more] = draft.quorums
  if (quorum === undefined || more.length > 0) throw new FormatError('a policy has exactly one quorum line')
  return { logs: draft.logs, witnesses: draft.witnesses, quorum }
}

function readLine(draft       , [keyword, ...words]                   )       {
  if (keyword === 'log') readLog(draft, words)
  else if (keyword === 'witness') readWitness(draft, words)
  else if (keyword === 'group') readGroup(draft, words)
  else if (keyword === 'quorum' && words.length === 1) readQuorum(draft, words[0]          )
  else throw new FormatError('it is none that a policy has')
}

function readQuorum(draft       , name        )       {
  draft.quorums.push(name === 'none' ? { kind: 'none' } : named(draft, name))
}

function readLog(draft       , [vkey = '', url, ...rest]                   )       {
  const key = splitVerifierKey(vkey)
  if (key.type === 'ed25519-cosignature') throw new FormatError(`${key.name} is a witness key, not a log's`)
  if (rest.length > 0) throw new FormatError('too many words')
  if (draft.logs.some((log) => sameBytes(log.key.publicKey, key.publicKey)))
    throw new FormatError(`the key of ${key.name} is there twice`)
  draft.logs.push(url === undefined ? { key } : { key, url })
}

function readWitness(draft       , [name = '', vkey = '', url, ...rest]                   )       {
  const key = splitVerifierKey(vkey)
  if (key.type === 'ed25519') throw new FormatError(`${key.name} is a log key, not a witness's`)
  if (rest.length > 0) throw new FormatError('too many words')
  if (draft.witnesses.some((witness) => sameBytes(witness.key.publicKey, key.publicKey)))
    throw new FormatError(`the key of ${name} is there twice`)
  define(draft, name, { kind: 'witness', name })
  draft.witnesses.push(url === undefined ? { name, key } : { name, key, url })
}

function readGroup(draft       , [name = '', threshold = '', ...members]                   )       {
  const of = members.map((member) => {
    if (draft.members.has(member)) throw new FormatError(`${member} is a member already`)
    draft.members.add(member)
    return named(draft, member)
  })
  const atLeast =
    threshold === 'all'
      ? of.length
      : threshold === 'any'
        ? 1
        : /^[1-9][0-9]*$/.test(threshold)
          ? Number(threshold)
          : 0
  if (atLeast < 1 || atLeast > of.length)
    throw new FormatError(`${threshold} of ${of.length} is no threshold`)
  define(draft, name, { kind: 'group', name, atLeast, of })
}

function define({ names }       , name        , quorum        )       {
  if (name === '' || name === 'none' || names.has(name)) throw new FormatError(`the name ${name} is taken`)
  names.set(name, quorum)
}

function named({ names }       , name        )         {
  const found = names.get(name)
  if (found === undefined) throw new FormatError(`there is no witness and no group ${name} above it`)
  return found
}

/** Whether those who cosigned (by the policy's names) are enough. */
function isQuorum(quorum        , cosigned                     )          {
  if (quorum.kind === 'none') return true
  if (quorum.kind === 'witness') return cosigned.has(quorum.name)
  return quorum.of.filter((member) => isQuorum(member, cosigned)).length >= quorum.atLeast
}

/** A policy as a file: the log's keys, and at least `atLeast` of these witnesses (0: none is asked for). */
function formatPolicy(
  logs                        ,
  witnesses                    ,
  atLeast        ,
)         {
  const lines = [
    ...logs.map((key) => `log ${formatVerifierKey(key)}`),
    ...witnesses.map(
      ({ name, key, url }) => `witness ${name} ${formatVerifierKey(key)}${url ? ` ${url}` : ''}`,
    ),
    ...(atLeast === 0
      ? ['quorum none']
      : [`group witnesses ${atLeast} ${witnesses.map(({ name }) => name).join(' ')}`, 'quorum witnesses']),
  ]
  return `${lines.join('\n')}\n`
}

return { policyLimits, parsePolicy, isQuorum, formatPolicy }
})()
const module13 = (() => {
const { decodeBase64, encodeBase64 } = module4
const { boundedText } = module6
const {                  parseCheckpoint } = module8
const { parseDecimal } = module9
const { FormatError } = module5
const { formatSignedNote, noteLimits } = module10

/** A `.tlog-proof` file (c2sp.org/tlog-proof): that the entry `index` is in the checkpointed tree. Nothing is verified. */

const proofLimits = {
  /** A tree of 2^63 entries has no longer one. */
  proofHashesMax: 63,
  proofExtraMaxBytes: 65_536,
  proofMaxBytes: noteLimits.noteMaxBytes + 131_072,
}

const header = 'c2sp.org/tlog-proof@v1'
const hashBytes = 32

/** @throws FormatError */
function parseTlogProof(input                     )            {
  const text = boundedText(input, proofLimits.proofMaxBytes, 'the proof')
  const split = text.indexOf('\n\n')
  if (split < 0) throw new FormatError('the proof has no checkpoint after an empty line')
  const [first, ...lines] = text.slice(0, split).split('\n')
  if (first !== header) throw new FormatError(`a proof begins with ${header}`)
  const extra = lines[0]?.startsWith('extra ') ? parseExtra(lines.shift()          ) : undefined
  const index = parseIndex(lines.shift())
  return {
    index,
    hashes: parseHashLines(lines, proofLimits.proofHashesMax),
    ...(extra === undefined ? {} : { extra }),
    checkpoint: parseCheckpoint(text.slice(split + 2)),
  }
}

function formatTlogProof({ index, hashes, extra, checkpoint }           )         {
  const extraLine = extra === undefined ? '' : `extra ${encodeBase64(extra)}\n`
  const hashLines = hashes.map((hash) => `${encodeBase64(hash)}\n`).join('')
  return `${header}\n${extraLine}index ${index}\n${hashLines}\n${formatSignedNote(checkpoint.note)}`
}

/** Lines of one base 64 hash each. @throws FormatError */
function parseHashLines(lines                   , max        )                        {
  if (lines.length > max) throw new FormatError(`the proof has ${lines.length} hashes, more than ${max}`)
  return lines.map((line) => {
    const hash = decodeBase64(line, 'a hash of the proof')
    if (hash.length !== hashBytes) throw new FormatError(`a hash of the proof is ${hash.length} bytes`)
    return hash
  })
}

function parseExtra(line        )             {
  const extra = decodeBase64(line.slice('extra '.length), 'the extra data of the proof')
  if (extra.length > proofLimits.proofExtraMaxBytes)
    throw new FormatError(`the extra data of the proof is more than ${proofLimits.proofExtraMaxBytes} bytes`)
  return extra
}

function parseIndex(line                    )         {
  if (!line?.startsWith('index ')) throw new FormatError('the proof has no index line')
  return parseDecimal(line.slice('index '.length), 'the index of the proof')
}

return { proofLimits, parseTlogProof, formatTlogProof, parseHashLines }
})()
const module15 = (() => {
/**
 * What a verifier does with each hash of a proof. It depends on sizes and indexes only, never on hashes; so it is worked
 * out once here, and the hashing itself may be synchronous (Node) or not (a browser).
 *
 * - `left`: the proof's hash stands left of what was computed so far, in both trees
 * - `left-new`: the same, in the newer tree only
 * - `right`: it stands right, in the newer tree only
 */

/** RFC 9162 §2.1.3.2; undefined when no entry `index` exists in a tree of `size`. */
function inclusionSteps(index        , size        )                                   {
  if (!isSize(index) || !isSize(size) || index >= size) return undefined
  const steps              = []
  let node = index
  let last = size - 1
  while (last > 0) {
    if (isOdd(node) || node === last) {
      steps.push('left')
      while (!isOdd(node)) [node, last] = [half(node), half(last)]
    } else steps.push('right')
    node = half(node)
    last = half(last)
  }
  return steps
}

/**
 * How a subtree over [start, end) is shown to be part of a tree of `size`: draft-ietf-plants-merkle-tree-certs §4.4.3.
 * With `start` 0 it is the consistency proof of RFC 9162 §2.1.4.2. Undefined when there is no such proof.
 */
function consistencySteps(start        , end        , size        )                               {
  if (!isSubtree(start, end) || !isSize(size) || end > size) return undefined
  let [first, node, last] = [start, end - 1, size - 1]
  const shift = () => {
    ;[first, node, last] = [half(first), half(node), half(last)]
  }
  const isRightmost = node === last
  while (first !== node && (isRightmost || isOdd(node))) shift()
  const startsWith = first === node ? 'old-root' : 'first-of-proof'
  const steps              = []
  while (last > 0) {
    if (isOdd(node) || node === last) {
      steps.push(first < node ? 'left' : 'left-new')
      while (!isOdd(node)) shift()
    } else steps.push('right')
    shift()
  }
  return { startsWith, steps }
}

/** Whether [start, end) is a subtree that some tree has: `start` is a multiple of the next power of two of its size. */
function isSubtree(start        , end        )          {
  if (!isSize(start) || !isSize(end) || start >= end) return false
  let power = 1
  while (power < end - start) power *= 2
  return start % power === 0
}

function isSize(value        )          {
  return Number.isSafeInteger(value) && value >= 0
}

function isOdd(value        )          {
  return value % 2 === 1
}

function half(value        )         {
  return Math.floor(value / 2)
}

return { inclusionSteps, consistencySteps, isSubtree }
})()
const module14 = (() => {
const { concatBytes, sameBytes } = module6
const { consistencySteps, inclusionSteps,                } = module15

/** The checks of `merkle/verify-proof.ts` for runtimes whose hash is asynchronous: the same steps. */

const hashBytes = 32
const [leafPrefix, nodePrefix] = [Uint8Array.of(0), Uint8Array.of(1)]

/** RFC 6962 §2.1. */
async function hashLeaf(entry            , sha256        )                      {
  return sha256(concatBytes([leafPrefix, entry]))
}

async function isIncluded(
  { index, size, leafHash, root, proof }           ,
  sha256        ,
)                   {
  const steps = inclusionSteps(index, size)
  if (steps?.length !== proof.length || leafHash.length !== hashBytes) return false
  return sameBytes(await climb(leafHash, proof, steps, sha256), root)
}

async function isConsistent(claim             , sha256        )                   {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim
  // There are no steps from the empty tree: a proof from it would say nothing.
  const plan = consistencySteps(0, oldSize, newSize)
  if (plan === undefined) return false
  const [seed, hashes] = plan.startsWith === 'old-root' ? [oldRoot, proof] : [proof[0], proof.slice(1)]
  if (seed === undefined || hashes.length !== plan.steps.length) return false
  const shared = hashes.filter((_, at) => plan.steps[at] === 'left')
  const old = await climb(
    seed,
    shared,
    shared.map(() => 'left'         ),
    sha256,
  )
  return sameBytes(old, oldRoot) && sameBytes(await climb(seed, hashes, plan.steps, sha256), newRoot)
}

async function climb(
  seed            ,
  proof                       ,
  steps                      ,
  sha256        ,
)                      {
  let node = seed
  for (const [at, hash] of proof.entries())
    node = await sha256(
      concatBytes(steps[at] === 'right' ? [nodePrefix, node, hash] : [nodePrefix, hash, node]),
    )
  return node
}

return { hashLeaf, isIncluded, isConsistent }
})()
const module17 = (() => {
const { concatBytes, uint64, utf8 } = module6
const { parseCheckpointText } = module8
const { FormatError } = module5
const { noteBytes } = module10
const { signatureTypes,                  } = module12

/** A signature as the algorithm knows it, and the bytes it is over. */

const timestampBytes = 8
const nameMaxBytes = 255

/**
 * What `signature` (of a note's signature line, after the key id) must be a signature over.
 * @throws FormatError when its length is wrong, or the text is no checkpoint though the key is a cosigner's
 */
function signedMessage(key             , noteText        , signature            )                {
  const { signatureBytes } = signatureTypes[key.type]
  if (key.type === 'ed25519') {
    if (signature.length !== signatureBytes)
      throw new FormatError(`a signature of ${key.name} has the wrong length`)
    return { message: noteBytes(noteText), signature }
  }
  if (signature.length !== timestampBytes + signatureBytes)
    throw new FormatError(`a cosignature of ${key.name} has the wrong length`)
  const timestampSeconds = readTimestamp(signature)
  return {
    message: cosignedMessage(key, noteText, timestampSeconds),
    signature: signature.slice(timestampBytes),
    timestampSeconds,
  }
}

/** The message of c2sp.org/tlog-cosignature. `timestampSeconds` is a safe integer from 0. @throws FormatError */
function cosignedMessage(
  { name, type }                                    ,
  noteText        ,
  timestampSeconds        ,
)             {
  const { origin, size, root } = parseCheckpointText(noteText)
  if (type === 'ed25519-cosignature') return utf8(`cosignature/v1\ntime ${timestampSeconds}\n${noteText}`)
  return concatBytes([
    utf8('subtree/v1\n\0'),
    shortOpaque(name),
    uint64(timestampSeconds),
    shortOpaque(origin),
    uint64(0),
    uint64(size),
    root,
  ])
}

/** `timestamped_signature` of c2sp.org/tlog-cosignature. */
function timestamped(timestampSeconds        , signature            )             {
  return concatBytes([uint64(timestampSeconds), signature])
}

function readTimestamp(bytes            )         {
  const value = new DataView(bytes.buffer, bytes.byteOffset, timestampBytes).getBigUint64(0)
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new FormatError('a cosignature has a time beyond 2^53 seconds')
  return Number(value)
}

/** `opaque<1..2^8-1>` of RFC 8446 §3.4. */
function shortOpaque(text        )             {
  const bytes = utf8(text)
  if (bytes.length < 1 || bytes.length > nameMaxBytes)
    throw new FormatError(`a name of ${bytes.length} bytes cannot be cosigned with ML-DSA-44`)
  return concatBytes([Uint8Array.of(bytes.length), bytes])
}

return { signedMessage, cosignedMessage, timestamped }
})()
const module18 = (() => {
/** Hash and signatures of the runtime itself: Node 20 and later, and browsers. No import. */

/** May be synchronous where the runtime has a faster one. */

const { subtle } = globalThis.crypto

async function webSha256(bytes            )                      {
  return new Uint8Array(await subtle.digest('SHA-256', bytes                           ))
}

/** How each algorithm's raw public keys are called by WebCrypto. */
const keyFormats = { Ed25519: 'raw', 'ML-DSA-44': 'raw-public' }

/** `unsupported` when this runtime does not know the algorithm: then nothing was verified. */
async function webVerify(
  algorithm              ,
  publicKey            ,
  message            ,
  signature            ,
)                            {
  try {
    // The type of Node knows no `raw-public`, which is WebCrypto's name for the raw keys of newer algorithms.
    const format = keyFormats[algorithm]
    const raw = publicKey
    const key = await subtle.importKey(format, raw, algorithm, false, ['verify'])
    const [signed, data] = [signature                           , message                           ]
    return { kind: (await subtle.verify(algorithm, key, signed, data)) ? 'valid' : 'invalid' }
  } catch (error) {
    // A key that is no key is a DataError; a runtime without the algorithm or its key format says something else.
    const { name } = error
    if (name === 'DataError' || name === 'OperationError') return { kind: 'invalid' }
    return { kind: 'unsupported', reason: `this runtime has no ${algorithm} in WebCrypto` }
  }
}

return { webSha256, webVerify }
})()
const module16 = (() => {

const { FormatError } = module5
const { signedMessage } = module17
const { keyIdInput, keyIdOf,                  } = module12

const {                                     webVerify } = module18

/** What became of one key of the policy. No `check` when it signed nothing here. */

/** How checks of single signatures begin. */
const signaturePrefix = 'signature of '

/** @throws FormatError when the id of a key is not that of its bytes */
async function checkPolicyKeys({ logs, witnesses }        , sha256        )                {
  for (const { key } of [...logs, ...witnesses]) {
    const expected = keyIdOf(await sha256(keyIdInput(key.name, key.type, key.publicKey)))
    if (expected !== key.keyId)
      throw new FormatError(`the key id of ${key.name} in the policy is not that of its public key`)
  }
}

/** Every signature of a key that the policy names. Keys of logs count only under their own origin. */
async function checkSignatures(
  policy        ,
  checkpoint            ,
)                                     {
  const logs = policy.logs.filter(({ key }) => key.name === checkpoint.origin)
  return Promise.all([
    ...logs.map(({ key }) => checkKey(key, checkpoint)),
    ...policy.witnesses.map(async ({ name, key }) => ({
      ...(await checkKey(key, checkpoint)),
      witness: name,
    })),
  ])
}

async function checkKey(key             , { note }            )                          {
  const lines = note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId)
  const what = `${signaturePrefix}${key.name} (${key.type})`
  let found                 = {}
  for (const { signature } of lines) {
    const { outcome, timestampSeconds } = await verifyLine(key, note.text, signature)
    if (outcome.kind === 'invalid')
      return { check: { what, outcome: 'failed', reason: 'it does not verify' } }
    const check        =
      outcome.kind === 'valid'
        ? { what, outcome: 'passed' }
        : { what, outcome: 'not-checked', reason: outcome.reason }
    found = timestampSeconds === undefined ? { check } : { check, timestampSeconds }
  }
  return found
}

async function verifyLine(
  key             ,
  text        ,
  line            ,
)                                                                                      {
  try {
    const { message, signature, timestampSeconds } = signedMessage(key, text, line)
    const algorithm = key.type === 'ml-dsa-44-cosignature' ? 'ML-DSA-44' : 'Ed25519'
    const outcome = await webVerify(algorithm, key.publicKey, message, signature)
    return timestampSeconds === undefined ? { outcome } : { outcome, timestampSeconds }
  } catch (error) {
    if (error instanceof FormatError) return { outcome: { kind: 'invalid' } }
    throw error
  }
}

return { signaturePrefix, checkPolicyKeys, checkSignatures }
})()
const module7 = (() => {
const { sameBytes } = module6
const {                  parseCheckpoint,               } = module8
const { FormatError } = module5
const { isQuorum,              parsePolicy } = module11
const { parseTlogProof } = module13
const { hashLeaf, isConsistent, isIncluded } = module14
const { checkPolicyKeys, checkSignatures,                      signaturePrefix } = module16
const {              webSha256 } = module18

/**
 * One thing that was looked at. `not-checked` means that this runtime could not: it is never a pass.
 */

/**
 * `verified`: everything the policy asks for was checked and holds. `incomplete`: nothing is wrong, but something that the
 * policy asks for could not be checked here. `failed`: something does not hold.
 */

/** Checkpoints whose signatures need not be verified again: many proofs share one. */
const rememberedMax = 256

/**
 * Verifies by a policy (c2sp.org/tlog-policy). Runs in Node and in browser pages; what it needs of cryptography it takes
 * from the runtime, or `sha256` from whoever has a faster one.
 * @throws FormatError when the policy is none, or a key in it has another id than it should
 */
async function createVerifier(policyText        , sha256         = webSha256)                    {
  const policy = parsePolicy(policyText)
  await checkPolicyKeys(policy, sha256)
  const remembered = new Map                         ()
  const judged = (checkpoint            )                  => {
    const key = JSON.stringify([checkpoint.note.text, checkpoint.note.signatures.map(lineKey)])
    const known = remembered.get(key) ?? judgeCheckpoint(policy, checkpoint)
    if (remembered.size >= rememberedMax) remembered.clear()
    remembered.set(key, known)
    return known
  }
  return {
    verifyCheckpoint: (input) => reading(async () => judged(parseCheckpoint(input))),
    verifyProof: (question) => reading(() => judgeProof(question, judged, sha256)),
    verifyConsistency: (question) => reading(() => judgeConsistency(question, judged, sha256)),
  }
}

function lineKey({ name, keyId, signature }                                          )         {
  return `${name} ${keyId} ${signature.join()}`
}

/** What cannot be read is a failed check, not an exception. */
async function reading(judge                       )                  {
  try {
    return await judge()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return report([{ what: 'format', outcome: 'failed', reason: error.message }])
  }
}

async function judgeProof(
  { proof, entry }               ,
  judged                                             ,
  sha256        ,
)                       {
  const { index, hashes, checkpoint } = parseTlogProof(proof)
  const leafHash = 'leafHash' in entry ? entry.leafHash : await hashLeaf(entry, sha256)
  const { size, root } = checkpoint
  const isIn = await isIncluded({ index, size, leafHash, root, proof: hashes }, sha256)
  const what = `entry ${index} is in the tree of ${size}`
  const inclusion        = isIn
    ? { what, outcome: 'passed' }
    : { what, outcome: 'failed', reason: 'its hash and the proof do not lead to the root of the checkpoint' }
  const about = await judged(checkpoint)
  return { ...withChecks(about, [inclusion]), index }
}

async function judgeConsistency(
  question                     ,
  judged                                             ,
  sha256        ,
)                  {
  const [older, newer] = [parseCheckpoint(question.older), parseCheckpoint(question.newer)]
  const { proof } = question
  const [oldSize, oldRoot, newSize, newRoot] = [older.size, older.root, newer.size, newer.root]
  const holds =
    older.origin === newer.origin &&
    (oldSize === newSize
      ? proof.length === 0 && sameBytes(oldRoot, newRoot)
      : await isConsistent({ oldSize, oldRoot, newSize, newRoot, proof }, sha256))
  const what = `the tree of ${newSize} holds the tree of ${oldSize} unchanged`
  const check        = holds
    ? { what, outcome: 'passed' }
    : { what, outcome: 'failed', reason: 'the consistency proof does not lead to both roots' }
  const [before, after] = [await judged(older), await judged(newer)]
  return withChecks(after, [...before.checks, check])
}

async function judgeCheckpoint(policy        , checkpoint            )                  {
  const signatures = await checkSignatures(policy, checkpoint)
  const checks = [
    ...signatures.flatMap(({ check }) => check ?? []),
    logCheck(signatures, checkpoint),
    quorumCheck(policy, signatures),
  ]
  const cosignedBy = signatures.flatMap(({ witness, check, timestampSeconds }) =>
    witness !== undefined && check?.outcome === 'passed' && timestampSeconds !== undefined
      ? [{ name: witness, timestampSeconds }]
      : [],
  )
  const { origin, size, root, extensions } = checkpoint
  return { ...report(checks), head: { origin, size, root, extensions }, cosignedBy }
}

function logCheck(signatures                           , { origin }            )        {
  const what = `signed by the log ${origin}`
  const outcomes = signatures
    .filter(({ witness }) => witness === undefined)
    .map(({ check }) => check?.outcome)
  if (outcomes.includes('passed')) return { what, outcome: 'passed' }
  if (outcomes.includes('not-checked'))
    return { what, outcome: 'not-checked', reason: 'none of its signatures can be checked here' }
  return { what, outcome: 'failed', reason: 'no signature of a log that the policy names' }
}

function quorumCheck({ quorum }        , signatures                           )        {
  const what = quorum.kind === 'none' ? 'the policy asks for no witness' : `cosigned by ${quorum.name}`
  const named = (...outcomes                   ) =>
    new Set(
      signatures.flatMap(({ witness, check }) =>
        witness !== undefined && check !== undefined && outcomes.includes(check.outcome) ? [witness] : [],
      ),
    )
  if (isQuorum(quorum, named('passed'))) return { what, outcome: 'passed' }
  if (isQuorum(quorum, named('passed', 'not-checked')))
    return { what, outcome: 'not-checked', reason: 'not enough of the cosignatures can be checked here' }
  return { what, outcome: 'failed', reason: 'not enough witnesses of the policy cosigned it' }
}

function withChecks(about        , added                  )         {
  return { ...about, ...report([...about.checks, ...added]), cosignedBy: about.cosignedBy }
}

function report(checks                  )         {
  const verdict = verdictOf(checks)
  return { ok: verdict === 'verified', verdict, checks, cosignedBy: [] }
}

/** A single signature that cannot be checked is told, but only what the policy asks for makes the whole incomplete. */
function verdictOf(checks                  )          {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'failed'
  const asked = checks.filter(({ what }) => !what.startsWith(signaturePrefix))
  return asked.some(({ outcome }) => outcome === 'not-checked') ? 'incomplete' : 'verified'
}

return { createVerifier }
})()
const module19 = (() => {
/** Names of what a pack holds. Folders are those of the zip, with forward slashes. */
const packPaths = {
  manifest: 'manifest.json',
  items: 'items.ndjson',
  records: 'records.ndjson',
  verifier: 'verify.mjs',
  page: 'index.html',
  checkpoint: (epoch        ) => `logs/${epoch}/checkpoint`,
  policy: (epoch        ) => `logs/${epoch}/policy`,
}

const packLimits = {
  unpackedMaxBytes: 4 * 1024 * 1024 * 1024,
}

/** A file that the manifest answers for. */

/** A log whose entries are in the pack, and which of them. */

/** Something that a reader might look for and does not find, by name. */

/** One line of items.ndjson. */

/** Why a text is no manifest or item; the message says where. */
class PackError extends Error {}

/** @throws PackError */
function parseManifest(text        )               {
  const value = parseObject(text, 'manifest.json')
  if (value.format !== 1) throw new PackError('manifest.json: this verifier reads format 1')
  for (const name of ['tenantId', 'region', 'from', 'to', 'madeAt', 'madeBy'])
    if (typeof value[name] !== 'string') throw new PackError(`manifest.json: ${name} is no text`)
  for (const name of ['logs', 'files', 'missing', 'controls'])
    if (!Array.isArray(value[name])) throw new PackError(`manifest.json: ${name} is no list`)
  if (!isCount(value.items)) throw new PackError('manifest.json: items is no count')
  const manifest = value
  for (const log of manifest.logs) checkLog(log)
  for (const file of manifest.files) checkFile(file)
  return manifest
}

function checkLog(log         )       {
  const isRange = isCount(log?.from) && isCount(log.to) && log.from <= log.to
  if (!isRange || !isCount(log.epoch) || typeof log.origin !== 'string' || typeof log.complete !== 'boolean')
    throw new PackError('manifest.json: one of logs is not of its shape')
}

function checkFile(file          )       {
  if (!isPlainPath(file?.path)) throw new PackError('manifest.json: one of files has no plain path')
  if (!isCount(file.bytes) || !/^[0-9a-f]{64}$/.test(file.sha256))
    throw new PackError(`manifest.json: ${file.path} has no size or no SHA-256`)
}

/** Below the pack's folder, whatever a file system makes of it. */
function isPlainPath(path         )                 {
  if (typeof path !== 'string' || path.length > 400) return false
  return /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/.test(path) && !path.split('/').includes('..')
}

/** @throws PackError */
function parseItem(line        , number        )           {
  const where = `items.ndjson, line ${number}`
  const value = parseObject(line, where)
  const isText = (name        ) => typeof value[name] === 'string'
  const isTextOrNull = (name        ) => value[name] === null || isText(name)
  const isProof = Array.isArray(value.proof) && value.proof.every((hash) => typeof hash === 'string')
  if (!isCount(value.epoch) || !isCount(value.index) || !isText('envelope') || !isProof)
    throw new PackError(`${where}: it is not of its shape`)
  if (!isTextOrNull('document') || !isTextOrNull('salt'))
    throw new PackError(`${where}: document and salt are texts or null`)
  return value
}

function parseObject(text        , where        )                          {
  let value
  try {
    value = JSON.parse(text)
  } catch {
    throw new PackError(`${where}: it is no JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PackError(`${where}: it is no object`)
  return value
}

function isCount(value         )                  {
  return Number.isSafeInteger(value) && (value          ) >= 0
}

return { packPaths, packLimits, PackError, parseManifest, parseItem }
})()
const module2 = (() => {
const { canonical } = module3
const { decodeBase64 } = module4
const { concatBytes, hexOf, textOf, utf8 } = module6
const { createVerifier,               } = module7
const {              webSha256 } = module18
const {
  PackError,

  packPaths,
  parseItem,
  parseManifest,
} = module19

/** Where a pack is read from: an unzipped folder, or a zip in memory. */

const defectsMax = 1000

/** Checks everything that a pack claims; no network, no clock. Never throws for what is in the pack. */
async function verifyPack(reader            , options              = {})                      {
  const found           = { defects: [], notChecked: [], cosignedBy: new Set() }
  const keysFrom = options.policy === undefined ? 'pack' : 'given'
  try {
    const manifest = await readManifest(reader)
    const counts = await verifyContents(reader, manifest, options, found)
    return {
      ok: found.defects.length === 0,
      ...found,
      cosignedBy: [...found.cosignedBy],
      missing: manifest.missing,
      ...counts,
      manifest,
      keysFrom,
    }
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    found.defects.push({ where: packPaths.manifest, what: error.message })
    return { ok: false, ...found, cosignedBy: [], missing: [], items: 0, documents: 0, keysFrom }
  }
}

async function readManifest(reader            )                        {
  const bytes = await reader.read(packPaths.manifest)
  if (bytes === undefined) throw new PackError('there is no manifest.json: this is no evidence pack')
  return parseManifest(decoded(bytes, packPaths.manifest))
}

async function verifyContents(
  reader            ,
  manifest              ,
  options             ,
  found          ,
)                                                                  {
  const { sha256 = webSha256 } = options
  await verifyFiles(reader, manifest, sha256, found)
  const proofs = new Map                   ()
  for (const log of manifest.logs) {
    const opened = await openLogProofs(reader, log, options, found)
    if (opened !== undefined) proofs.set(log.epoch, opened)
  }
  const bytes = await reader.read(packPaths.items)
  const lines = bytes === undefined ? [] : decoded(bytes, packPaths.items).split('\n')
  const seen = new Map                     ()
  let [items, documents] = [0, 0]
  for (const [at, line] of lines.entries()) {
    if (line === '' && at === lines.length - 1) break
    items += 1
    const item = readItem(line, at + 1, found)
    if (item === undefined) continue
    note(seen, item)
    if (await verifyItem(item, manifest, proofs.get(item.epoch), sha256, found)) documents += 1
  }
  if (items !== manifest.items)
    defect(found, packPaths.items, `it holds ${items} items, and the manifest says ${manifest.items}`)
  for (const log of manifest.logs) verifyRange(log, seen.get(log.epoch) ?? new Set(), found)
  return { items, documents }
}

/** Every file is there as the manifest says, and none that it does not name. */
async function verifyFiles(
  reader            ,
  manifest              ,
  sha256        ,
  found          ,
)                {
  const named = new Set        ([packPaths.manifest])
  for (const { path, sha256: expected } of manifest.files) {
    named.add(path)
    const bytes = await reader.read(path)
    if (bytes === undefined) defect(found, path, 'it is not there')
    else if (hexOf(await sha256(bytes)) !== expected)
      defect(found, path, 'it is not the file that was packed')
  }
  for (const path of await reader.paths())
    if (!named.has(path)) defect(found, path, 'the manifest does not name it')
}

async function openLogProofs(
  reader            ,
  log         ,
  { policy, sha256 = webSha256 }             ,
  found          ,
)                                 {
  const path = packPaths.checkpoint(log.epoch)
  const own = await reader.read(packPaths.policy(log.epoch))
  const checkpoint = await reader.read(path)
  const text = policy ?? (own === undefined ? undefined : decoded(own, packPaths.policy(log.epoch)))
  if (checkpoint === undefined || text === undefined) {
    defect(found, path, 'the log has no checkpoint or no policy here')
    return undefined
  }
  try {
    const verifier = await createVerifier(text, sha256)
    const note = decoded(checkpoint, path)
    const report = await verifier.verifyCheckpoint(note)
    for (const { what, outcome, reason } of report.checks) {
      if (outcome === 'failed') defect(found, path, `${what}: ${reason ?? 'it fails'}`)
      if (outcome === 'not-checked') found.notChecked.push({ where: path, what: `${what}: ${reason ?? ''}` })
    }
    for (const { name } of report.cosignedBy) found.cosignedBy.add(name)
    if (report.head !== undefined && report.head.origin !== log.origin)
      defect(found, path, `it is of the log ${report.head.origin}, and the manifest says ${log.origin}`)
    return { log, checkpoint: note, verifier }
  } catch (error) {
    defect(found, packPaths.policy(log.epoch), (error         ).message)
    return undefined
  }
}

function readItem(line        , number        , found          )                       {
  try {
    return parseItem(line, number)
  } catch (error) {
    defect(found, packPaths.items, (error         ).message)
    return undefined
  }
}

/** True when the item's document is there and is what was logged. */
async function verifyItem(
  item          ,
  manifest              ,
  proofs                       ,
  sha256        ,
  found          ,
)                   {
  const where = `entry ${item.epoch}/${item.index}`
  if (proofs === undefined) {
    defect(found, where, 'the manifest names no log of this epoch')
    return false
  }
  const report = await proofs.verifier.verifyProof({
    proof: proofText(item, proofs.checkpoint),
    entry: utf8(item.envelope),
  })
  const inclusion = report.checks.filter(({ what }) => what.startsWith('entry ') || what === 'format')
  for (const { outcome, what, reason } of inclusion)
    if (outcome !== 'passed') defect(found, where, `${what}: ${reason ?? 'not shown'}`)
  return verifyDocument(item, manifest, where, sha256, found)
}

/** c2sp.org/tlog-proof: the item's own file, put together from what items share. */
function proofText({ index, proof }          , checkpoint        )         {
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${proof.map((hash) => `${hash}\n`).join('')}\n${checkpoint}`
}

async function verifyDocument(
  { envelope, document, salt }          ,
  manifest              ,
  where        ,
  sha256        ,
  found          ,
)                   {
  let parsed
  try {
    parsed = JSON.parse(envelope) ?? {}
  } catch {
    defect(found, where, 'its envelope is no JSON')
    return false
  }
  if (parsed.tenantId !== manifest.tenantId || parsed.region !== manifest.region)
    defect(found, where, 'it is of another tenant or region than the pack')
  if (document === null || salt === null) {
    if (document !== salt)
      defect(found, where, 'it has a document without a salt, or a salt without a document')
    return false
  }
  const hash = hexOf(await sha256(concatBytes([saltBytes(salt), utf8(document)])))
  if (hash !== parsed.payload?.sha256) {
    defect(found, where, 'its document is not the one that was logged')
    return false
  }
  if (parsed.kind === 'explanation') await verifyExplanation(document, where, sha256, found)
  return true
}

function saltBytes(salt        )             {
  try {
    return decodeBase64(salt, 'the salt')
  } catch {
    return new Uint8Array()
  }
}

/** An explanation's own hash, which the console and the API show, is over its canonical form. */
async function verifyExplanation(
  document        ,
  where        ,
  sha256        ,
  found          ,
)                {
  const { explanation, explanationHash } = JSON.parse(document)
  if (explanation === null || explanation === undefined) return
  if (hexOf(await sha256(utf8(canonical(explanation)))) !== explanationHash)
    defect(found, where, 'its explanation has another hash than the one it was shown with')
}

function note(seen                          , { epoch, index }          )       {
  const indexes = seen.get(epoch) ?? new Set()
  indexes.add(index)
  seen.set(epoch, indexes)
}

function verifyRange(
  { epoch, from, to, complete }         ,
  seen                     ,
  found          ,
)       {
  if (!complete) {
    found.notChecked.push({
      where: `log ${epoch}`,
      what: 'entries were chosen for this pack: that none was left out cannot be checked',
    })
    return
  }
  for (let index = from; index <= to; index++)
    if (!seen.has(index))
      defect(found, `entry ${epoch}/${index}`, 'it was left out of a pack that says it is complete')
}

function defect({ defects }          , where        , what        )       {
  if (defects.length < defectsMax) defects.push({ where, what })
}

function decoded(bytes            , path        )         {
  try {
    return textOf(bytes, path)
  } catch (error) {
    throw new PackError((error         ).message)
  }
}

return { verifyPack, proofText }
})()
const module0 = (() => {



const { packReportText } = module1
const {                                    verifyPack } = module2

/** The folder of an unzipped pack. */
function folderReader(folder        )             {
  return {
    read: (path) => {
      try {
        return readFileSync(join(folder, path))
      } catch {
        return undefined
      }
    },
    paths: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  }
}

function nodeSha256(bytes            )             {
  return createHash('sha256').update(bytes).digest()
}

const usage = `Checks the evidence pack in this folder. No network, nothing to install.

node verify.mjs [--policy FILE] [--json]

--policy FILE   keys you trust, as a C2SP policy file; without it the keys in the pack are taken
Exit code: 0 everything holds, 1 something does not, 2 the command was wrong.
`

/** `arguments` as after `node verify.mjs`; resolves to what to print and the exit code. */
async function runVerifier(
  folder        ,
  words                   ,
)                                                                {
  let options              = { sha256: nodeSha256 }
  let asJson = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    const policyPath = words[at + 1]
    if (word === '--json') asJson = true
    else if (word === '--policy' && policyPath !== undefined) {
      options = { ...options, policy: readFileSync(policyPath, 'utf8') }
      at += 1
    } else return { text: usage, exitCode: word === '--help' ? 0 : 2 }
  }
  const report = await verifyPack(folderReader(folder), options)
  const text = asJson ? `${JSON.stringify(report, null, 2)}\n` : packReportText(report)
  return { text, exitCode: report.ok ? 0 : 1 }
}

return { folderReader, nodeSha256, runVerifier }
})()
const { runVerifier } = module0

import process from 'node:process'
import { fileURLToPath } from 'node:url'
const { text, exitCode } = await runVerifier(fileURLToPath(new URL('.', import.meta.url)), process.argv.slice(2))
process.stdout.write(text)
process.exitCode = exitCode
