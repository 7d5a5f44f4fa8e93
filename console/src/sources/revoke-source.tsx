import type { Source } from '@countersign/api/source'
import { Button, Group, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { say } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { LogText } from '../text/log-text.tsx'
import { Refusal } from './refusal.tsx'
import css from './sources.module.css'

/** Asks before a key is revoked, saying what stops. */
export function RevokeSource({ source, onClose }: { readonly source: Source; readonly onClose: () => void }) {
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: () =>
      api.call('DELETE /api/tenants/{tenantId}/sources/{sourceId}', {
        path: { tenantId: source.tenantId, sourceId: source.id },
        action: 'source.revoke',
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['sources'] })
      say(`Key of ${source.name} revoked`)
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title="Revoke a source key">
      <div className={css.form}>
        <p>
          <TenantChip tenantId={source.tenantId} />{' '}
          <strong>
            <LogText text={source.name} max={80} />
          </strong>{' '}
          <span className="mono quiet">{source.keyPrefix}…</span>
        </p>
        <p>
          From now on nothing sent with this key is taken: the shipper gets 401. What has arrived stays. A
          revoked key cannot be given back; create a new source instead.
        </p>
        <Refusal error={revoke.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button loading={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke the key
          </Button>
        </Group>
      </div>
    </Modal>
  )
}
