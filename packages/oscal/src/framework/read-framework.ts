import {
  childOf,
  countOf,
  DataFault,
  flagOf,
  listOf,
  mapOf,
  oneOf,
  optionalTextOf,
  readYamlFile,
  textOf,
  type YamlMap,
  type YamlNode,
} from '../yaml/yaml-shape.ts'
import { countedControls, type Framework, type FrameworkControl } from './framework.ts'

/**
 * A framework from the text of its file. `count` in the file is checked against what it lists, so that a row that is lost
 * or added by accident is told.
 * @throws DataFault naming the place in the file
 */
export function readFramework(text: string, name: string): Framework {
  const node = readYamlFile(text, name)
  const map = mapOf(node, ['id', 'title', 'issuer', 'source', 'counting', 'count', 'groups'])
  const child = (key: string): YamlNode => childOf(node, map, key)
  const groups = listOf(child('groups')).map(readGroup)
  const framework: Framework = {
    id: textOf(child('id')),
    title: textOf(child('title')),
    issuer: textOf(child('issuer')),
    source: readSource(child('source')),
    counting: textOf(child('counting')),
    groups: groups.map(({ group }) => group),
    controls: groups.flatMap(({ controls }) => controls),
    baselines: [],
  }
  checkCount(framework, countOf(child('count')), name)
  return framework
}

function checkCount(framework: Framework, stated: number, name: string): void {
  const counted = countedControls(framework).length
  if (counted !== stated) throw new DataFault(name, `lists ${counted} counted controls and states ${stated}`)
  const seen = new Set<string>()
  for (const { id } of framework.controls) {
    if (seen.has(id)) throw new DataFault(name, `lists ${id} twice`)
    seen.add(id)
  }
}

function readSource(node: YamlNode): Framework['source'] {
  const map = mapOf(node, ['title', 'url', 'release', 'licence'])
  const text = (key: string): string => textOf(childOf(node, map, key))
  return { title: text('title'), url: text('url'), release: text('release'), licence: text('licence') }
}

type ReadGroup = {
  readonly group: Framework['groups'][number]
  readonly controls: readonly FrameworkControl[]
}

/** How ids of a group are written out: `3.2.3.c` is `3.2.3(c)` in an annex, `21.2.b` is `Art. 21(2)(b)` in an act. */
const labelStyles = ['plain', 'articles', 'annex-points'] as const
type LabelStyle = (typeof labelStyles)[number]

function readGroup(node: YamlNode): ReadGroup {
  const map = mapOf(node, ['id', 'title', 'labels', 'reference', 'controls'])
  const id = textOf(childOf(node, map, 'id'))
  const context: GroupContext = {
    group: id,
    style: map.labels === undefined ? 'plain' : oneOf(childOf(node, map, 'labels'), labelStyles),
    reference: optionalTextOf(childOf(node, map, 'reference')),
  }
  const controls = listOf(childOf(node, map, 'controls')).flatMap((child) => readControl(child, context))
  return { group: { id, title: textOf(childOf(node, map, 'title')) }, controls }
}

type GroupContext = {
  readonly group: string
  readonly style: LabelStyle
  readonly reference: string | undefined
  readonly parentId?: string
}

/** A control and what is listed under it. The short form is one pair: `a.5.1: Policies for information security`. */
function readControl(node: YamlNode, context: GroupContext): readonly FrameworkControl[] {
  const pair = shortForm(node)
  if (pair !== undefined) return [controlOf(pair.id, pair.title, {}, node, context)]
  const map = mapOf(node, ['id', 'title', 'label', 'reference', 'heading', 'parts'])
  const id = textOf(childOf(node, map, 'id'))
  const own = controlOf(id, textOf(childOf(node, map, 'title')), map, node, context)
  const under: GroupContext = { ...context, parentId: id }
  return [own, ...listOf(childOf(node, map, 'parts')).flatMap((part) => readControl(part, under))]
}

function shortForm({ value }: YamlNode): { readonly id: string; readonly title: string } | undefined {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const [only] = entries
  if (entries.length !== 1 || only === undefined || typeof only[1] !== 'string') return undefined
  return { id: only[0], title: only[1].trim() }
}

function controlOf(
  id: string,
  title: string,
  map: YamlMap,
  node: YamlNode,
  { group, style, reference, parentId }: GroupContext,
): FrameworkControl {
  const label = optionalTextOf(childOf(node, map, 'label')) ?? labelOf(id, style)
  const place = reference === undefined ? label : `${reference} ${label}`
  return {
    id,
    label,
    title,
    reference: optionalTextOf(childOf(node, map, 'reference')) ?? place,
    group,
    ...(parentId === undefined ? {} : { parentId }),
    isHeading: flagOf(childOf(node, map, 'heading')),
  }
}

function labelOf(id: string, style: LabelStyle): string {
  const parts = id.split('.')
  if (style === 'articles')
    return `Art. ${parts[0]}${parts
      .slice(1)
      .map((part) => `(${part})`)
      .join('')}`
  if (style === 'annex-points') {
    const points = parts.filter((part) => /^\d+$/.test(part))
    return (
      points.join('.') +
      parts
        .filter((part) => !/^\d+$/.test(part))
        .map((part) => `(${part})`)
        .join('')
    )
  }
  return id.toUpperCase()
}
