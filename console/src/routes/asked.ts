import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { type RawSearch, textOf } from './search-values.ts'

/** The dialog that is open, as the address names it: `ask=create`, or `ask=change:<id>`. */
export type AskedSearch = { readonly ask?: string | undefined }

export type Asked<Kind extends string> = {
  readonly kind: Kind
  /** What it is about; absent where it makes something. */
  readonly id: string | undefined
}

declare module '@tanstack/history' {
  interface HistoryState {
    /** The dialog was opened from the page under it, so going back closes it. */
    readonly isAskedHere?: boolean
  }
}

/** What a page's search keeps for its dialogs and its order of rows. */
export function listSearch(search: RawSearch): AskedSearch & { readonly sort?: string } {
  const [ask, sort] = [textOf(search, 'ask'), textOf(search, 'sort')]
  return { ...(ask === undefined ? {} : { ask }), ...(sort === undefined ? {} : { sort }) }
}

/** Undefined for a dialog that the page does not know. */
export function readAsked<Kind extends string>(
  text: string | undefined,
  kinds: readonly Kind[],
): Asked<Kind> | undefined {
  if (text === undefined) return undefined
  const colon = text.indexOf(':')
  const name = colon < 0 ? text : text.slice(0, colon)
  const kind = kinds.find((each) => each === name)
  const id = colon < 0 ? undefined : text.slice(colon + 1)
  return kind === undefined ? undefined : { kind, id }
}

/**
 * The dialogs of a page, in its address: a link opens one, going back closes it. Closing one that was opened here goes
 * back too, so that the history holds no page twice.
 */
export function useAsked<Kind extends string>(kinds: readonly Kind[]) {
  const { ask: text } = useSearch({ strict: false }) as AskedSearch
  const navigate = useNavigate()
  const router = useRouter()
  const ask = (kind: Kind, id?: string) => {
    const value = id === undefined ? kind : `${kind}:${id}`
    void navigate({
      to: '.',
      search: ((before: RawSearch) => ({ ...before, ask: value })) as never,
      state: { isAskedHere: true },
      resetScroll: false,
    })
  }
  const close = () => {
    const { search, state } = router.latestLocation
    if ((search as AskedSearch).ask === undefined) return
    if (state.isAskedHere === true) return router.history.back()
    void navigate({
      to: '.',
      search: ((before: RawSearch) => ({ ...before, ask: undefined })) as never,
      replace: true,
      resetScroll: false,
    })
  }
  return { asked: readAsked(text, kinds), ask, close }
}
