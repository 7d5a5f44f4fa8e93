import { isObject, objectOf, textOf } from '@countersign/ocsf/fields'
import { gitHubItems } from '../github/github-items.ts'
import { gitHubShape, gitHubWrappers } from '../github/github-shapes.ts'
import { isWorkflow, workflowItem } from '../github/workflow-items.ts'
import type { InventoryItem } from '../inventory/inventory-item.ts'
import type { ConfigurationDocument, ImportContext, Importer } from './importer.ts'
import { allAre, listedObjects } from './listed-objects.ts'

/** Members, collaborators, app installations, deploy keys, tokens and workflows of a GitHub organisation. */
export const gitHubImporter: Importer = {
  source: 'github',
  recognise({ value }) {
    if (isWorkflow(value)) return 'it is a GitHub Actions workflow: jobs, and what sets them off'
    const entries = listedObjects(value, gitHubWrappers)
    const known = allAre(entries, (entry) => gitHubShape(entry) !== undefined)
    return known ? `it lists GitHub entries of the kind ${gitHubShape(entries[0] ?? {})}` : undefined
  },
  read(documents, context) {
    const organization = organizationOf(documents, context)
    const items: InventoryItem[] = []
    const gaps: string[] = []
    for (const { name, value } of documents) {
      if (isWorkflow(value)) {
        const read = workflowItem(value, name, organization)
        items.push(read.item)
        gaps.push(...read.gaps)
        continue
      }
      for (const entry of listedObjects(value, gitHubWrappers))
        items.push(...(gitHubItems(entry, organization, name) ?? []))
    }
    if (organization === '' && items.some(({ key }) => key.startsWith('github:/')))
      gaps.push('The GitHub lists do not name their organisation: give it, so that they meet its audit log.')
    return { items, gaps }
  },
}

/** Lists of members do not name the organisation; the installations beside them do, when they agree. */
function organizationOf(documents: readonly ConfigurationDocument[], context: ImportContext): string {
  if (context.gitHubOrganization !== undefined) return context.gitHubOrganization
  const named = documents.flatMap(({ value }) =>
    listedObjects(value, gitHubWrappers).flatMap((entry) => {
      const account = textOf(objectOf(entry.account).login)
      const keyUrl = /\/repos\/([^/]+)\//.exec(textOf(entry.url) ?? '')?.[1]
      return isObject(entry.account) && account !== undefined ? [account] : (keyUrl ?? [])
    }),
  )
  const [only, another] = new Set(named)
  return another === undefined ? (only ?? '') : ''
}
