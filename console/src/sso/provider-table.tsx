import type { Provider } from '@countersign/api/sign-in'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { roleWords } from '../settings/role-words.ts'
import { copyText } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { LogText } from '../text/log-text.tsx'
import { providersQuery } from './provider-queries.ts'

const columns: readonly Column<Provider>[] = [
  {
    id: 'name',
    name: 'Provider',
    cell: (provider) => <NameCell provider={provider} />,
    sortBy: ({ name }) => name,
  },
  {
    id: 'whose',
    name: 'Whose people',
    cell: ({ tenantId }) => (tenantId === null ? 'the operator’s' : <TenantChip tenantId={tenantId} />),
    sortBy: ({ tenantId }) => tenantId ?? '',
  },
  {
    id: 'newcomers',
    name: 'Newcomers',
    cell: ({ newcomerRole }) =>
      newcomerRole === null ? 'by invitation only' : `become ${roleWords(newcomerRole).name.toLowerCase()}`,
  },
  { id: 'redirect', name: 'Redirect address', cell: (provider) => <RedirectCell provider={provider} /> },
]

const actions: readonly RowAction<Provider>[] = [
  { id: 'sign-in-provider.test', word: 'Test' },
  { id: 'sign-in-provider.save', word: 'Change' },
  { id: 'sign-in-provider.remove', word: 'Remove', ends: true },
]

export function ProviderTable({ empty }: { readonly empty: ReactNode }) {
  const { data: providers, error, refetch } = useQuery(providersQuery)
  return (
    <DataTable<Provider>
      name="Providers of single sign-on"
      reading="Reading the providers…"
      rows={providers}
      error={error}
      onRetry={() => void refetch()}
      empty={empty}
      columns={columns}
      actions={actions}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
    />
  )
}

function NameCell({ provider }: { readonly provider: Provider }) {
  return (
    <>
      <strong>
        <LogText text={provider.name} max={80} />
      </strong>
      <span className={tableCss.under}>
        <LogText text={provider.issuer} max={120} />
      </span>
      <span className={tableCss.under}>
        client <LogText text={provider.clientId} max={60} />,{' '}
        {provider.hasClientSecret ? 'with a secret' : 'public, without a secret'}
      </span>
    </>
  )
}

function RedirectCell({ provider: { name, redirectUri } }: { readonly provider: Provider }) {
  return (
    <>
      <LogText text={redirectUri} max={160} mono />{' '}
      <button
        type="button"
        className={tableCss.rowButton}
        aria-label={`Copy the redirect address of ${name.slice(0, 80)}`}
        onClick={() => void copyText(redirectUri, 'Redirect address')}
      >
        Copy
      </button>
    </>
  )
}
