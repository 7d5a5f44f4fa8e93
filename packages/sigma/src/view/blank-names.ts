import type { Json, JsonObject } from '@countersign/ocsf/record'

/**
 * Defender writes `Threat Name`, shippers make `Threat_Name` or `ThreatName` of it, and so do rules. Finds a member
 * whatever stands between its words.
 */
export function blankMember(data: JsonObject, name: string): Json | undefined {
  const bare = name.replace(/[ _]/g, '')
  for (const key in data) if (key.replace(/[ _]/g, '') === bare) return data[key]
  return undefined
}

/** `SourceName` as `Source Name` and `Source_Name`; nothing for a name of one word. */
export function blankSpellings(name: string): readonly string[] {
  const words = name.replaceAll('_', ' ').replace(/([a-z])([A-Z])/g, '$1 $2')
  return words === name ? [] : [words, words.replaceAll(' ', '_')].filter((spelling) => spelling !== name)
}
