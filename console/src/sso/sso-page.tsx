import type { Provider } from '@countersign/api/sign-in'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { SettingsHead } from '../settings/settings-head.tsx'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { say } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import { ProviderDialog } from './provider-dialog.tsx'
import { providersQuery, removeProvider, testProvider } from './provider-queries.ts'
import { ProviderTable } from './provider-table.tsx'
import { ProviderTestAnswer } from './provider-test-answer.tsx'

type Asked = { readonly kind: 'create' } | { readonly kind: 'save' | 'remove'; readonly provider: Provider }

/** Providers of single sign-on, the operator's and those of tenants. */
export function SsoPage() {
  const refusal = useRefusal('sign-in-provider.read')
  useTitle('Single sign-on')
  return refusal === undefined ? <Providers /> : <NotForYou refusal={refusal} />
}

function Providers() {
  const { data: providers, error, refetch } = useQuery(providersQuery)
  const [asked, setAsked] = useState<Asked>()
  const test = useMutation({ mutationFn: testProvider })
  useProviderActions(setAsked, test.mutate)
  const close = () => setAsked(undefined)
  return (
    <>
      <SettingsHead title="Single sign-on" note="OpenID Connect">
        <ActionButton action="sign-in-provider.create" variant="filled" />
      </SettingsHead>
      <ProviderTestAnswer test={test} />
      {error !== null && providers === undefined ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : providers === undefined ? (
        <p className={listCss.reading}>Reading the providers…</p>
      ) : providers.length === 0 ? (
        <Empty
          title="Nobody signs in by single sign-on yet"
          action={<ActionButton action="sign-in-provider.create" variant="filled" />}
        >
          A provider signs in your own people, or those of one tenant, with the accounts they have already.
        </Empty>
      ) : (
        <ProviderTable providers={providers} />
      )}
      {asked?.kind === 'create' ? <ProviderDialog providers={providers ?? []} onClose={close} /> : null}
      {asked?.kind === 'save' ? (
        <ProviderDialog provider={asked.provider} providers={providers ?? []} onClose={close} />
      ) : null}
      {asked?.kind === 'remove' ? <RemoveProvider provider={asked.provider} onClose={close} /> : null}
    </>
  )
}

function useProviderActions(ask: (asked: Asked) => void, test: (provider: Provider) => void): void {
  const refusal = useRefusal('sign-in-provider.write')
  const onProvider = (run: (provider: Provider) => void) => ({
    run: (subject: unknown) => isProvider(subject) && run(subject),
  })
  useActions(
    refusal === undefined
      ? {
          'sign-in-provider.create': { run: () => ask({ kind: 'create' }) },
          'sign-in-provider.save': onProvider((provider) => ask({ kind: 'save', provider })),
          'sign-in-provider.remove': onProvider((provider) => ask({ kind: 'remove', provider })),
          'sign-in-provider.test': onProvider(test),
        }
      : {},
  )
}

function isProvider(subject: unknown): subject is Provider {
  return typeof subject === 'object' && subject !== null && 'redirectUri' in subject
}

function RemoveProvider({
  provider,
  onClose,
}: {
  readonly provider: Provider
  readonly onClose: () => void
}) {
  const client = useQueryClient()
  return (
    <AskDialog
      title="Remove a provider"
      confirm="Remove"
      onClose={onClose}
      run={async () => {
        await removeProvider(provider.id)
        await client.invalidateQueries({ queryKey: ['sign-in-providers'] })
        say(`Provider ${provider.name} removed`)
      }}
    >
      <p>
        Nobody signs in with <LogText text={provider.name} max={120} /> any more. Whoever has no other way in
        needs to be invited again.
      </p>
    </AskDialog>
  )
}
