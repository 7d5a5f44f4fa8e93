import type { RuleBase } from '../base/rule-base.ts'
import type { RecordLogSource } from '../view/record-log-source.ts'
import type { FieldReader, SourceView } from '../view/source-view.ts'
import type { CandidateIndex } from './candidate-index.ts'
import { KeyTable } from './key-table.ts'

/** What is worked out once for all records of a log source: the rules that may fire, and where fields are found. */
export type Route = {
  readonly view: SourceView
  readonly source: RecordLogSource
  readonly index: CandidateIndex
  /** Which of the index's fields a record can have; undefined where all are read. */
  readonly table: KeyTable | undefined
  /** By slot; filled on demand. */
  readonly readers: (FieldReader | undefined)[]
  readonly makeReader: (slot: number) => FieldReader
}

export function newRoute(
  base: RuleBase,
  view: SourceView,
  source: RecordLogSource,
  index: CandidateIndex,
): Route {
  const readers: (FieldReader | undefined)[] = new Array<FieldReader | undefined>(base.fields.length).fill(
    undefined,
  )
  const makeReader = (slot: number): FieldReader => {
    const reader = view.reader(base.fields[slot]!, source)
    readers[slot] = reader
    return reader
  }
  return { view, source, index, table: KeyTable.of(index.slots.map(makeReader)), readers, makeReader }
}
