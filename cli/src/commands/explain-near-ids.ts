const kept = 5
/** Fewer characters in common say nothing. */
const commonMin = 4

/** The ids most like one that was not found, in bounded memory: a mistyped one shares its beginning or its end. */
export class NearIds {
  readonly #wanted: string
  #best: { readonly id: string; readonly common: number }[] = []

  constructor(wanted: string) {
    this.#wanted = wanted.toLowerCase()
  }

  see(id: string): void {
    const common = commonEnds(this.#wanted, id.toLowerCase())
    const last = this.#best.at(-1)
    if (common < commonMin || (this.#best.length >= kept && common <= (last?.common ?? 0))) return
    if (this.#best.some((one) => one.id === id)) return
    this.#best = [...this.#best, { id, common }].sort((a, b) => b.common - a.common).slice(0, kept)
  }

  get list(): readonly string[] {
    return this.#best.map(({ id }) => id)
  }
}

function commonEnds(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return start + end
}
