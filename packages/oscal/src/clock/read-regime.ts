import { factNames } from '../draft/incident-facts.ts'
import {
  childOf,
  countOf,
  DataFault,
  listOf,
  mapOf,
  oneOf,
  optionalTextOf,
  readYamlFile,
  textOf,
  textsOf,
  type YamlMap,
  type YamlNode,
} from '../yaml/yaml-shape.ts'
import type { CalendarRule, Cap, Due, PeriodLength, Regime, RequiredField, Stage } from './regime.ts'

/**
 * A notification regime from the text of its file.
 * @throws DataFault naming the place in the file
 */
export function readRegime(text: string, name: string): Regime {
  const node = readYamlFile(text, name)
  const map = mapOf(node, ['id', 'title', 'appliesTo', 'law', 'awareness', 'calendar', 'fieldSets', 'stages'])
  const child = (key: string): YamlNode => childOf(node, map, key)
  const law = child('law')
  const lawMap = mapOf(law, ['title', 'url'])
  const sets = fieldSetsOf(child('fieldSets'))
  const stages = listOf(child('stages')).map((stage) => readStage(stage, sets))
  checkStarts(stages, name)
  return {
    id: textOf(child('id')),
    title: textOf(child('title')),
    appliesTo: textOf(child('appliesTo')),
    law: { title: textOf(childOf(law, lawMap, 'title')), url: textOf(childOf(law, lawMap, 'url')) },
    awareness: textOf(child('awareness')),
    ...(map.calendar === undefined ? {} : { calendar: readCalendar(child('calendar')) }),
    stages,
  }
}

/** A clock that starts when a stage is submitted which does not exist would never run. */
function checkStarts(stages: readonly Stage[], name: string): void {
  const starts = new Set(['aware', ...momentNames, ...stages.map(({ id }) => `submitted:${id}`)])
  for (const { id, due } of stages) {
    const others = due.kind === 'period' ? [due.orIfLater, due.cap?.after] : []
    const strange = [due.after, ...others].find((start) => start !== undefined && !starts.has(start))
    if (strange !== undefined)
      throw new DataFault(name, `stage ${id} starts at ${strange}, which is no event`)
  }
}

/** Moments besides awareness and submissions that a clock may start from. */
export const momentNames = ['classified', 'handled', 'fix-available', 'requested', 'recovered'] as const

function readCalendar(node: YamlNode): CalendarRule {
  const map = mapOf(node, ['rule', 'article', 'withdrawn'])
  return {
    rule: oneOf(childOf(node, map, 'rule'), ['noon-of-next-working-day']),
    article: textOf(childOf(node, map, 'article')),
    withdrawn: listOf(childOf(node, map, 'withdrawn')).map((item) => {
      const entry = mapOf(item, ['stages', 'traits', 'article'])
      return {
        stages: textsOf(childOf(item, entry, 'stages')),
        traits: textsOf(childOf(item, entry, 'traits')),
        article: textOf(childOf(item, entry, 'article')),
      }
    }),
  }
}

type FieldSets = ReadonlyMap<string, readonly RequiredField[]>

/** Fields that several stages share, by name: `general: [ … ]`. */
function fieldSetsOf(node: YamlNode): FieldSets {
  if (node.value === undefined) return new Map()
  const map = mapOf(node, Object.keys(node.value ?? {}))
  return new Map(
    Object.keys(map).map((name) => [name, listOf(childOf(node, map, name)).map(readField)] as const),
  )
}

function readStage(node: YamlNode, sets: FieldSets): Stage {
  const map = mapOf(node, ['id', 'title', 'article', 'when', 'unless', 'due', 'include', 'fields'])
  const child = (key: string): YamlNode => childOf(node, map, key)
  return {
    id: textOf(child('id')),
    title: textOf(child('title')),
    article: textOf(child('article')),
    whenTraits: textsOf(child('when')),
    unlessTraits: textsOf(child('unless')),
    due: readDue(child('due')),
    fields: [
      ...listOf(child('include')).flatMap((name) => includedSet(name, sets)),
      ...listOf(child('fields')).map(readField),
    ],
  }
}

function includedSet(name: YamlNode, sets: FieldSets): readonly RequiredField[] {
  const set = sets.get(textOf(name))
  if (set === undefined) throw new DataFault(name.where, `names no set of fields: ${textOf(name)}`)
  return set
}

function readDue(node: YamlNode): Due {
  const map = mapOf(node, ['after', 'orIfLater', 'hours', 'days', 'months', 'cap', 'words'])
  const after = textOf(childOf(node, map, 'after'))
  if (map.words !== undefined) return { kind: 'no-number', after, words: textOf(childOf(node, map, 'words')) }
  const orIfLater = optionalTextOf(childOf(node, map, 'orIfLater'))
  return {
    kind: 'period',
    after,
    ...(orIfLater === undefined ? {} : { orIfLater }),
    length: readLength(node, map),
    ...(map.cap === undefined ? {} : { cap: readCap(childOf(node, map, 'cap')) }),
  }
}

function readCap(node: YamlNode): Cap {
  const map = mapOf(node, ['after', 'hours', 'days', 'months', 'article', 'waivedArticle'])
  return {
    after: textOf(childOf(node, map, 'after')),
    length: readLength(node, map),
    article: textOf(childOf(node, map, 'article')),
    waivedArticle: textOf(childOf(node, map, 'waivedArticle')),
  }
}

function readLength(node: YamlNode, map: YamlMap): PeriodLength {
  const units = (['hours', 'days', 'months'] as const).filter((unit) => map[unit] !== undefined)
  const [unit] = units
  if (unit === undefined || units.length > 1)
    throw new DataFault(node.where, 'needs exactly one of hours, days, months')
  return { unit, count: countOf(childOf(node, map, unit)) }
}

function readField(node: YamlNode): RequiredField {
  const map = mapOf(node, ['id', 'article', 'title', 'facts', 'condition', 'whenMissing'])
  const child = (key: string): YamlNode => childOf(node, map, key)
  const condition = optionalTextOf(child('condition'))
  return {
    id: textOf(child('id')),
    article: textOf(child('article')),
    title: textOf(child('title')),
    facts: listOf(child('facts')).map((fact) => oneOf(fact, factNames)),
    ...(condition === undefined ? {} : { condition }),
    whenMissing: textOf(child('whenMissing')),
  }
}
