import type { BackMatter, Link, Metadata, Property } from './metadata.ts'

export type Parameter = {
  readonly id: string
  readonly class?: string
  readonly label?: string
  readonly usage?: string
  readonly values?: readonly string[]
  readonly select?: { readonly 'how-many'?: string; readonly choice?: readonly string[] }
  readonly constraints?: readonly { readonly description?: string }[]
  readonly guidelines?: readonly { readonly prose: string }[]
  readonly props?: readonly Property[]
  readonly links?: readonly Link[]
  readonly remarks?: string
}

export type Part = {
  readonly id?: string
  readonly name: string
  readonly ns?: string
  readonly class?: string
  readonly title?: string
  readonly prose?: string
  readonly props?: readonly Property[]
  readonly parts?: readonly Part[]
  readonly links?: readonly Link[]
}

export type Control = {
  readonly id: string
  readonly class?: string
  readonly title: string
  readonly params?: readonly Parameter[]
  readonly props?: readonly Property[]
  readonly links?: readonly Link[]
  readonly parts?: readonly Part[]
  readonly controls?: readonly Control[]
}

export type Group = {
  readonly id?: string
  readonly class?: string
  readonly title: string
  readonly params?: readonly Parameter[]
  readonly props?: readonly Property[]
  readonly links?: readonly Link[]
  readonly parts?: readonly Part[]
  readonly groups?: readonly Group[]
  readonly controls?: readonly Control[]
}

export type Catalog = {
  readonly uuid: string
  readonly metadata: Metadata
  readonly params?: readonly Parameter[]
  readonly controls?: readonly Control[]
  readonly groups?: readonly Group[]
  readonly 'back-matter'?: BackMatter
}

/** Whatever holds controls: a catalog, a group, a control. */
type Holder = Pick<Catalog, 'controls'> & { readonly groups?: readonly Group[] }

/** Every control under it, in document order, a control before its enhancements. */
export function controlsUnder(holder: Holder): readonly Control[] {
  const own = (holder.controls ?? []).flatMap((control) => [control, ...controlsUnder(control)])
  return [...own, ...(holder.groups ?? []).flatMap(controlsUnder)]
}

/** Every part under it that has an id: statements, items, objectives. */
export function partsUnder(holder: { readonly parts?: readonly Part[] }): readonly Part[] {
  return (holder.parts ?? []).flatMap((part) => [part, ...partsUnder(part)])
}

/** NIST marks them in two spellings over its releases. */
export function isWithdrawn({ props }: Control): boolean {
  return (props ?? []).some(({ name, value }) => name === 'status' && value.toLowerCase() === 'withdrawn')
}

/** `AC-2(3)`, where the catalog gives one; several are given for several uses, and the plain one is for people. */
export function labelOf({ id, props }: Control): string {
  const labels = (props ?? []).filter(({ name }) => name === 'label')
  return (labels.find((label) => label.class === undefined) ?? labels[0])?.value ?? id.toUpperCase()
}
