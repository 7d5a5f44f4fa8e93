import { useSyncExternalStore } from 'react'
import { ProblemError } from '../api/client.ts'
import css from './shell.module.css'

type Notice = {
  readonly id: number
  readonly kind: 'done' | 'failed'
  readonly text: string
  readonly code?: string
}

const shownMs = 6_000
let notices: readonly Notice[] = []
let nextId = 1
const listeners = new Set<() => void>()

function set(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}

function dismiss(id: number): void {
  set(notices.filter((each) => each.id !== id))
}

function show(notice: Omit<Notice, 'id'>): void {
  const id = nextId++
  set([...notices.slice(-3), { ...notice, id }])
  // What failed stays until it is read.
  if (notice.kind === 'done') setTimeout(() => dismiss(id), shownMs)
}

export function say(text: string): void {
  show({ kind: 'done', text })
}

export function sayFailed(error: unknown): void {
  if (error instanceof ProblemError) {
    const { title, detail, code } = error.problem
    show({ kind: 'failed', text: `${title}. ${detail}`, code })
  } else show({ kind: 'failed', text: error instanceof Error ? error.message : 'It failed.' })
}

/** Outcomes of what the reader did, read out by assistive technology. */
export function Notices() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => notices,
  )
  return (
    <div className={css.notices} aria-live="polite">
      {shown.map((notice) => (
        <div key={notice.id} className={css.notice} data-kind={notice.kind}>
          <span>
            {notice.text}{' '}
            {notice.code === undefined ? null : <span className="mono quiet">{notice.code}</span>}
          </span>
          <button type="button" onClick={() => dismiss(notice.id)} aria-label="Dismiss">
            ×
          </button>
        </div>
      ))}
    </div>
  )
}

/** Copies text and says so; `what` completes "… copied". */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    say(`${what} copied`)
  } catch {
    sayFailed(new Error('The browser did not allow copying. Select the text and copy it by hand.'))
  }
}
