import { Menu } from '@mantine/core'
import { createContext, type MouseEvent, type ReactNode, useContext, useState } from 'react'
import { type ActionId, actionCatalogue } from './catalogue.ts'
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
      {menu === undefined ? null : <MenuAt menu={menu} onClose={() => setMenu(undefined)} />}
    </OpenMenu>
  )
}

function MenuAt({ menu, onClose }: { readonly menu: Opened; readonly onClose: () => void }) {
  const registry = useRegistry()
  const ids = menu.ids.filter((id) => registry.handlerOf(id) !== undefined)
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={0} shadow="md">
      <Menu.Target>
        <span style={{ position: 'fixed', left: menu.x, top: menu.y }} />
      </Menu.Target>
      <Menu.Dropdown>
        {ids.map((id) => (
          <Menu.Item
            key={id}
            disabled={registry.handlerOf(id)?.blocked !== undefined}
            rightSection={
              actionCatalogue[id].keys[0] === undefined ? null : <Keys keys={actionCatalogue[id].keys[0]} />
            }
            onClick={() => registry.run(id, menu.subject)}
          >
            {actionCatalogue[id].title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
