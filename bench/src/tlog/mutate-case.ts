/** A question to the independent verifier: see its usage. */
export type Case =
  | readonly ['proof', file: string, leafHash: string]
  | readonly ['consistency', older: string, newer: string, hashes: readonly string[]]

type Random = () => number

type Change<Kind> = { readonly what: string; readonly apply: (value: Kind, random: Random) => Kind }

type ProofCase = Extract<Case, readonly ['proof', ...unknown[]]>
type ConsistencyCase = Extract<Case, readonly ['consistency', ...unknown[]]>

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \n—'

const proofChanges: readonly Change<ProofCase>[] = [
  {
    what: 'a bit of the leaf hash',
    apply: ([kind, file, leaf], random) => [kind, file, flippedHex(leaf, random)],
  },
  { what: 'one letter', apply: ([kind, file, leaf], random) => [kind, otherLetter(file, random), leaf] },
  {
    what: 'one letter less',
    apply: ([kind, file, leaf], random) => [kind, without(file, at(file, random), 1), leaf],
  },
  {
    what: 'the end is missing',
    apply: ([kind, file, leaf], random) => [kind, file.slice(0, at(file, random)), leaf],
  },
  {
    what: 'another index',
    apply: ([kind, file, leaf], random) => [kind, otherNumber(file, /index (\d+)/, random), leaf],
  },
  {
    what: 'another size',
    apply: ([kind, file, leaf], random) => [kind, otherNumber(file, /\n(\d+)\n/, random), leaf],
  },
  {
    what: 'a hash less',
    apply: ([kind, file, leaf], random) => [
      kind,
      onHashLines(file, (lines) => lines.toSpliced(at(lines, random), 1)),
      leaf,
    ],
  },
  {
    what: 'a hash twice',
    apply: ([kind, file, leaf], random) => [kind, onHashLines(file, (lines) => twice(lines, random)), leaf],
  },
  {
    what: 'two hashes in the other order',
    apply: ([kind, file, leaf], random) => [kind, onHashLines(file, (lines) => swapped(lines, random)), leaf],
  },
  {
    what: 'a signature less',
    apply: ([kind, file, leaf], random) => [kind, withoutSignature(file, random), leaf],
  },
]

const consistencyChanges: readonly Change<ConsistencyCase>[] = [
  {
    what: 'the checkpoints in the other order',
    apply: ([kind, older, newer, hashes]) => [kind, newer, older, hashes],
  },
  {
    what: 'one letter of the older',
    apply: ([kind, older, newer, hashes], random) => [kind, otherLetter(older, random), newer, hashes],
  },
  {
    what: 'one letter of the newer',
    apply: ([kind, older, newer, hashes], random) => [kind, older, otherLetter(newer, random), hashes],
  },
  {
    what: 'a hash less',
    apply: ([kind, older, newer, hashes], random) => [
      kind,
      older,
      newer,
      hashes.toSpliced(at(hashes, random), 1),
    ],
  },
  {
    what: 'a hash twice',
    apply: ([kind, older, newer, hashes], random) => [kind, older, newer, twice(hashes, random)],
  },
  {
    what: 'two hashes in the other order',
    apply: ([kind, older, newer, hashes], random) => [kind, older, newer, swapped(hashes, random)],
  },
  {
    what: 'one letter of a hash',
    apply: ([kind, older, newer, hashes], random) => [
      kind,
      older,
      newer,
      hashes.with(at(hashes, random), otherLetter(hashes[0] as string, random)),
    ],
  },
]

/** The case with one thing changed, and what. It is never the same as before. */
export function mutated(value: Case, random: Random): { readonly value: Case; readonly changed: string } {
  for (;;) {
    const [changed, other] =
      value[0] === 'proof' ? applied(proofChanges, value, random) : applied(consistencyChanges, value, random)
    if (JSON.stringify(other) !== JSON.stringify(value)) return { value: other, changed }
  }
}

function applied<Kind>(
  changes: readonly Change<Kind>[],
  value: Kind,
  random: Random,
): readonly [string, Kind] {
  const { what, apply } = changes[at(changes, random)] as Change<Kind>
  return [what, apply(value, random)]
}

function at(list: { readonly length: number }, random: Random): number {
  return Math.floor(random() * list.length)
}

function without(text: string, start: number, count: number): string {
  return text.slice(0, start) + text.slice(start + count)
}

function otherLetter(text: string, random: Random): string {
  const place = at(text, random)
  return text.slice(0, place) + letters[at(letters, random)] + text.slice(place + 1)
}

function flippedHex(hex: string, random: Random): string {
  const place = at(hex, random)
  const digit = Number.parseInt(hex[place] as string, 16) ^ (1 << Math.floor(random() * 4))
  return hex.slice(0, place) + digit.toString(16) + hex.slice(place + 1)
}

function otherNumber(text: string, pattern: RegExp, random: Random): string {
  const near = random() < 0.5
  return text.replace(pattern, (whole, digits: string) => {
    const number = Number(digits)
    const other = near ? Math.max(0, number + (random() < 0.5 ? 1 : -1)) : Math.floor(random() * 2 * number)
    return whole.replace(digits, String(other))
  })
}

/** The lines between the index and the checkpoint. */
function onHashLines(file: string, change: (lines: readonly string[]) => readonly string[]): string {
  const [head = '', ...rest] = file.split('\n\n')
  const [first = '', index = '', ...hashes] = head.split('\n')
  return [[first, index, ...change(hashes)].join('\n'), ...rest].join('\n\n')
}

function twice(lines: readonly string[], random: Random): readonly string[] {
  const place = at(lines, random)
  return lines.toSpliced(place, 0, lines[place] as string)
}

function swapped(lines: readonly string[], random: Random): readonly string[] {
  const [one, two] = [at(lines, random), at(lines, random)]
  return lines.with(one, lines[two] as string).with(two, lines[one] as string)
}

function withoutSignature(file: string, random: Random): string {
  const lines = file.split('\n')
  const signatures = lines.flatMap((line, place) => (line.startsWith('— ') ? [place] : []))
  return lines.toSpliced(signatures[at(signatures, random)] as number, 1).join('\n')
}
