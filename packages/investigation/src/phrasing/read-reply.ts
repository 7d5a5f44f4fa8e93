/** A sentence as a model proposes it, before anything of it is believed. */
export type ProposedSentence = { readonly text: string; readonly claims: readonly string[] }

export type Reply =
  | { readonly kind: 'sentences'; readonly sentences: readonly ProposedSentence[] }
  | { readonly kind: 'unreadable'; readonly reason: string }

const sentencesMax = 100
const citesMax = 20

/** Reads the body of a chat completion. Whatever has another shape is unreadable as a whole. */
export function readReply(body: string): Reply {
  const completion = parsed(body)
  const content = at(at(at(at(completion, 'choices'), 0), 'message'), 'content')
  if (typeof content !== 'string') return unreadable('the answer is no chat completion')
  const proposed = at(parsed(withoutFence(content)), 'sentences')
  if (!Array.isArray(proposed)) return unreadable('the answer holds no list of sentences')
  if (proposed.length > sentencesMax)
    return unreadable(`the answer holds more than ${sentencesMax} sentences`)
  return {
    kind: 'sentences',
    sentences: proposed.map((one) => ({ text: textOf(at(one, 'text')), claims: idsOf(at(one, 'claims')) })),
  }
}

const unreadable = (reason: string): Reply => ({ kind: 'unreadable', reason })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Models like to wrap JSON in a fence of markdown. */
function withoutFence(content: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(content)?.[1] ?? content
}

function at(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Readonly<Record<string | number, unknown>>)[key]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function idsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, citesMax).map((id) => textOf(id))
}
