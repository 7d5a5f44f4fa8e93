import type { Provider } from '@countersign/api/sign-in'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { SettingsHead } from '../settings/settings-head.tsx'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { say } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import { ProviderDialog } from './provider-dialog.tsx'
import { providersQuery, removeProvider, testProvider } from './provider-queries.ts'
import { ProviderTable } from './provider-table.tsx'
import { ProviderTestAnswer } from './provider-test-answer.tsx'

/** Providers of single sign-on, the operator's and those of tenants. */
export function SsoPage() {
  const refusal = useRefusal('sign-in-provider.read')
  useTitle('Single sign-on')
  return refusal === undefined ? <Providers /> : <NotForYou refusal={refusal} />
}

function Providers() {
  const { data: providers } = useQuery(providersQuery)
  const test = useMutation({ mutationFn: testProvider })
  const { asked, close } = useProviderDialogs(test.mutate)
  const provider = providers?.find(({ id }) => id === asked?.id)
  return (
    <>
      <SettingsHead title="Single sign-on" note="OpenID Connect">
        <ActionButton action="sign-in-provider.create" variant="filled" />
      </SettingsHead>
      <ProviderTestAnswer test={test} />
      <ProviderTable empty={<NoProviders />} />
      {asked?.kind === 'create' ? (
        <ProviderDialog providers={providers ?? []} onClose={close} />
      ) : asked === undefined || provider === undefined ? null : asked.kind === 'change' ? (
        <ProviderDialog key={provider.id} provider={provider} providers={providers ?? []} onClose={close} />
      ) : (
        <RemoveProvider key={provider.id} provider={provider} onClose={close} />
      )}
    </>
  )
}

function useProviderDialogs(test: (provider: Provider) => void) {
  const { asked, ask, close } = useAsked(['create', 'change', 'remove'])
  const refusal = useRefusal('sign-in-provider.write')
  const onProvider = (run: (provider: Provider) => void) => ({
    run: (subject: unknown) => isProvider(subject) && run(subject),
  })
  useActions(
    refusal === undefined
      ? {
          'sign-in-provider.create': { run: () => ask('create') },
          'sign-in-provider.save': onProvider(({ id }) => ask('change', id)),
          'sign-in-provider.remove': onProvider(({ id }) => ask('remove', id)),
          'sign-in-provider.test': onProvider(test),
        }
      : {},
  )
  return { asked: refusal === undefined ? asked : undefined, close }
}

function NoProviders() {
  return (
    <Empty
      title="Nobody signs in by single sign-on yet"
      action={<ActionButton action="sign-in-provider.create" variant="filled" />}
    >
      A provider signs in your own people, or those of one tenant, with the accounts they have already.
    </Empty>
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
