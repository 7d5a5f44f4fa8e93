import type { Activity } from '../draft.ts'
import {
  accountChange,
  apiActivity,
  authentication,
  detectionFinding,
  type EventClass,
  entityManagement,
  groupManagement,
} from '../event-class.ts'
import { remember } from '../remember.ts'

type Rule = readonly [prefix: string, eventClass: EventClass, id: number]

/** Event types by their beginning, the first that fits. Source: Okta developer reference, "Event types". */
const rules: readonly Rule[] = [
  ['user.session.start', authentication, 1],
  ['user.session.end', authentication, 2],
  ['user.session.clear', authentication, 2],
  ['user.session.expire', authentication, 2],
  ['user.session.impersonation', authentication, 7],
  ['user.session.', authentication, 99],
  ['user.authentication.verify', authentication, 6],
  ['user.authentication.', authentication, 1],
  ['app.oauth2.', authentication, 3],
  ['app.ldap.login', authentication, 1],
  ['user.lifecycle.create', accountChange, 1],
  ['user.lifecycle.activate', accountChange, 2],
  ['user.lifecycle.reactivate', accountChange, 2],
  ['user.lifecycle.unsuspend', accountChange, 2],
  ['user.lifecycle.deactivate', accountChange, 5],
  ['user.lifecycle.suspend', accountChange, 5],
  ['user.lifecycle.delete', accountChange, 6],
  ['user.account.update_password', accountChange, 3],
  ['user.account.reset_password', accountChange, 4],
  ['user.account.expire_password', accountChange, 4],
  ['user.account.privilege.grant', accountChange, 7],
  ['user.account.privilege.revoke', accountChange, 8],
  ['user.account.unlock', accountChange, 12],
  ['user.account.lock', accountChange, 9],
  ['user.account.report_suspicious', detectionFinding, 1],
  ['user.account.', accountChange, 99],
  ['user.mfa.factor.deactivate', accountChange, 11],
  ['user.mfa.factor.reset', accountChange, 11],
  ['user.mfa.factor.suspend', accountChange, 11],
  ['user.mfa.factor.', accountChange, 10],
  ['user.risk.detect', detectionFinding, 1],
  ['security.', detectionFinding, 1],
  ['group.user_membership.add', groupManagement, 3],
  ['group.user_membership.remove', groupManagement, 4],
  ['group.lifecycle.create', groupManagement, 6],
  ['group.lifecycle.delete', groupManagement, 5],
  ['group.privilege.grant', groupManagement, 1],
  ['group.privilege.revoke', groupManagement, 2],
  ['group.', groupManagement, 9],
]

/** Areas whose lifecycle is the lifecycle of an entity. */
const entityAreas: ReadonlySet<string> = new Set([
  'policy',
  'application',
  'zone',
  'device',
  'network_zone',
  'iam',
])

const entityVerbs: ReadonlyMap<string, number> = new Map([
  ['create', 1],
  ['add', 1],
  ['update', 3],
  ['overwrite', 3],
  ['delete', 4],
  ['remove', 4],
  ['enroll', 6],
  ['unenroll', 7],
  ['activate', 10],
  ['deactivate', 11],
  ['suspend', 12],
  ['unsuspend', 13],
])

const apiVerbs: ReadonlyMap<string, number> = new Map([
  ['create', 1],
  ['read', 2],
  ['get', 2],
  ['update', 3],
  ['delete', 4],
  ['revoke', 4],
])

/** What an event type (`group.user_membership.add`) is in OCSF. */
export const oktaActivity: (eventType: string) => Activity = remember((eventType) => {
  for (const [prefix, eventClass, id] of rules) if (eventType.startsWith(prefix)) return { eventClass, id }
  const words = eventType.split('.')
  const verb = words.at(-1) ?? ''
  const entity = entityVerbs.get(verb)
  if (entityAreas.has(words[0] ?? '') && entity !== undefined)
    return { eventClass: entityManagement, id: entity }
  return { eventClass: apiActivity, id: apiVerbs.get(verb) ?? 99 }
})
