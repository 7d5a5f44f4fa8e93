import type { AuthorityDecision } from '@countersign/explanation/explanation'
import { idOf, textOf } from '@countersign/ocsf/fields'
import { rfc3339 } from '@countersign/ocsf/time'
import type { EventDecider, RecordedEvent } from '../explain/event-decider.ts'
import type { InventoryItem } from '../inventory/inventory-item.ts'
import { decideGitHubScopes, type ScopeGrants } from '../oauth/decide-scopes.ts'

/**
 * Decides entries of GitHub's audit log by the scopes that the entry itself names, or else by the permissions that
 * configuration gave for the app, workflow or token. @param takenAt ISO 8601, UTC: when the configuration was read
 */
export function gitHubDecider(items: readonly InventoryItem[], takenAt: string): EventDecider {
  const byKey = new Map(items.map((item) => [item.key, item]))
  const tokens = new Map(
    items.flatMap((item) =>
      item.alsoKnownAs.flatMap(({ kind, value }) =>
        kind === 'github-id' && value.startsWith('token/') ? [[value, item] as const] : [],
      ),
    ),
  )
  return {
    format: 'github-audit',
    decide: async (event) => {
      const { action, identityKey } = event.normalised
      const token = tokens.get(`token/${idOf(event.fields.token_id)}`)
      const own = byKey.get(identityKey ?? '')
      const grants = statedScopes(event) ?? grantsOf(token, takenAt) ?? grantsOf(own, takenAt)
      return withObserved(
        event,
        grants === undefined ? personAlone(event) : decideGitHubScopes(action, grants),
      )
    },
  }
}

/** Audit log streaming writes `token_scopes` of classic tokens and OAuth apps, separated by commas. */
function statedScopes({ normalised, fields }: RecordedEvent): ScopeGrants | undefined {
  const stated = textOf(fields.token_scopes)
  if (stated === undefined) return undefined
  return {
    holder: normalised.identityKey ?? 'unknown',
    kind: 'scopes',
    held: stated.split(',').map((scope) => scope.trim()),
    actsAs: 'person',
    takenAt: rfc3339(normalised.event.time),
  }
}

/** A person's own item says what roles they have, not what a token of theirs was given. */
function grantsOf(item: InventoryItem | undefined, takenAt: string): ScopeGrants | undefined {
  if (item === undefined || item.kind === 'person' || item.grants.length === 0) return undefined
  const held = item.grants.map(({ action }) => action)
  const isClassic =
    item.kind === 'api-key' &&
    held.every((one) => !/:(?:read|write)$/.test(one) || /^(?:admin|write|read|delete):/.test(one))
  return {
    holder: item.key,
    kind: isClassic ? 'scopes' : 'permissions',
    held,
    actsAs: item.kind === 'api-key' ? 'person' : 'itself',
    takenAt,
  }
}

function personAlone({ normalised, fields }: RecordedEvent): AuthorityDecision {
  const access = textOf(fields.programmatic_access_type)
  const decision = decideGitHubScopes(normalised.action, undefined)
  const missing =
    access === undefined
      ? 'The entry names no token: the role of the person decides, and no roles of the organisation were given.'
      : `The permissions of the credential that was used (${access}) were not given.`
  return { ...decision, missing: [missing] }
}

/** GitHub's audit log holds what was done; what it refused is not written, but for failed sign-ins. */
function withObserved({ normalised }: RecordedEvent, decision: AuthorityDecision): AuthorityDecision {
  if (normalised.event.status_id === 2) return decision
  const disagreement =
    decision.result === 'denied'
      ? { disagreement: 'GitHub let it through: what was given for the credential is not all it has.' }
      : {}
  return { ...decision, observed: 'allowed', ...disagreement }
}
