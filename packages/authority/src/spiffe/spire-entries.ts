import { isObject, listOf, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import { isSpiffeId } from '@countersign/ocsf/identity/spiffe'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { InventoryItem } from '../inventory/inventory-item.ts'
import { isoTime } from '../inventory/item-times.ts'

/** Whether a document is what `spire-server entry show -output json` prints. */
export function isSpireEntries(value: Json | undefined): boolean {
  if (!isObject(value)) return false
  const [first] = listOf(value.entries)
  return isObject(first) && first.spiffe_id !== undefined && Array.isArray(first.selectors)
}

/**
 * Workloads that a SPIRE server issues identities to. Source: SPIRE API SDK, `spire.api.types.Entry`; times are seconds
 * since the epoch, as text.
 */
export function spireItems(
  value: Json | undefined,
  file: string,
): { readonly items: readonly InventoryItem[]; readonly gaps: readonly string[] } {
  const entries = listOf(objectOf(value).entries)
  const items = entries.flatMap((entry) => (isObject(entry) ? itemOf(entry, file) : []))
  const lost = entries.length - items.length
  const page = textOf(objectOf(value).next_page_token)
  return {
    items,
    gaps: [
      ...(lost === 0 ? [] : [`of the entries in ${file}, ${lost} have no valid SPIFFE id`]),
      ...(page === undefined ? [] : [`${file} is one page of several: what the others hold is not known`]),
    ],
  }
}

function itemOf(entry: JsonObject, file: string): readonly InventoryItem[] {
  const id = idTextOf(entry.spiffe_id)
  if (id === undefined) return []
  const createdAt = isoTime(entry.created_at)
  const expiresAt = isoTime(entry.expires_at)
  const selectors = listOf(entry.selectors).flatMap(selectorText)
  const parent = idTextOf(entry.parent_id)
  return [
    {
      key: id,
      kind: 'workload',
      provider: 'spiffe',
      displayName: id,
      ...(createdAt === undefined ? {} : { createdAt }),
      accountable: [],
      ...(selectors.length === 0 ? {} : { purpose: `workloads with ${selectors.join(' and ')}` }),
      credentials: [
        {
          kind: 'certificate',
          id: `issued through ${parent ?? 'an unnamed parent'}`,
          ...(expiresAt === undefined ? {} : { expiresAt }),
        },
      ],
      grants: [
        ...(entry.admin === true ? [{ action: 'SPIRE administration' }] : []),
        ...(entry.downstream === true ? [{ action: 'SPIRE downstream server' }] : []),
        ...textsOf(entry.federates_with).map((domain) => ({ action: 'federates with', resource: domain })),
      ],
      alsoKnownAs: [{ kind: 'spiffe-id', value: id }],
      evidence: { source: 'spiffe', locator: `${file}: entry ${textOf(entry.id) ?? id}` },
    },
  ]
}

/** The API splits an id into trust domain and path; other printers write it whole. */
function idTextOf(value: Json | undefined): string | undefined {
  const { trust_domain, path } = objectOf(value)
  const domain = textOf(trust_domain)
  const text = domain === undefined ? textOf(value) : `spiffe://${domain}${textOf(path) ?? ''}`
  return text !== undefined && isSpiffeId(text) ? text : undefined
}

function selectorText(selector: Json): readonly string[] {
  const { type, value } = objectOf(selector)
  return typeof type === 'string' && typeof value === 'string' ? [`${type}:${value}`] : []
}
