import type { Control, Parameter, Part } from '../document/catalog.ts'
import type { Addition, Alter, Modify, Removal, SetParameter } from '../document/profile.ts'
import { type Imported, mapControls } from './merge-controls.ts'

/** Sets parameters and alters controls. Source: OSCAL Profile Resolution, Modify. */
export function modifyControls(holder: Imported, modify: Modify | undefined): Imported {
  const settings = new Map((modify?.['set-parameters'] ?? []).map((set) => [set['param-id'], set]))
  const alters = Map.groupBy(modify?.alters ?? [], (alter) => alter['control-id'])
  if (settings.size === 0 && alters.size === 0) return holder
  const changed = mapControls(holder, (control) =>
    (alters.get(control.id) ?? []).reduce(altered, withParameters(control, settings)),
  )
  return changed.params === undefined
    ? changed
    : { ...changed, params: changed.params.map((param) => setParameter(param, settings.get(param.id))) }
}

function withParameters(control: Control, settings: ReadonlyMap<string, SetParameter>): Control {
  if (control.params === undefined) return control
  return { ...control, params: control.params.map((param) => setParameter(param, settings.get(param.id))) }
}

/** Properties and links are added to those there are; everything else is replaced. */
function setParameter(param: Parameter, set: SetParameter | undefined): Parameter {
  if (set === undefined) return param
  const { 'param-id': _, props, links, ...rest } = set
  return {
    ...param,
    ...rest,
    ...(props === undefined ? {} : { props: [...(param.props ?? []), ...props] }),
    ...(links === undefined ? {} : { links: [...(param.links ?? []), ...links] }),
  }
}

function altered(control: Control, alter: Alter): Control {
  const removed = (alter.removes ?? []).reduce<Control>(without, control)
  return (alter.adds ?? []).reduce<Control>(added, removed)
}

type Removable = {
  readonly id?: string
  readonly name?: string
  readonly class?: string
  readonly ns?: string
}
const lists = ['params', 'props', 'links', 'parts'] as const
const itemNames = { params: 'param', props: 'prop', links: 'link', parts: 'part' } as const

function without<Holder extends Control | Part>(holder: Holder, removal: Removal): Holder {
  const result: Record<string, unknown> = { ...holder }
  for (const key of lists) {
    const items = result[key] as readonly Removable[] | undefined
    if (items === undefined) continue
    const kept = items
      .filter((item) => !isRemoved(item, itemNames[key], removal))
      .map((item) => (key === 'parts' ? without(item as Part, removal) : item))
    if (kept.length === 0) delete result[key]
    else result[key] = kept
  }
  return result as Holder
}

/** Everything that a removal names has to hold; one that names nothing removes nothing. */
function isRemoved(item: Removable, itemName: string, removal: Removal): boolean {
  const wanted: readonly (readonly [string | undefined, string | undefined])[] = [
    [removal['by-id'], item.id],
    [removal['by-name'], item.name],
    [removal['by-class'], item.class],
    [removal['by-ns'], item.ns],
    [removal['by-item-name'], itemName],
  ]
  const named = wanted.filter(([want]) => want !== undefined)
  return named.length > 0 && named.every(([want, is]) => want === is)
}

function added(control: Control, addition: Addition): Control {
  const target = addition['by-id']
  if (target === undefined || target === control.id) return addInside(control, addition)
  return withParts(control, addAtPart(control.parts ?? [], target, addition))
}

function withParts<Holder extends Control | Part>(holder: Holder, parts: readonly Part[]): Holder {
  return parts.length === 0 ? holder : { ...holder, parts }
}

/** Parts added at a part go before or after it, or inside at its start or end. */
function addAtPart(parts: readonly Part[], target: string, addition: Addition): readonly Part[] {
  return parts.flatMap((part) => {
    if (part.id !== target) return [withParts(part, addAtPart(part.parts ?? [], target, addition))]
    if (addition.position === 'before') return [...(addition.parts ?? []), part]
    if (addition.position === 'after') return [part, ...(addition.parts ?? [])]
    return [addInside(part, addition)]
  })
}

function addInside<Holder extends Control | Part>(holder: Holder, addition: Addition): Holder {
  const first = addition.position === 'starting'
  const joined = <Item>(
    own: readonly Item[] | undefined,
    more: readonly Item[] | undefined,
  ): readonly Item[] => (first ? [...(more ?? []), ...(own ?? [])] : [...(own ?? []), ...(more ?? [])])
  const result: Record<string, unknown> = { ...holder }
  if (addition.title !== undefined) result.title = addition.title
  for (const key of lists) {
    if (addition[key] === undefined) continue
    result[key] = joined(result[key] as readonly unknown[] | undefined, addition[key])
  }
  return result as Holder
}
