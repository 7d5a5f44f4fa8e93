import { useEffect } from 'react'
import { useRegistry } from './use-actions.ts'

const typing = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]'
/** Widgets that use these keys themselves. */
const ownKeys =
  '[role=menu], [role=listbox], [role=dialog][aria-modal=true], [role=tablist], [role=slider], [data-own-keys]'

/** Sends keys to the action registry, unless somebody types or a widget has a use for them. */
export function Keyboard() {
  const registry = useRegistry()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body
      const withMod = event.ctrlKey || event.metaKey
      if (event.defaultPrevented || (!withMod && isBusy(target, event.key))) return
      if (registry.press(event, event.timeStamp)) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [registry])
  return null
}

function isBusy(target: Element, key: string): boolean {
  if (target.closest(typing) !== null || target.closest(ownKeys) !== null) return true
  // Enter and space belong to the button or link that has the focus.
  return (key === 'Enter' || key === ' ') && target.closest('a, button, summary, [role=checkbox]') !== null
}
