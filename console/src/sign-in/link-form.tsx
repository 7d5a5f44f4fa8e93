import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import css from './sign-in.module.css'
import { tokenOfPasted } from './sign-in-token.ts'

/** For a link that was sent as text, and for the first administrator. */
export function LinkForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const token = tokenOfPasted(text)
    setWrong(token === undefined)
    if (token !== undefined) onToken(token)
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <p>
        An invitation is a link that works once. The first administrator finds one in what the server printed
        when it started; on the server, this makes another:
      </p>
      <pre className={css.command}>countersign sign-in-link</pre>
      <TextInput
        size="sm"
        label="Sign-in link"
        placeholder="https://…/sign-in#token=…"
        value={text}
        error={isWrong ? 'This holds no token. Paste the whole link, with what follows the #.' : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" size="sm" variant="default">
        Use the link
      </Button>
    </form>
  )
}
