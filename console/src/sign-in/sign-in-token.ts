/** The one-time token of a sign-in link: in the fragment, which browsers never send to a server. */
export function tokenOf(fragment: string): string | undefined {
  const token = new URLSearchParams(fragment.replace(/^#/, '')).get('token')
  return token === null || token === '' ? undefined : token
}

/** Token of a link that was pasted, or of a bare token. */
export function tokenOfPasted(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed.includes('#')) return tokenOf(trimmed.slice(trimmed.indexOf('#')))
  return /^[\w.-]{8,200}$/.test(trimmed) ? trimmed : undefined
}

/** Where to go after signing in: a page of this console and nothing else, whatever the address says. */
export function pageAfter(search: string): string {
  const back = new URLSearchParams(search).get('back') ?? ''
  return /^\/(?![/\\])/.test(back) && !back.startsWith('/sign-in') ? back : '/queue'
}
