import type { Activity } from '../draft.ts'
import {
  accountChange,
  apiActivity,
  authentication,
  type EventClass,
  entityManagement,
  groupManagement,
} from '../event-class.ts'
import { remember } from '../remember.ts'

type Known = readonly [EventClass, number]

/** Actions whose meaning the verb alone does not tell. Source: GitHub Docs, "Audit log events for your organization". */
const known: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['user.login', [authentication, 1]],
  ['user.failed_login', [authentication, 1]],
  ['user.logout', [authentication, 2]],
  ['business.sso_response', [authentication, 1]],
  ['org.sso_response', [authentication, 1]],
  ['user.create', [accountChange, 1]],
  ['user.delete', [accountChange, 6]],
  ['user.destroy', [accountChange, 6]],
  ['user.suspend', [accountChange, 5]],
  ['user.unsuspend', [accountChange, 2]],
  ['user.change_password', [accountChange, 3]],
  ['user.forgot_password', [accountChange, 4]],
  ['user.promote', [accountChange, 7]],
  ['user.demote', [accountChange, 8]],
  ['two_factor_authentication.enabled', [accountChange, 10]],
  ['two_factor_authentication.disabled', [accountChange, 11]],
  ['team.add_member', [groupManagement, 3]],
  ['team.remove_member', [groupManagement, 4]],
  ['team.create', [groupManagement, 6]],
  ['team.destroy', [groupManagement, 5]],
  ['team.rename', [groupManagement, 9]],
  ['team.change_privacy', [groupManagement, 9]],
  ['team.change_parent_team', [groupManagement, 9]],
  ['team.add_repository', [groupManagement, 1]],
  ['team.remove_repository', [groupManagement, 2]],
  ['team.promote_maintainer', [groupManagement, 12]],
  ['team.demote_maintainer', [groupManagement, 13]],
  ['org.add_member', [groupManagement, 3]],
  ['org.remove_member', [groupManagement, 4]],
  ['org.remove_outside_collaborator', [groupManagement, 4]],
  ['org.update_member', [groupManagement, 12]],
  ['business.add_admin', [groupManagement, 12]],
  ['business.remove_admin', [groupManagement, 13]],
  ['business.add_organization', [groupManagement, 7]],
  ['business.remove_organization', [groupManagement, 8]],
  ['repo.add_member', [groupManagement, 3]],
  ['repo.remove_member', [groupManagement, 4]],
  ['repo.access', [entityManagement, 3]],
  ['repo.rename', [entityManagement, 3]],
  ['repo.transfer', [entityManagement, 5]],
  ['repo.archived', [entityManagement, 9]],
  ['repo.unarchived', [entityManagement, 8]],
  ['org.rename', [entityManagement, 3]],
])

const entities: ReadonlySet<string> = new Set(['org', 'repo', 'business', 'enterprise', 'project'])

/** CRUD by the first word after the dot. */
const verbs: ReadonlyMap<string, number> = new Map([
  ['create', 1],
  ['add', 1],
  ['created', 1],
  ['register', 1],
  ['download', 2],
  ['fetch', 2],
  ['clone', 2],
  ['export', 2],
  ['update', 3],
  ['edit', 3],
  ['enable', 3],
  ['disable', 3],
  ['enabled', 3],
  ['disabled', 3],
  ['destroy', 4],
  ['delete', 4],
  ['deleted', 4],
  ['remove', 4],
])

/** What an audit action (`team.add_member`) is in OCSF. */
export const gitHubActivity: (action: string) => Activity = remember((action) => {
  const found = known.get(action)
  if (found !== undefined) return { eventClass: found[0], id: found[1] }
  const [area = '', what = ''] = action.split('.')
  const verb = verbs.get(what.split('_')[0] ?? '')
  if (entities.has(area) && verb !== undefined && !what.includes('_'))
    return { eventClass: entityManagement, id: verb }
  return { eventClass: apiActivity, id: verb ?? 99 }
})
