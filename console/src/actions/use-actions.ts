import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react'
import { type ActionHandlers, ActionRegistry } from './registry.ts'

const RegistryContext = createContext(new ActionRegistry())

/** The registry, re-rendering the caller whenever what it offers changes. */
export function useRegistry(): ActionRegistry {
  const registry = useContext(RegistryContext)
  useSyncExternalStore(registry.subscribe, registry.version)
  return registry
}

/** Offers actions while the calling component is shown. */
export function useActions(handlers: ActionHandlers): void {
  const registry = useContext(RegistryContext)
  const layer = useRef<ReturnType<ActionRegistry['add']>>(undefined)
  const latest = useRef(handlers)
  latest.current = handlers
  useEffect(() => {
    layer.current = registry.add(latest.current)
    return () => layer.current?.remove()
  }, [registry])
  useEffect(() => layer.current?.renew(handlers))
}
