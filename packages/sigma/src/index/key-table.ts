import type { JsonObject } from '@countersign/ocsf/record'
import type { FieldReader } from '../view/source-view.ts'

/** With fewer fields than this, reading them all is quicker than asking which are there. */
const tableMinFields = 12

/** Which of a list of fields a record can have, told from its top-level names: most records have few of many fields. */
export class KeyTable {
  private readonly byKey: ReadonlyMap<string, readonly number[]>
  /** Positions of fields whose readers do not say where they look. */
  private readonly anywhere: readonly number[]
  private readonly seen: Uint32Array
  private turn = 0

  private constructor(readers: readonly FieldReader[]) {
    const byKey = new Map<string, number[]>()
    const anywhere: number[] = []
    for (const [at, { roots }] of readers.entries()) {
      if (roots === undefined) anywhere.push(at)
      for (const root of new Set(roots)) {
        const known = byKey.get(root)
        if (known === undefined) byKey.set(root, [at])
        else known.push(at)
      }
    }
    this.byKey = byKey
    this.anywhere = anywhere
    this.seen = new Uint32Array(readers.length)
  }

  /** undefined where it would not pay. */
  static of(readers: readonly FieldReader[]): KeyTable | undefined {
    return readers.length < tableMinFields ? undefined : new KeyTable(readers)
  }

  /** Calls `visit` once with the position of each field the record may have. */
  each(fields: JsonObject, visit: (position: number) => void): void {
    for (let at = 0; at < this.anywhere.length; at++) visit(this.anywhere[at]!)
    if (++this.turn > 0xffff_fff0) {
      this.seen.fill(0)
      this.turn = 1
    }
    for (const key in fields) {
      const positions = this.byKey.get(key)
      if (positions === undefined) continue
      for (let at = 0; at < positions.length; at++) this.once(positions[at]!, visit)
    }
  }

  private once(position: number, visit: (position: number) => void): void {
    if (this.seen[position] === this.turn) return
    this.seen[position] = this.turn
    visit(position)
  }
}
