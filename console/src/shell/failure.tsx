import { Button } from '@mantine/core'
import { ProblemError } from '../api/client.ts'
import css from './shell.module.css'

/** An error as the server explains it: title, detail with what to do next, code. */
export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const problem = error instanceof ProblemError ? error.problem : undefined
  return (
    <div className={css.failure} role="alert">
      <h2>{problem?.title ?? 'This page failed to load'}</h2>
      <p>{problem?.detail ?? (error instanceof Error ? error.message : 'Reload the page.')}</p>
      <p className="quiet">
        Code <span className="mono">{problem?.code ?? 'CONSOLE_FAILED'}</span>
        {problem !== undefined && problem.status > 0 ? ` · HTTP ${problem.status}` : ''}
      </p>
      <Button variant="default" onClick={onRetry ?? (() => window.location.reload())}>
        Try again
      </Button>
    </div>
  )
}
