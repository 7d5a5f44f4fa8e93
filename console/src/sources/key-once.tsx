import type { CreatedSource } from '@countersign/api/source'
import { Button, Group, Tabs } from '@mantine/core'
import { copyText } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { shippersFor } from './shippers.ts'
import css from './sources.module.css'

/** The key, and what to tell each shipper. */
export function KeyOnce({
  created,
  onClose,
}: {
  readonly created: CreatedSource
  readonly onClose: () => void
}) {
  const { source, key } = created
  const shippers = shippersFor({ origin: window.location.origin, sourceId: source.id, key })
  return (
    <div className={css.form}>
      <p>
        <TenantChip tenantId={source.tenantId} /> This is the only time the key is shown. Whoever holds it can
        send events as this source and do nothing else.
      </p>
      <div className={css.key}>
        <code className="mono" data-testid="source-key">
          {key}
        </code>
        <Button variant="default" data-autofocus onClick={() => void copyText(key, 'Key')}>
          Copy key
        </Button>
      </div>
      <Tabs defaultValue={shippers[0]?.name ?? null} keepMounted={false}>
        <Tabs.List>
          {shippers.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shippers.map(({ name, note, text }) => (
          <Tabs.Panel key={name} value={name} className={css.shipper}>
            <p className="quiet">{note}</p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
            <pre tabIndex={0}>{text}</pre>
            <Button variant="default" size="compact-xs" onClick={() => void copyText(text, name)}>
              Copy
            </Button>
          </Tabs.Panel>
        ))}
      </Tabs>
      <Group justify="flex-end">
        <Button onClick={onClose}>I have the key</Button>
      </Group>
    </div>
  )
}
