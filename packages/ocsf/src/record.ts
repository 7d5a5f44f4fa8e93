/** Parsed JSON as it came from a source: hostile until proven otherwise, never mutated. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/**
 * One record of a source: an object (a parsed JSON line, or a text line that a line parser such as Zeek TSV,
 * nginx or ALB turned into named fields), always together with the text it came from.
 */
export type SourceRecord = {
  readonly fields: JsonObject
  readonly raw: string
}
