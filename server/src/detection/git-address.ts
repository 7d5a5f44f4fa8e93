import { packName } from './rule-pack.ts'

/** A repository to fetch rules from. `shown` carries no password. */
export type GitAddress = { readonly url: string; readonly ref: string | undefined; readonly shown: string }

/**
 * Reads `https://…`, `ssh://…`, `file://…` and `user@host:path`, with `#branch-or-tag` at the end if wanted. Undefined:
 * it is no address, so perhaps a path. Other protocols (`git://`, `http://`, `ext::`) are none on purpose: they are
 * unencrypted, or run commands.
 */
export function gitAddress(text: string): GitAddress | undefined {
  const [url = '', ref] = text.split('#', 2)
  if (ref !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._/-]{0,200}$/.test(ref)) return undefined
  const remote =
    /^(https|ssh|file):\/\/[^\s]+$/.test(url) || /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^\s:]+$/.test(url)
  return remote ? { url, ref, shown: withoutPassword(url) + (ref === undefined ? '' : `#${ref}`) } : undefined
}

export function gitPackName({ url }: GitAddress): string {
  return packName(url.replace(/^.*:(?!\/\/)/, ''))
}

function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]*@/, '$1')
}
