import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { type ActionId, actionCatalogue } from './catalogue.ts'
import { Keys } from './keys.tsx'
import { useRegistry } from './use-actions.ts'

type Props = ButtonProps & {
  readonly action: ActionId
  readonly subject?: unknown
  readonly children?: ReactNode
}

/** A button that runs an action of the registry, shows its key and says why when it cannot run. */
export function ActionButton({ action, subject, children, ...look }: Props) {
  const registry = useRegistry()
  const entry = actionCatalogue[action]
  const handler = registry.handlerOf(action)
  const [keys] = entry.keys
  if (handler === undefined) return null
  return (
    <Tooltip
      label={
        <>
          {handler.blocked ?? entry.title} {keys === undefined ? null : <Keys keys={keys} />}
        </>
      }
    >
      <Button
        variant="default"
        data-action={action}
        {...look}
        aria-disabled={handler.blocked !== undefined}
        data-blocked={handler.blocked !== undefined || undefined}
        onClick={() => registry.run(action, subject)}
      >
        {children ?? entry.title}
      </Button>
    </Tooltip>
  )
}
