import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from '../shell/failure.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './identity-page.module.css'
import { isNotFound } from './identity-page-queries.ts'

export type OfIdentity = { readonly tenantId: string; readonly identityKey: string }

/** A part of the page that is read by itself; what does not exist is said in the words of its card. */
export function ReadPart<T>(props: {
  readonly query: UseQueryResult<T>
  readonly none: string
  readonly children: (data: T) => ReactNode
}) {
  const { query, none } = props
  if (query.data !== undefined) return props.children(query.data)
  if (isNotFound(query.error)) return <Unknown>{none}</Unknown>
  if (query.error !== null) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  return <p className="quiet">Reading…</p>
}

export function Unknown({ children }: { readonly children: string }) {
  return (
    <p className={css.unknown}>
      Unknown: <LogText text={children} />
    </p>
  )
}
