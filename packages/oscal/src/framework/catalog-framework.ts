import {
  type Catalog,
  type Control,
  controlsUnder,
  type Group,
  isWithdrawn,
  labelOf,
  partsUnder,
} from '../document/catalog.ts'
import type { Framework, FrameworkBaseline, FrameworkControl } from './framework.ts'

export type CatalogFrameworkText = Pick<Framework, 'id' | 'title' | 'issuer' | 'source' | 'counting'> & {
  /** A control of this class only groups others: the categories of CSF. */
  readonly headingClass?: string
}

/** A framework from an OSCAL catalog. Withdrawn controls are left out: nobody is asked for them. */
export function frameworkFromCatalog(
  catalog: Catalog,
  text: CatalogFrameworkText,
  baselines: readonly FrameworkBaseline[],
): Framework {
  const { headingClass, ...rest } = text
  const groups = (catalog.groups ?? []).map(({ id, title }) => ({ id: id ?? title, title }))
  const controls = (catalog.groups ?? []).flatMap((group) => controlsOfGroup(group, headingClass))
  return { ...rest, groups, controls, baselines }
}

function controlsOfGroup(group: Group, headingClass: string | undefined): readonly FrameworkControl[] {
  const parents = new Map(
    controlsUnder(group).flatMap((parent) =>
      (parent.controls ?? []).map(({ id }) => [id, parent.id] as const),
    ),
  )
  return controlsUnder(group)
    .filter((control) => !isWithdrawn(control))
    .map((control): FrameworkControl => {
      const parentId = parents.get(control.id)
      return {
        id: control.id,
        label: labelOf(control),
        title: titleOf(control),
        reference: labelOf(control),
        group: group.id ?? group.title,
        ...(parentId === undefined ? {} : { parentId }),
        isHeading: headingClass !== undefined && control.class === headingClass,
      }
    })
}

/** CSF repeats the id as the title of a subcategory: what it asks for stands in its statement. */
function titleOf(control: Control): string {
  if (control.title !== control.id) return control.title
  return partsUnder(control).find(({ name }) => name === 'statement')?.prose ?? control.title
}
