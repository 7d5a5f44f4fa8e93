import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import type { RecordLogSource } from './record-log-source.ts'

/** Reads one Sigma field from a record; undefined when the record does not have it. */
export type FieldReader = {
  (fields: JsonObject): Json | undefined
  /** The top-level names it looks under, when that can be said: a record without any of them does not have the field. */
  readonly roots?: readonly string[]
}

/** How rules see the records of one format: what log source they are, and where a Sigma field name is found in them. */
export type SourceView = {
  readonly format: SourceFormat
  readonly classify: (fields: JsonObject) => RecordLogSource
  /** Made once per field and log source, then called for every record. */
  readonly reader: (field: string, source: RecordLogSource) => FieldReader
}
