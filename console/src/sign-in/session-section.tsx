import type { SessionRow } from '@countersign/api/session'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import css from '../settings/administration.module.css'
import { Failure } from '../shell/failure.tsx'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { mySessionsQuery } from './account-queries.ts'

const wayWords: Readonly<Record<string, string>> = {
  link: 'one-time link',
  password: 'password',
  passkey: 'passkey',
  sso: 'single sign-on',
}

/** Where this person is signed in; each can be ended. */
export function SessionSection() {
  const { data: sessions, error, refetch } = useQuery(mySessionsQuery)
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: (sessionId: string | undefined) =>
      sessionId === undefined
        ? api.call('DELETE /api/me/sessions', { action: 'me.end-other-sessions' })
        : api.call('DELETE /api/me/sessions/{sessionId}', { path: { sessionId }, action: 'me.end-session' }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: mySessionsQuery.queryKey })
      say('Signed out there')
    },
  })
  return (
    <section className={css.section} aria-label="Sessions">
      <div className={css.sectionHead}>
        <div>
          <h2>Where you are signed in</h2>
        </div>
        {(sessions?.length ?? 0) > 1 ? (
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate(undefined)}>
            Sign out everywhere else
          </Button>
        ) : null}
      </div>
      <Refusal error={end.error} />
      {error !== null && sessions === undefined ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <ul className={css.list}>
          {sessions?.map((session) => (
            <SessionItem key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
          ))}
        </ul>
      )}
    </section>
  )
}

function SessionItem({ session, onEnd }: { readonly session: SessionRow; readonly onEnd: () => void }) {
  return (
    <li>
      <div>
        <strong>{session.isThis ? 'This browser' : browserName(session.userAgent)}</strong>{' '}
        <span className="mono quiet">
          <LogText text={session.address} max={60} />
        </span>
        <span className={css.under} title={session.userAgent.slice(0, 300)}>
          by {wayWords[session.signedInBy] ?? session.signedInBy}, since <Instant at={session.createdAt} />,
          last used <Instant at={session.lastSeenAt} />
        </span>
      </div>
      {session.isThis ? null : (
        <button
          type="button"
          className={css.rowButton}
          data-ends
          aria-label={`Sign out ${browserName(session.userAgent)} at ${session.address}`}
          onClick={onEnd}
        >
          Sign out
        </button>
      )}
    </li>
  )
}

/** What the browser says it is; it may say anything, so it is a hint and no more. */
function browserName(userAgent: string): string {
  const known = ['Edg', 'Firefox', 'Chrome', 'Safari'].find((name) => userAgent.includes(`${name}/`))
  if (known === undefined) return 'Unknown browser'
  return known === 'Edg' ? 'Edge' : known
}
