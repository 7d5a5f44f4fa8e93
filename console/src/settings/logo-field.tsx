import type { Logo, LogoScheme } from '@countersign/api/settings'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import css from './brand-page.module.css'
import { readBrandAgain, removeLogo, saveLogo } from './settings-queries.ts'

/** The picture of one scheme. It is sent as soon as it is chosen, apart from the rest of the form. */
export function LogoField(props: {
  readonly scheme: LogoScheme
  readonly logo: Logo | null
  readonly mayWrite: boolean
}) {
  const { scheme, logo, mayWrite } = props
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const onSuccess = async () => {
    await readBrandAgain(client)
    say(`The logo for ${scheme} is changed`)
  }
  const save = useMutation({ mutationFn: (file: File) => saveLogo(scheme, file), onSuccess })
  const remove = useMutation({ mutationFn: () => removeLogo(scheme), onSuccess })
  return (
    <div className={css.logo}>
      <div className={css.logoFrame} data-scheme={scheme}>
        {logo === null ? `none for ${scheme}` : <img src={logo.url} alt={`Logo for ${scheme}`} />}
      </div>
      {mayWrite ? (
        <div className={css.buttons}>
          <input
            ref={input}
            type="file"
            hidden
            accept="image/png,image/webp"
            aria-label={`File of the logo for ${scheme}`}
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? []
              if (file !== undefined) save.mutate(file)
              // The same file may be chosen again.
              event.currentTarget.value = ''
            }}
          />
          <Button variant="default" loading={save.isPending} onClick={() => input.current?.click()}>
            Choose a picture for {scheme}
          </Button>
          {logo === null ? null : (
            <Button variant="subtle" loading={remove.isPending} onClick={() => remove.mutate()}>
              Remove
            </Button>
          )}
        </div>
      ) : null}
      <Refusal error={save.error ?? remove.error} />
    </div>
  )
}
