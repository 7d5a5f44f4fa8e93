import { useQuery } from '@tanstack/react-query'
import { api, queryString } from '../api/client.ts'
import { LogText } from '../text/log-text.tsx'
import css from './sign-in.module.css'
import type { SignInSearch } from './sign-in-search.ts'
import { pageAfter } from './sign-in-token.ts'

/** Providers of single sign-on: the operator's, or of the tenant that the address names. */
export function SsoLinks({ search }: { readonly search: SignInSearch }) {
  const { home } = search
  const { data } = useQuery({
    queryKey: ['sign-in-choices', home],
    queryFn: ({ signal }) => api.call('GET /api/sign-in/providers', { query: { home }, signal }),
  })
  const back = pageAfter(window.location.search)
  return data?.items.map(({ id, name }) => (
    <a
      key={id}
      className={css.sso}
      href={`/api/sign-in/sso/${encodeURIComponent(id)}${queryString({ back })}`}
    >
      Sign in with <LogText text={name} max={60} />
    </a>
  ))
}
