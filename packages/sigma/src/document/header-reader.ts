import { createHash } from 'node:crypto'
import { type RuleHeader, type SigmaLevel, sigmaLevels } from '../match.ts'
import type { SigmaOrigin } from './document.ts'
import { optionalText, textList, type YamlMap } from './rule-error.ts'

/** `text` is the YAML of this document: its SHA-256 is the version of the rule. */
export function readHeader(map: YamlMap, text: string, origin: SigmaOrigin): RuleHeader {
  const title = optionalText(map.title) ?? origin.path
  return {
    id: optionalText(map.id) ?? derivedId(origin, optionalText(map.name) ?? title),
    title,
    level: readLevel(map.level),
    status: optionalText(map.status),
    description: optionalText(map.description),
    author: optionalText(map.author),
    license: optionalText(map.license) ?? origin.license,
    references: textList(map.references),
    tags: textList(map.tags),
    falsePositives: textList(map.falsepositives),
    origin: { pack: origin.pack, path: origin.path },
    contentHash: createHash('sha256').update(text).digest('hex'),
  }
}

/** `level` is optional in Sigma; a rule that states none is `medium`. */
function readLevel(value: unknown): SigmaLevel {
  return sigmaLevels.find((level) => level === value) ?? 'medium'
}

/** `id` is optional too: one that stays when the rule's content changes, so that filters keep pointing at it. */
function derivedId(origin: SigmaOrigin, name: string): string {
  const hash = createHash('sha256').update(`${origin.pack}\0${origin.path}\0${name}`).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
