import type { NewSavedView, SavedView } from '@countersign/api/incident-work'
import { Button, Popover, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useActions } from '../actions/use-actions.ts'
import { api } from '../api/client.ts'
import { viewsQuery } from '../api/queries.ts'
import { say, sayFailed } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './saved-views.module.css'

const nameMaxChars = 80

/** Named states of a page: one's own, and those that colleagues share. A view is only an address. */
export function SavedViews({ page }: { readonly page: SavedView['page'] }) {
  const [open, setOpen] = useState(false)
  useActions({ 'view.saved': { run: () => setOpen(true) } })
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      width="min(340px, calc(100vw - 24px))"
      shadow="md"
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Button variant="default" onClick={() => setOpen(!open)}>
          Saved views
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.box} aria-label="Saved views">
        <Views page={page} onChosen={() => setOpen(false)} />
        <SaveView page={page} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Views({ page, onChosen }: { readonly page: SavedView['page']; readonly onChosen: () => void }) {
  const { data: views, error } = useQuery(viewsQuery)
  const ask = useAsk()
  const here = views?.filter((view) => view.page === page) ?? []
  if (error !== null) return <p className="quiet">The views could not be read. {error.message}</p>
  if (views === undefined) return <p className="quiet">Reading the views…</p>
  if (here.length === 0)
    return <p className="quiet">None yet. Filter the page as you need it, and keep that under a name.</p>
  return (
    <ul className={css.views}>
      {here.map((view) => (
        <li key={view.viewId}>
          <Link to={`/${page}`} search={searchOf(view)} onClick={onChosen}>
            <LogText text={view.name} max={nameMaxChars} />
          </Link>
          <span className="quiet">
            {view.isMine ? view.shared ? 'yours, shared' : '' : <LogText text={view.owner} max={40} />}
          </span>
          {view.isMine ? (
            <button
              type="button"
              className={css.remove}
              aria-label={`Remove the view ${view.name}`}
              onClick={() =>
                ask.mutate({
                  run: () =>
                    api.call('DELETE /api/views/{viewId}', {
                      path: { viewId: view.viewId },
                      action: 'view.remove',
                    }),
                  done: 'View removed',
                })
              }
            >
              ×
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function SaveView({ page }: { readonly page: SavedView['page'] }) {
  const search = useLocation({ select: (location) => location.searchStr })
  const ask = useAsk()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body: NewSavedView = { page, name: name.trim(), search: search.replace(/^\?/, ''), shared }
    ask.mutate(
      {
        run: () => api.call('POST /api/views', { body, action: 'view.save' }),
        done: `View ${body.name} saved`,
      },
      { onSuccess: () => setName('') },
    )
  }
  return (
    <form onSubmit={submit} className={css.save}>
      <TextInput
        label="Keep what is shown now as"
        required
        maxLength={nameMaxChars}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <label className={css.share}>
        <input
          type="checkbox"
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        Share with colleagues who may see these tenants
      </label>
      <Button type="submit" loading={ask.isPending} disabled={name.trim() === ''}>
        Save
      </Button>
    </form>
  )
}

type Asked = {
  readonly run: () => Promise<unknown>
  /** What is said of it afterwards. */
  readonly done: string
}

function useAsk() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ run }: Asked) => run(),
    onSuccess: (_, { done }) => say(done),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  })
}

/** The page checks what the address holds, as it does with any other. */
function searchOf({ search }: SavedView): never {
  return Object.fromEntries(new URLSearchParams(search)) as never
}
