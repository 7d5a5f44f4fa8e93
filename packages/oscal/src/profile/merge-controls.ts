import { type Catalog, type Control, controlsUnder, type Group } from '../document/catalog.ts'
import type { CustomGroup, InsertControls, Merge } from '../document/profile.ts'
import { selectedIds } from './select-controls.ts'

/** What an import brought: its catalog cut down to the chosen controls, in the catalog's own structure. */
export type Imported = Pick<Catalog, 'controls' | 'groups' | 'params'>

/** A catalog cut down to the chosen ids. A child whose parent was not chosen takes its parent's place. */
export function cutDown(catalog: Imported, chosen: ReadonlySet<string>): Imported {
  const controls = cutControls(catalog.controls ?? [], chosen)
  const groups = (catalog.groups ?? []).flatMap((group) => cutGroup(group, chosen))
  return withContent(
    { ...(catalog.params === undefined ? {} : { params: catalog.params }) },
    controls,
    groups,
  )
}

function cutControls(controls: readonly Control[], chosen: ReadonlySet<string>): readonly Control[] {
  return controls.flatMap((control) => {
    const children = cutControls(control.controls ?? [], chosen)
    if (!chosen.has(control.id)) return children
    const { controls: _, ...own } = control
    return [children.length === 0 ? own : { ...own, controls: children }]
  })
}

function cutGroup(group: Group, chosen: ReadonlySet<string>): readonly Group[] {
  const controls = cutControls(group.controls ?? [], chosen)
  const groups = (group.groups ?? []).flatMap((child) => cutGroup(child, chosen))
  if (controls.length === 0 && groups.length === 0) return []
  const { controls: _controls, groups: _groups, ...own } = group
  return [withContent(own, controls, groups)]
}

function withContent<Holder extends object>(
  holder: Holder,
  controls: readonly Control[],
  groups: readonly Group[],
): Holder & Pick<Catalog, 'controls' | 'groups'> {
  return {
    ...holder,
    ...(controls.length > 0 ? { controls } : {}),
    ...(groups.length > 0 ? { groups } : {}),
  }
}

/**
 * Puts imports together. Source: OSCAL Profile Resolution, Merge: `as-is` keeps the structure of the sources, `custom` builds its own,
 * and without either the outcome is a flat list.
 */
export function mergeImports(imports: readonly Imported[], merge: Merge | undefined): Imported {
  const method = merge?.combine?.method ?? 'keep'
  const combined = method === 'keep' ? imports : withoutRepeats(imports, method)
  const params = combined.flatMap((one) => one.params ?? [])
  const base = params.length === 0 ? {} : { params }
  if (merge?.['as-is'] === true) {
    const controls = combined.flatMap((one) => one.controls ?? [])
    return withContent(base, controls, joinGroups(combined.flatMap((one) => one.groups ?? [])))
  }
  const flat = combined.flatMap(topControls)
  if (merge?.custom === undefined) return withContent(base, flat, [])
  const source = { controls: flat }
  const inserted = (merge.custom['insert-controls'] ?? []).flatMap((insert) =>
    insertedControls(source, insert),
  )
  return withContent(
    base,
    inserted,
    (merge.custom.groups ?? []).map((group) => customGroup(source, group)),
  )
}

/** Controls that stand under no other control, whatever group they are in. */
function topControls(holder: Pick<Catalog, 'controls' | 'groups'>): readonly Control[] {
  return [...(holder.controls ?? []), ...(holder.groups ?? []).flatMap(topControls)]
}

/** `use-first`: the first of several controls with one id is kept. `merge`: what later ones have and it lacks is added. */
function withoutRepeats(imports: readonly Imported[], method: 'use-first' | 'merge'): readonly Imported[] {
  const copies = Map.groupBy(imports.flatMap(controlsUnder), ({ id }) => id)
  const seen = new Set<string>()
  return imports.map((one) => {
    const fresh = new Set<string>()
    for (const { id } of controlsUnder(one)) if (!seen.has(id)) fresh.add(id)
    for (const id of fresh) seen.add(id)
    const kept = cutDown(one, fresh)
    return method === 'use-first'
      ? kept
      : mapControls(kept, (control) => mergedWith(control, copies.get(control.id) ?? []))
  })
}

function mergedWith(control: Control, copies: readonly Control[]): Control {
  const add = <Item>(
    key: 'params' | 'parts' | 'props' | 'links',
    sameAs: (item: Item) => unknown,
  ): object => {
    const own = new Map<unknown, Item>()
    for (const copy of [control, ...copies])
      for (const item of (copy[key] ?? []) as readonly Item[]) {
        const identity = sameAs(item) ?? JSON.stringify(item)
        if (!own.has(identity)) own.set(identity, item)
      }
    return own.size === 0 ? {} : { [key]: [...own.values()] }
  }
  return {
    ...control,
    ...add<{ readonly id: string }>('params', ({ id }) => id),
    ...add<{ readonly id?: string }>('parts', ({ id }) => id),
    ...add('props', JSON.stringify),
    ...add('links', JSON.stringify),
  }
}

/** The same structure with every control replaced. */
export function mapControls(holder: Imported, change: (control: Control) => Control): Imported {
  const ofControls = (controls: readonly Control[]): readonly Control[] =>
    controls.map((control) => {
      const changed = change(control)
      return changed.controls === undefined ? changed : { ...changed, controls: ofControls(changed.controls) }
    })
  const ofGroup = (group: Group): Group =>
    withContent(group, ofControls(group.controls ?? []), (group.groups ?? []).map(ofGroup))
  return withContent(holder, ofControls(holder.controls ?? []), (holder.groups ?? []).map(ofGroup))
}

/** Groups of several imports that have one id become one. */
function joinGroups(groups: readonly Group[]): readonly Group[] {
  const joined = new Map<string, Group>()
  for (const [at, group] of groups.entries()) {
    const key = group.id ?? `no id ${at}`
    const known = joined.get(key)
    joined.set(key, known === undefined ? group : joinTwo(known, group))
  }
  return [...joined.values()]
}

function joinTwo(one: Group, other: Group): Group {
  const controls = [...(one.controls ?? []), ...(other.controls ?? [])]
  return withContent(one, controls, joinGroups([...(one.groups ?? []), ...(other.groups ?? [])]))
}

function customGroup(source: Imported, group: CustomGroup): Group {
  const { 'insert-controls': inserts, groups, ...own } = group
  const controls = (inserts ?? []).flatMap((insert) => insertedControls(source, insert))
  return withContent(
    own,
    controls,
    (groups ?? []).map((child) => customGroup(source, child)),
  )
}

function insertedControls(source: Imported, insert: InsertControls): readonly Control[] {
  const controls = cutDown(source, selectedIds(source, insert)).controls ?? []
  if (insert.order !== 'ascending' && insert.order !== 'descending') return controls
  const sorted = controls.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return insert.order === 'ascending' ? sorted : sorted.toReversed()
}
