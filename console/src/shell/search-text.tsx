import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { ActionId } from '../actions/catalogue.ts'
import { Keys } from '../actions/keys.tsx'
import { useActions } from '../actions/use-actions.ts'
import css from './shell.module.css'

const typingPauseMs = 180

/** A filter that follows the typing after a pause and lives in the address. */
export function SearchText(props: {
  /** The action that takes the focus here. */
  readonly action: ActionId
  readonly label: string
  readonly text: string | undefined
  readonly onText: (text: string | undefined) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const told = useRef(props.onText)
  told.current = props.onText
  const inAddress = props.text ?? ''
  const [text, setText] = useState(inAddress)
  useEffect(() => setText(inAddress), [inAddress])
  useActions({ [props.action]: { run: () => input.current?.select() } })
  useEffect(() => {
    if (text === inAddress) return
    const timer = setTimeout(() => told.current(text === '' ? undefined : text), typingPauseMs)
    return () => clearTimeout(timer)
  }, [text, inAddress])
  return (
    <TextInput
      ref={input}
      className={css.searchText}
      aria-label={props.label}
      placeholder={props.label}
      value={text}
      rightSection={<Keys keys="/" />}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur()
      }}
    />
  )
}
