import type { Provider, TestedProvider } from '@countersign/api/sign-in'
import { Button } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { queryString } from '../api/client.ts'
import css from '../settings/settings.module.css'
import { copyText } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { LogText } from '../text/log-text.tsx'

type Test = UseMutationResult<TestedProvider, Error, Provider>

/** What the provider's address said of itself. */
export function ProviderTestAnswer({ test }: { readonly test: Test }) {
  const { variables: provider, data, error, isPending } = test
  if (provider === undefined) return null
  const tone = isPending ? undefined : data?.kind === 'found' ? 'good' : 'bad'
  const name = <LogText text={provider.name} max={80} />
  return (
    <div role="status" className={css.answer} data-tone={tone}>
      <div>
        {isPending ? <>Asking {name}…</> : null}
        <Refusal error={error} />
        {data?.kind === 'failed' ? (
          <>
            <strong>{name}</strong> did not answer as a provider: <LogText text={data.error} max={400} />
          </>
        ) : null}
        {data?.kind === 'found' ? <Found name={name} address={data.authorizationEndpoint} /> : null}
      </div>
      {data?.kind === 'found' ? (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => void copyText(signInAddress(provider), 'Sign-in address')}
        >
          Copy the sign-in address
        </Button>
      ) : null}
      {isPending ? null : (
        <Button variant="subtle" size="compact-xs" onClick={test.reset}>
          Dismiss
        </Button>
      )}
    </div>
  )
}

function Found({ name, address }: { readonly name: ReactNode; readonly address: string }) {
  return (
    <>
      <strong>{name}</strong> answers, and signs people in at <LogText text={address} max={160} mono />.
      Whether the client id and secret are right shows when somebody signs in: try it in a private window.
    </>
  )
}

/** The sign-in page that offers this provider. */
function signInAddress({ tenantId }: Provider): string {
  return `${window.location.origin}/sign-in${queryString({ home: tenantId ?? undefined })}`
}
