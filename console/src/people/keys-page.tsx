import type { ApiKey } from '@countersign/api/api-key'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { api } from '../api/client.ts'
import { tenantsQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import css from '../settings/administration.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { say } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import { CreateKey } from './create-key.tsx'
import { KeyTable } from './key-table.tsx'
import { apiKeysQuery } from './people-queries.ts'

/** Keys that programs use the API with, inside one tenant. */
export function KeysPage() {
  const { tenant } = useSearch({ from: '/signed-in/administration/keys' })
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const refusal = useRefusal('api-key.read')
  const tenantId = tenant ?? tenants[0]?.id
  useTitle('API keys')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined)
    return (
      <Empty title="There is no tenant yet">
        An API key works inside one tenant: create one on the Sources page.
      </Empty>
    )
  return <KeysOf key={tenantId} tenantId={tenantId} />
}

function KeysOf({ tenantId }: { readonly tenantId: string }) {
  const { data: keys, error, refetch } = useQuery(apiKeysQuery(tenantId))
  const [isCreating, setCreating] = useState(false)
  const [ending, setEnding] = useState<ApiKey>()
  const navigate = useNavigate()
  const noWrite = useRefusal('api-key.write')
  useActions(
    noWrite === undefined
      ? {
          'api-key.create': { run: () => setCreating(true) },
          'api-key.revoke': { run: (subject) => isKey(subject) && setEnding(subject) },
        }
      : {},
  )
  return (
    <>
      <header className={css.head}>
        <h1>API keys</h1>
        <span className={css.grow} />
        <TenantChoice
          chosen={tenantId}
          onChoose={(tenant) => void navigate({ to: '/keys', search: { tenant } })}
        />
        <ActionButton action="api-key.create" variant="filled" />
      </header>
      {error !== null && keys === undefined ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : keys === undefined ? (
        <p className={css.reading}>Reading the keys…</p>
      ) : keys.length === 0 ? (
        <Empty
          title="This tenant has no API key"
          action={<ActionButton action="api-key.create" variant="filled" />}
        >
          A key lets a program use the API inside this tenant, with the rights you choose and until a day you
          choose. Shippers need none: they send with the key of a source.
        </Empty>
      ) : (
        <KeyTable keys={keys} />
      )}
      {isCreating ? <CreateKey tenantId={tenantId} onClose={() => setCreating(false)} /> : null}
      {ending === undefined ? null : (
        <RevokeKey tenantId={tenantId} apiKey={ending} onClose={() => setEnding(undefined)} />
      )}
    </>
  )
}

function RevokeKey(props: {
  readonly tenantId: string
  readonly apiKey: ApiKey
  readonly onClose: () => void
}) {
  const client = useQueryClient()
  const { tenantId, apiKey } = props
  return (
    <AskDialog
      title="Revoke an API key"
      confirm="Revoke the key"
      onClose={props.onClose}
      run={async () => {
        await api.call('DELETE /api/tenants/{tenantId}/api-keys/{keyId}', {
          path: { tenantId, keyId: apiKey.id },
          action: 'api-key.revoke',
        })
        await client.invalidateQueries({ queryKey: ['api-keys'] })
        say(`Key ${apiKey.name} revoked`)
      }}
    >
      <p>
        Whatever uses <LogText text={apiKey.name} max={80} /> gets 401 from now on. It cannot be given back.
      </p>
    </AskDialog>
  )
}

function isKey(subject: unknown): subject is ApiKey {
  return typeof subject === 'object' && subject !== null && 'prefix' in subject
}
