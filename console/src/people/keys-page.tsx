import type { ApiKey } from '@countersign/api/api-key'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { api } from '../api/client.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { SettingsHead } from '../settings/settings-head.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { EmptyWords } from '../shell/empty-words.tsx'
import { say } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import { CreateKey } from './create-key.tsx'
import { KeyTable } from './key-table.tsx'
import { apiKeysQuery } from './people-queries.ts'

/** Keys that programs use the API with, inside one tenant. */
export function KeysPage() {
  const { tenant } = useSearch({ from: '/signed-in/administration/keys' })
  const refusal = useRefusal('api-key.read')
  const tenantId = useTenantShown(tenant)
  useTitle('API keys')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>An API key works inside one tenant.</NoTenantYet>
  return <KeysOf key={tenantId} tenantId={tenantId} />
}

function KeysOf({ tenantId }: { readonly tenantId: string }) {
  const { data: keys } = useQuery(apiKeysQuery(tenantId))
  const navigate = useNavigate()
  const { asked, close } = useKeyDialogs()
  const asks = keys?.find(({ id }) => id === asked?.id)
  return (
    <>
      <SettingsHead title="API keys">
        <TenantChoice
          chosen={tenantId}
          onChoose={(tenant) => void navigate({ to: '/keys', search: { tenant } })}
        />
        <ActionButton action="api-key.create" variant="filled" />
      </SettingsHead>
      <KeyTable tenantId={tenantId} empty={<NoKeys />} />
      {asked?.kind === 'create' ? <CreateKey tenantId={tenantId} onClose={close} /> : null}
      {asked?.kind === 'revoke' && asks !== undefined ? (
        <RevokeKey key={asks.id} tenantId={tenantId} apiKey={asks} onClose={close} />
      ) : null}
    </>
  )
}

function useKeyDialogs() {
  const { asked, ask, close } = useAsked(['create', 'revoke'])
  const refusal = useRefusal('api-key.write')
  useActions(
    refusal === undefined
      ? {
          'api-key.create': { run: () => ask('create') },
          'api-key.revoke': { run: (subject) => isKey(subject) && ask('revoke', subject.id) },
        }
      : {},
  )
  return { asked: refusal === undefined ? asked : undefined, close }
}

function NoKeys() {
  return <EmptyWords of="keys.none" action={<ActionButton action="api-key.create" variant="filled" />} />
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
