import { ProblemError } from '../api/client.ts'
import css from './sources.module.css'

/** Why the server did not do what a dialog asked for. */
export function Refusal({ error }: { readonly error: Error | null }) {
  if (error === null) return null
  const problem = error instanceof ProblemError ? error.problem : undefined
  return (
    <p role="alert" className={css.refusal}>
      {problem === undefined ? error.message : `${problem.title}. ${problem.detail}`}{' '}
      {problem === undefined ? null : <span className="mono quiet">{problem.code}</span>}
    </p>
  )
}
