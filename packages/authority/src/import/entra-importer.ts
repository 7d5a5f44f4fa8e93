import { isObject } from '@countersign/ocsf/fields'
import { directoryOf } from '../entra/directory.ts'
import { entraItems } from '../entra/entra-items.ts'
import { graphObjects } from '../entra/graph-shapes.ts'
import type { Importer } from './importer.ts'

/** Applications, service principals, agent identities and what was granted to them, as Microsoft Graph gives them. */
export const entraImporter: Importer = {
  source: 'entra',
  recognise({ value }) {
    const [first] = graphObjects(value)
    return first === undefined ? undefined : `it holds Microsoft Graph objects of the type ${first.shape}`
  },
  read(documents, { entraTenant }) {
    const objects = documents.flatMap(({ value }) => graphObjects(value))
    const directory = directoryOf(objects, entraTenant)
    const items = entraItems(directory)
    const pages = documents.filter(({ value }) => isObject(value) && value['@odata.nextLink'] !== undefined)
    return {
      items,
      gaps: [
        ...(directory.tenant === '' && items.length > 0
          ? ['The Entra objects do not name their tenant: give its id, so that they meet its sign-in logs.']
          : []),
        ...pages.map(({ name }) => `${name} is not the last page of its list: the others may be missing.`),
      ],
    }
  },
}
