import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { caselessPathReader, firstOf, pathReader } from './path.ts'
import type { RecordLogSource } from './record-log-source.ts'
import type { FieldReader, SourceView } from './source-view.ts'
import { entryOf } from './table.ts'

export type Aliases = Readonly<Record<string, readonly (string | FieldReader)[]>>

export type AliasViewParts = {
  readonly format: SourceFormat
  readonly classify: (fields: JsonObject) => RecordLogSource
  /** Sigma field -> where else it may be, as paths or as readers that derive it. */
  readonly aliases?: Aliases
  /** Objects that may wrap the record's own fields: `properties` of an Azure diagnostic record. */
  readonly wrappers?: readonly string[]
  /** The source spells its names with varying capitals. */
  readonly caseless?: boolean
}

/** A view of plain JSON: the field's own path, then its aliases, at the top and inside each wrapper. */
export function aliasView({
  format,
  classify,
  aliases = {},
  wrappers = [],
  caseless = false,
}: AliasViewParts): SourceView {
  const read = caseless ? caselessPathReader : pathReader
  const reader = (field: string): FieldReader => {
    const places = [field, ...(entryOf(aliases, field) ?? [])]
    return firstOf(
      places.flatMap((place) =>
        typeof place === 'string'
          ? ['', ...wrappers.map((wrapper) => `${wrapper}.`)].map((prefix) => read(prefix + place))
          : [place],
      ),
    )
  }
  return { format, classify, reader }
}
