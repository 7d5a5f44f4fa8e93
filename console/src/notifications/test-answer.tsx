import type { NotificationChannel, TestedChannel } from '@countersign/api/notification'
import { Button } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import css from '../settings/settings.module.css'
import { Refusal } from '../sources/refusal.tsx'
import { LogText } from '../text/log-text.tsx'

type Test = UseMutationResult<TestedChannel, Error, NotificationChannel>

/** What a receiver answered to the test that was just sent. */
export function TestAnswer({ test }: { readonly test: Test }) {
  if (test.isIdle) return null
  const tone = test.isPending ? undefined : test.data?.isDelivered ? 'good' : 'bad'
  return (
    <div role="status" className={css.answer} data-tone={tone}>
      <div>
        <Words test={test} />
      </div>
      {test.isPending ? null : (
        <Button variant="subtle" size="compact-xs" onClick={test.reset}>
          Dismiss
        </Button>
      )}
    </div>
  )
}

function Words({ test: { variables, data, error, isPending } }: { readonly test: Test }) {
  const name = <LogText text={variables?.name ?? ''} max={80} />
  if (isPending) return <>Sending a test to {name}…</>
  if (error !== null) return <Refusal error={error} />
  const { isDelivered, error: answer } = data ?? { isDelivered: false, error: null }
  return (
    <>
      {isDelivered ? 'The test was delivered to ' : 'The test was not delivered to '}
      <strong>{name}</strong>
      {answer === null ? '.' : ': '}
      {answer === null ? null : <LogText text={answer} max={400} />}
    </>
  )
}
