import { readFileSync } from 'node:fs'
import type { OscalVersion } from '../document/document.ts'

/** NIST's complete JSON schema of a version, without its titles and descriptions. */
export function shippedSchema(version: OscalVersion): object {
  const file = new URL(`../../schemas/oscal-${version}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as object
}
