import type { Provider } from '@countersign/api/sign-in'
import type { ActionId } from '../actions/catalogue.ts'
import { useContextMenu } from '../actions/context-menu.tsx'
import { useRegistry } from '../actions/use-actions.ts'
import tableCss from '../rows/table.module.css'
import { roleWords } from '../settings/role-words.ts'
import { copyText } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { LogText } from '../text/log-text.tsx'

const buttons: readonly (readonly [ActionId, string])[] = [
  ['sign-in-provider.test', 'Test'],
  ['sign-in-provider.save', 'Change'],
  ['sign-in-provider.remove', 'Remove'],
]

export function ProviderTable({ providers }: { readonly providers: readonly Provider[] }) {
  return (
    <table className={tableCss.stacked} aria-label="Providers of single sign-on">
      <thead>
        <tr>
          <th scope="col">Provider</th>
          <th scope="col" data-column="whose">
            Whose people
          </th>
          <th scope="col" data-column="newcomers">
            Newcomers
          </th>
          <th scope="col" data-column="redirect">
            Redirect address
          </th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {providers.map((provider) => (
          <ProviderRow key={provider.id} provider={provider} />
        ))}
      </tbody>
    </table>
  )
}

function ProviderRow({ provider }: { readonly provider: Provider }) {
  const openMenu = useContextMenu()
  const { tenantId, newcomerRole, redirectUri } = provider
  return (
    <tr
      onContextMenu={(event) =>
        openMenu(
          event,
          buttons.map(([id]) => id),
          provider,
        )
      }
    >
      <td>
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
      </td>
      <td data-column="whose" data-name="Whose people">
        {tenantId === null ? 'the operator’s' : <TenantChip tenantId={tenantId} />}
      </td>
      <td data-column="newcomers" data-name="Newcomers">
        {newcomerRole === null
          ? 'by invitation only'
          : `become ${roleWords(newcomerRole).name.toLowerCase()}`}
      </td>
      <td data-column="redirect" data-name="Redirect address">
        <LogText text={redirectUri} max={160} mono />{' '}
        <button
          type="button"
          className={tableCss.rowButton}
          aria-label={`Copy the redirect address of ${provider.name.slice(0, 80)}`}
          onClick={() => void copyText(redirectUri, 'Redirect address')}
        >
          Copy
        </button>
      </td>
      <td>
        <RowActions provider={provider} />
      </td>
    </tr>
  )
}

function RowActions({ provider }: { readonly provider: Provider }) {
  const registry = useRegistry()
  return (
    <span className={tableCss.rowActions}>
      {buttons
        .filter(([id]) => registry.handlerOf(id) !== undefined)
        .map(([id, word]) => (
          <button
            key={id}
            type="button"
            className={tableCss.rowButton}
            data-ends={word === 'Remove' || undefined}
            aria-label={`${word}: ${provider.name.slice(0, 80)}`}
            onClick={() => registry.run(id, provider)}
          >
            {word}
          </button>
        ))}
    </span>
  )
}
