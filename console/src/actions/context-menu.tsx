import {
  createContext,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { type ActionId, actionCatalogue } from './catalogue.ts'
import css from './context-menu.module.css'
import { Keys } from './keys.tsx'
import { useRegistry } from './use-actions.ts'

type Opened = {
  readonly x: number
  readonly y: number
  readonly ids: readonly ActionId[]
  readonly subject: unknown
}
const OpenMenu = createContext<(event: MouseEvent, ids: readonly ActionId[], subject?: unknown) => void>(
  () => {},
)

/** Opens the context menu with actions of the registry at the pointer. */
export function useContextMenu() {
  return useContext(OpenMenu)
}

export function ContextMenuHost({ children }: { readonly children: ReactNode }) {
  const [menu, setMenu] = useState<Opened>()
  const open = (event: MouseEvent, ids: readonly ActionId[], subject?: unknown) => {
    // A selection is about to be copied: the browser's own menu serves that.
    if (window.getSelection()?.toString()) return
    event.preventDefault()
    setMenu({ x: event.clientX, y: event.clientY, ids, subject })
  }
  return (
    <OpenMenu value={open}>
      {children}
      {menu === undefined ? null : (
        <MenuAt key={`${menu.x},${menu.y}`} menu={menu} onClose={() => setMenu(undefined)} />
      )}
    </OpenMenu>
  )
}

function MenuAt({ menu, onClose }: { readonly menu: Opened; readonly onClose: () => void }) {
  const registry = useRegistry()
  const box = useRef<HTMLDivElement>(null)
  const place = usePlace(box, menu)
  useFocusWhileOpen(box, onClose)
  const ids = menu.ids.filter((id) => registry.handlerOf(id) !== undefined)
  return (
    <div
      ref={box}
      role="menu"
      tabIndex={-1}
      aria-label="Actions"
      className={css.menu}
      style={place}
      onKeyDown={(event) => onMenuKey(event, onClose)}
    >
      {ids.map((id) => {
        const { blocked } = registry.handlerOf(id) ?? {}
        const [keys] = actionCatalogue[id].keys
        return (
          <button
            key={id}
            type="button"
            role="menuitem"
            tabIndex={-1}
            aria-disabled={blocked !== undefined}
            title={blocked}
            onClick={() => {
              if (blocked !== undefined) return
              onClose()
              registry.run(id, menu.subject)
            }}
          >
            {actionCatalogue[id].title}
            {keys === undefined ? null : <Keys keys={keys} />}
          </button>
        )
      })}
    </div>
  )
}

/** At the pointer, moved back into the window where it would stick out. */
function usePlace(box: { readonly current: HTMLDivElement | null }, { x, y }: Opened) {
  const [place, setPlace] = useState({ left: x, top: y })
  useLayoutEffect(() => {
    const { width = 0, height = 0 } = box.current?.getBoundingClientRect() ?? {}
    setPlace({
      left: Math.max(0, Math.min(x, window.innerWidth - width - 8)),
      top: Math.max(0, Math.min(y, window.innerHeight - height - 8)),
    })
  }, [box, x, y])
  return place
}

/** The first entry has the focus; leaving the menu closes it and gives the focus back. */
function useFocusWhileOpen(box: { readonly current: HTMLDivElement | null }, onClose: () => void): void {
  const close = useRef(onClose)
  close.current = onClose
  useEffect(() => {
    const before = document.activeElement
    entries(box.current)[0]?.focus()
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) close.current()
    }
    const onLeave = () => close.current()
    window.addEventListener('pointerdown', onPress)
    window.addEventListener('blur', onLeave)
    window.addEventListener('resize', onLeave)
    return () => {
      window.removeEventListener('pointerdown', onPress)
      window.removeEventListener('blur', onLeave)
      window.removeEventListener('resize', onLeave)
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [box])
}

function entries(menu: Element | null): readonly HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
}

/** WAI-ARIA menu pattern: arrows, Home and End move, Escape and Tab leave. */
function onMenuKey(event: KeyboardEvent<HTMLElement>, onClose: () => void): void {
  const all = entries(event.currentTarget)
  const at = all.indexOf(document.activeElement as HTMLElement)
  const to: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (at - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  }
  const next = to[event.key]
  if (next !== undefined) all[next]?.focus()
  else if (event.key === 'Escape' || event.key === 'Tab') onClose()
  else return
  event.preventDefault()
  event.stopPropagation()
}
