import { sameBytes } from './bytes.ts'
import { FormatError } from './format-error.ts'
import { formatVerifierKey, splitVerifierKey, type VerifierKey } from './note/verifier-key.ts'

/** Who has to have signed a checkpoint: c2sp.org/tlog-policy. */
export type Policy = {
  readonly logs: readonly { readonly key: VerifierKey; readonly url?: string }[]
  readonly witnesses: readonly Witness[]
  readonly quorum: Quorum
}

export type Witness = { readonly name: string; readonly key: VerifierKey; readonly url?: string }

export type Quorum =
  | { readonly kind: 'none' }
  | { readonly kind: 'witness'; readonly name: string }
  | {
      readonly kind: 'group'
      readonly name: string
      readonly atLeast: number
      readonly of: readonly Quorum[]
    }

export const policyLimits = { policyMaxChars: 1_000_000, policyLinesMax: 1_000 } as const

type Draft = {
  readonly logs: { key: VerifierKey; url?: string }[]
  readonly witnesses: Witness[]
  readonly names: Map<string, Quorum>
  /** Names that a group already holds: each may count in one way only. */
  readonly members: Set<string>
  readonly quorums: Quorum[]
}

/**
 * Key ids are compared by whoever verifies, since that takes a hash.
 * @throws FormatError with the line's number
 */
export function parsePolicy(text: string): Policy {
  if (text.length > policyLimits.policyMaxChars) throw new FormatError('the policy is too long')
  const lines = text.split('\n')
  if (lines.length > policyLimits.policyLinesMax) throw new FormatError('the policy has too many lines')
  const draft: Draft = { logs: [], witnesses: [], names: new Map(), members: new Set(), quorums: [] }
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

function readLine(draft: Draft, [keyword, ...words]: readonly string[]): void {
  if (keyword === 'log') readLog(draft, words)
  else if (keyword === 'witness') readWitness(draft, words)
  else if (keyword === 'group') readGroup(draft, words)
  else if (keyword === 'quorum' && words.length === 1) readQuorum(draft, words[0] as string)
  else throw new FormatError('it is none that a policy has')
}

function readQuorum(draft: Draft, name: string): void {
  draft.quorums.push(name === 'none' ? { kind: 'none' } : named(draft, name))
}

function readLog(draft: Draft, [vkey = '', url, ...rest]: readonly string[]): void {
  const key = splitVerifierKey(vkey)
  if (key.type === 'ed25519-cosignature') throw new FormatError(`${key.name} is a witness key, not a log's`)
  if (rest.length > 0) throw new FormatError('too many words')
  if (draft.logs.some((log) => sameBytes(log.key.publicKey, key.publicKey)))
    throw new FormatError(`the key of ${key.name} is there twice`)
  draft.logs.push(url === undefined ? { key } : { key, url })
}

function readWitness(draft: Draft, [name = '', vkey = '', url, ...rest]: readonly string[]): void {
  const key = splitVerifierKey(vkey)
  if (key.type === 'ed25519') throw new FormatError(`${key.name} is a log key, not a witness's`)
  if (rest.length > 0) throw new FormatError('too many words')
  if (draft.witnesses.some((witness) => sameBytes(witness.key.publicKey, key.publicKey)))
    throw new FormatError(`the key of ${name} is there twice`)
  define(draft, name, { kind: 'witness', name })
  draft.witnesses.push(url === undefined ? { name, key } : { name, key, url })
}

function readGroup(draft: Draft, [name = '', threshold = '', ...members]: readonly string[]): void {
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

function define({ names }: Draft, name: string, quorum: Quorum): void {
  if (name === '' || name === 'none' || names.has(name)) throw new FormatError(`the name ${name} is taken`)
  names.set(name, quorum)
}

function named({ names }: Draft, name: string): Quorum {
  const found = names.get(name)
  if (found === undefined) throw new FormatError(`there is no witness and no group ${name} above it`)
  return found
}

/** Whether those who cosigned (by the policy's names) are enough. */
export function isQuorum(quorum: Quorum, cosigned: ReadonlySet<string>): boolean {
  if (quorum.kind === 'none') return true
  if (quorum.kind === 'witness') return cosigned.has(quorum.name)
  return quorum.of.filter((member) => isQuorum(member, cosigned)).length >= quorum.atLeast
}

/** A policy as a file: the log's keys, and at least `atLeast` of these witnesses (0: none is asked for). */
export function formatPolicy(
  logs: readonly VerifierKey[],
  witnesses: readonly Witness[],
  atLeast: number,
): string {
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
