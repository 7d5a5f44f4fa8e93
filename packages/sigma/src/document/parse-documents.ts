import { readCorrelation } from './correlation-reader.ts'
import type { Detection } from './detection.ts'
import { readDetection } from './detection-reader.ts'
import type { SigmaDocument, SigmaOrigin } from './document.ts'
import { readHeader } from './header-reader.ts'
import { leftOut } from './left-out.ts'
import { anyLogSource, type RuleLogSource } from './log-source.ts'
import { asMap, isMap, optionalText, textList, UnsupportedConstruct, type YamlMap } from './rule-error.ts'
import { readYaml } from './yaml-text.ts'

/**
 * Every Sigma document of one YAML text. A document that cannot be used comes back as `unsupported`, naming the
 * construct; nothing is skipped and nothing is thrown. Rule text is hostile: see the limits in yaml-text.ts.
 *
 * @example parseSigmaDocuments(yaml, { pack: 'sigmahq', path: 'rules/windows/x.yml' })
 */
export function parseSigmaDocuments(text: string, origin: SigmaOrigin): readonly SigmaDocument[] {
  const documents: SigmaDocument[] = []
  let shared: { map: YamlMap; text: string } = { map: {}, text: '' }
  let previous: YamlMap = {}
  for (const yaml of readYaml(text)) {
    if (yaml.kind === 'broken') documents.push(unsupported({}, origin, yaml.reason))
    else if (yaml.value === null || yaml.value === undefined) continue
    else if (!isMap(yaml.value)) documents.push(unsupported({}, origin, 'a document that is not a map'))
    else if (yaml.value.action === 'global')
      shared = { map: merge(shared.map, without(yaml.value)), text: shared.text + yaml.text }
    else if (yaml.value.action === 'reset') shared = { map: {}, text: '' }
    else {
      const base = yaml.value.action === 'repeat' ? previous : shared.map
      previous = merge(base, without(yaml.value))
      documents.push(readDocument(previous, shared.text + yaml.text, origin))
    }
  }
  return documents
}

function without(map: YamlMap): YamlMap {
  const { action: _action, ...rest } = map
  return rest
}

/** Source: Sigma rule collections, `action: global` and `action: repeat`: maps are merged, everything else is replaced. */
function merge(base: YamlMap, over: YamlMap): YamlMap {
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const old = merged[key]
    merged[key] = isMap(old) && isMap(value) ? merge(old, value) : value
  }
  return merged
}

function readDocument(map: YamlMap, text: string, origin: SigmaOrigin): SigmaDocument {
  try {
    return readKind(map, text, origin)
  } catch (error) {
    if (error instanceof UnsupportedConstruct) return unsupported(map, origin, error.message)
    throw error
  }
}

function readKind(map: YamlMap, text: string, origin: SigmaOrigin): SigmaDocument {
  const header = readHeader(map, text, origin)
  const name = optionalText(map.name)
  if (map.correlation !== undefined) {
    const part = asMap(map.correlation, 'correlation')
    // The specification puts it beside `correlation`, many rules inside.
    const generate = map.generate === true || part.generate === true
    return { kind: 'correlation', header, name, correlation: readCorrelation(part), generate }
  }
  const logSource = readLogSource(map.logsource)
  if (map.filter !== undefined) {
    const filter = asMap(map.filter, 'filter')
    return {
      kind: 'filter',
      header,
      name,
      logSource,
      rules: readFilterRules(filter.rules),
      detection: readFilterDetection(filter),
    }
  }
  if (map.detection === undefined) throw new UnsupportedConstruct('neither detection, correlation nor filter')
  if (map.logsource === undefined) throw new UnsupportedConstruct('a rule without a log source')
  return {
    kind: 'rule',
    header,
    name,
    logSource,
    detection: readDetection(asMap(map.detection, 'detection')),
  }
}

function readFilterDetection(filter: YamlMap): Detection {
  const detection = readDetection(filter, ['rules'])
  return { ...detection, conditions: detection.conditions.map(leftOut) }
}

function readFilterRules(value: unknown): readonly string[] | 'any' {
  if (value === 'any' || value === undefined) return 'any'
  const rules = textList(value)
  if (rules.length === 0) throw new UnsupportedConstruct('a filter that names no rules')
  return rules
}

/** Log sources are names: case is no difference. */
function readLogSource(value: unknown): RuleLogSource {
  if (value === undefined || value === null) return anyLogSource
  const map = asMap(value, 'logsource')
  const part = (key: string): string | undefined => optionalText(map[key])?.toLowerCase()
  return { product: part('product'), category: part('category'), service: part('service') }
}

function unsupported(map: YamlMap, origin: SigmaOrigin, reason: string): SigmaDocument {
  return {
    kind: 'unsupported',
    origin: { pack: origin.pack, path: origin.path },
    id: optionalText(map.id),
    title: optionalText(map.title),
    reason,
  }
}
