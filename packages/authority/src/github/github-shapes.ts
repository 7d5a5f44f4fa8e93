import { isObject, textOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'

/** What an entry of a GitHub REST list is, told by its fields. Source: GitHub REST API, version 2022-11-28. */
export type GitHubShape =
  | 'installation'
  | 'deploy-key'
  | 'fine-grained-token'
  | 'credential-authorization'
  | 'account'

/** Names under which lists are wrapped. */
export const gitHubWrappers: readonly string[] = ['installations']

export function gitHubShape(entry: JsonObject): GitHubShape | undefined {
  if (entry.app_id !== undefined && isObject(entry.account) && isObject(entry.permissions))
    return 'installation'
  if (entry.read_only !== undefined && textOf(entry.title) !== undefined && entry.key !== undefined)
    return 'deploy-key'
  if (entry.token_id !== undefined && isObject(entry.owner)) return 'fine-grained-token'
  if (entry.credential_id !== undefined && textOf(entry.credential_type) !== undefined)
    return 'credential-authorization'
  const isAccount = textOf(entry.login) !== undefined && entry.id !== undefined && entry.node_id !== undefined
  return isAccount && entry.type !== 'Organization' ? 'account' : undefined
}
