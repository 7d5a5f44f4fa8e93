import type { ApiKey } from '@countersign/api/api-key'
import { useRegistry } from '../actions/use-actions.ts'
import css from '../settings/administration.module.css'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'

export function KeyTable({ keys }: { readonly keys: readonly ApiKey[] }) {
  return (
    <table className={css.table} aria-label="API keys">
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">State</th>
          <th scope="col" data-column="rights">
            May
          </th>
          <th scope="col" data-column="used">
            Last used
          </th>
          <th scope="col" data-column="made">
            Made
          </th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </tbody>
    </table>
  )
}

function KeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
  const registry = useRegistry()
  const isOver = Date.parse(apiKey.expiresAt) <= useNow()
  const isEnded = apiKey.revokedAt !== null || isOver
  const mayRevoke = registry.handlerOf('api-key.revoke') !== undefined
  return (
    <tr data-ended={isEnded || undefined}>
      <td>
        <strong>
          <LogText text={apiKey.name} max={80} />
        </strong>
        <span className={`${css.under} mono`}>{apiKey.prefix}…</span>
      </td>
      <td>
        {apiKey.revokedAt !== null ? 'revoked' : isOver ? 'expired' : 'works'}
        <span className={css.under}>
          until <Instant at={apiKey.expiresAt} />
        </span>
      </td>
      <td data-column="rights" title={apiKey.rights.join(', ')}>
        {apiKey.rights.length > 3 ? plural(apiKey.rights.length, 'right') : apiKey.rights.join(', ')}
      </td>
      <td data-column="used">
        {apiKey.lastUsedAt === null ? (
          <span className="quiet">never</span>
        ) : (
          <Instant at={apiKey.lastUsedAt} look="age" />
        )}
      </td>
      <td data-column="made">
        <Instant at={apiKey.createdAt} />
      </td>
      <td>
        {isEnded || !mayRevoke ? null : (
          <span className={css.rowActions}>
            <button
              type="button"
              className={css.rowButton}
              data-ends
              aria-label={`Revoke ${apiKey.name.slice(0, 80)}`}
              onClick={() => registry.run('api-key.revoke', apiKey)}
            >
              Revoke
            </button>
          </span>
        )}
      </td>
    </tr>
  )
}
