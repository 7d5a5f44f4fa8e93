import { isObject } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import { ocsfItems } from '../inventory/ocsf-items.ts'
import type { Importer } from './importer.ts'
import { allAre, listedObjects } from './listed-objects.ts'

/** OCSF events that describe identities: User Inventory Info (5003), and AI agents with their delegations. */
export const ocsfImporter: Importer = {
  source: 'ocsf',
  recognise: ({ value }) =>
    allAre(listedObjects(value), isInventory) ? 'it holds OCSF inventory events' : undefined,
  read(documents) {
    const items = documents.flatMap(({ name, value }) =>
      listedObjects(value).flatMap((event) => ocsfItems(event, name)),
    )
    return { items, gaps: [] }
  },
}

/** Events of other classes are telemetry, and read as logs. */
function isInventory(event: JsonObject): boolean {
  if (!isObject(event.metadata) || typeof event.class_uid !== 'number') return false
  return event.class_uid === 5003 || (event.category_uid === 5 && isObject(event.ai_agent))
}
