import {
  childOf,
  countOf,
  DataFault,
  listOf,
  mapOf,
  oneOf,
  readYamlFile,
  textOf,
  textsOf,
  type YamlNode,
} from '../yaml/yaml-shape.ts'
import type { EvidenceKind, EvidenceSupport } from './evidence-kind.ts'

/**
 * The evidence kinds of one file: a list.
 * @throws DataFault naming the place in the file
 */
export function readEvidenceKinds(text: string, name: string): readonly EvidenceKind[] {
  return listOf(readYamlFile(text, name)).map(readKind)
}

function readKind(node: YamlNode): EvidenceKind {
  const keys = ['kind', 'title', 'recorded', 'liveWhen', 'cadenceSeconds', 'scope', 'method', 'supports']
  const map = mapOf(node, [...keys, 'expiresAfterSeconds'])
  const child = (key: string): YamlNode => childOf(node, map, key)
  const cadenceSeconds = countOf(child('cadenceSeconds'))
  return {
    id: textOf(child('kind')),
    title: textOf(child('title')),
    recorded: textOf(child('recorded')),
    liveWhen: textOf(child('liveWhen')),
    cadenceSeconds,
    expiresAfterSeconds: expiryOf(child('expiresAfterSeconds'), cadenceSeconds),
    scope: oneOf(child('scope'), ['tenant', 'each-subject']),
    method: oneOf(child('method'), ['TEST', 'EXAMINE']),
    supports: listOf(child('supports')).map(readSupport),
  }
}

/**
 * Half a cadence of grace by default: one late check is no drift, and a control whose source stopped still leaves "live" within
 * twice the cadence with half a cadence left for whoever looks.
 */
function expiryOf(node: YamlNode, cadenceSeconds: number): number {
  if (node.value === undefined) return Math.floor(1.5 * cadenceSeconds)
  const seconds = countOf(node)
  if (seconds > 2 * cadenceSeconds) throw new DataFault(node.where, 'is more than twice the cadence')
  return seconds
}

function readSupport(node: YamlNode): EvidenceSupport {
  const map = mapOf(node, ['framework', 'controls', 'because', 'weight'])
  return {
    frameworkId: textOf(childOf(node, map, 'framework')),
    controlIds: textsOf(childOf(node, map, 'controls')),
    because: textOf(childOf(node, map, 'because')),
    weight: map.weight === undefined ? 'shows' : oneOf(childOf(node, map, 'weight'), ['shows', 'adds']),
  }
}
