import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Keys } from '../actions/keys.tsx'
import { useActions } from '../actions/use-actions.ts'
import type { EventFilter } from '../api/queries.ts'
import { LogText } from '../text/log-text.tsx'
import { completed, type Typed, typedAt } from './completion.ts'
import type { EventSearch } from './event-search.ts'
import css from './events.module.css'
import { queryProblem } from './query-grammar.ts'
import { type Offer, useCompletion } from './use-completion.ts'

const listId = 'query-offers'

/** Where a query is typed. Offers come from the server; arrows choose one, Enter or Tab takes it. */
export function QueryText(props: {
  readonly search: EventSearch
  readonly filter: EventFilter
  readonly error: string | undefined
  readonly onAskAgain: () => void
}) {
  const { search } = props
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(search.q ?? '')
  const [problem, setProblem] = useState<string>()
  const offers = useOffers(props.filter, input, text, setText)
  useActions({ 'event.search': { run: () => input.current?.select() } })
  useEffect(() => setText(search.q ?? ''), [search.q])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    offers.close()
    const q = text.trim()
    const found = queryProblem(q)
    setProblem(found)
    if (found !== undefined) return
    if (q === (search.q ?? '')) return props.onAskAgain()
    void navigate({ to: '/events', search: { ...search, q: q === '' ? undefined : q } })
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <div className={css.text}>
        <TextInput
          ref={input}
          size="sm"
          aria-label="Query"
          placeholder='action:AssumeRole* status:failure "text of the record"'
          value={text}
          error={problem ?? props.error}
          autoComplete="off"
          spellCheck={false}
          rightSection={<Keys keys="/" />}
          onChange={(event) => {
            setText(event.currentTarget.value)
            offers.typedUpTo(event.currentTarget.selectionStart)
          }}
          onBlur={offers.close}
          {...offers.inputProps}
        />
        <OfferList offers={offers.shown} at={offers.at} onTake={offers.take} />
      </div>
      <Button type="submit" size="sm" variant="filled">
        Search
      </Button>
    </form>
  )
}

/** The open list, and what keys do to it. Nothing is chosen until an arrow is pressed, so Enter still searches. */
function useOffers(
  filter: EventFilter,
  input: { readonly current: HTMLInputElement | null },
  text: string,
  setText: (text: string) => void,
) {
  const [cursor, setCursor] = useState<number>()
  const [at, setAt] = useState(-1)
  const [caret, setCaret] = useState<number>()
  const typed: Typed | undefined = cursor === undefined ? undefined : typedAt(text, cursor)
  const shown = useCompletion(filter, typed)
  const close = () => setCursor(undefined)
  // After React has written the text: until then the cursor has no place to be.
  useEffect(() => {
    if (caret === undefined) return
    input.current?.setSelectionRange(caret, caret)
    setCaret(undefined)
  }, [caret, input])
  const typedUpTo = (next: number | null) => {
    setCursor(next ?? undefined)
    setAt(-1)
  }
  const take = (offer: Offer) => {
    if (typed === undefined || cursor === undefined) return
    const next = completed(text, cursor, typed, offer.value)
    setText(next.text)
    setCaret(next.cursor)
    typedUpTo(typed.kind === 'field' ? next.cursor : null)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const isOpen = shown.length > 0
    if (event.key === 'Escape') return isOpen ? close() : event.currentTarget.blur()
    if (!isOpen) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const offer = shown[at] ?? (event.key === 'Tab' ? shown[0] : undefined)
    if (step !== undefined) setAt((at + step + shown.length) % shown.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && offer !== undefined)
      take(offer)
    else return
    event.preventDefault()
  }
  const inputProps = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': shown.length > 0,
    'aria-controls': listId,
    'aria-activedescendant': at < 0 || at >= shown.length ? undefined : `${listId}-${at}`,
    onKeyDown,
  } as const
  return { shown, at, close, take, typedUpTo, inputProps }
}

function OfferList(props: {
  readonly offers: readonly Offer[]
  readonly at: number
  readonly onTake: (offer: Offer) => void
}) {
  return (
    <div
      id={listId}
      role="listbox"
      aria-label="Completions"
      className={css.offers}
      hidden={props.offers.length === 0}
    >
      {props.offers.map((offer, index) => (
        // The input keeps the focus and has the keys; this is for the mouse alone.
        <div
          key={offer.value}
          id={`${listId}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === props.at}
          onMouseDown={(event) => {
            event.preventDefault()
            props.onTake(offer)
          }}
        >
          <LogText text={offer.value} max={160} mono /> <span className="quiet">{offer.detail}</span>
        </div>
      ))}
    </div>
  )
}
