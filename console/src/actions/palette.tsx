import { Spotlight, spotlight } from '@mantine/spotlight'
import { type ActionId, actionCatalogue } from './catalogue.ts'
import { Keys } from './keys.tsx'
import { useActions, useRegistry } from './use-actions.ts'

/** Actions that only make sense as a key, or on the row that a menu or button names. */
const notListed = new Set<ActionId>([
  'queue.down',
  'queue.up',
  'event.down',
  'event.up',
  'identity.down',
  'identity.up',
  'view.palette',
  'source.revoke',
  'source.unparsed',
  'source.events',
  'api-key.revoke',
  'person.change',
  'person.invite-again',
  'person.end-sessions',
  'notification-channel.change',
  'notification-channel.test',
  'notification-channel.remove',
  'tenant-group.save',
  'tenant-group.remove',
  'sign-in-provider.save',
  'sign-in-provider.test',
  'sign-in-provider.remove',
])

/** The command palette: whatever the registry offers on this page. */
export function Palette() {
  const registry = useRegistry()
  useActions({ 'view.palette': { run: () => spotlight.open() } })
  const groups = Map.groupBy(
    registry.available().filter((id) => !notListed.has(id) && registry.handlerOf(id)?.blocked === undefined),
    (id) => actionCatalogue[id].section,
  )
  return (
    <Spotlight
      shortcut={null}
      // The title names the dialog; the search box says the same to the eye.
      title="Find an action"
      classNames={{ header: 'visually-hidden' }}
      nothingFound="No action of this page matches"
      highlightQuery={false}
      scrollable
      maxHeight={420}
      searchProps={{ placeholder: 'Find an action', 'aria-label': 'Find an action' }}
      actions={[...groups].map(([group, ids]) => ({
        group,
        actions: ids.map((id) => ({
          id,
          label: actionCatalogue[id].title,
          rightSection:
            actionCatalogue[id].keys[0] === undefined ? null : <Keys keys={actionCatalogue[id].keys[0]} />,
          // After the palette has closed, so that an action may move the focus.
          onClick: () => setTimeout(() => registry.run(id), 60),
        })),
      }))}
    />
  )
}
