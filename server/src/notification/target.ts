import type { NewTarget, ShownTarget } from '@countersign/api/notification'
import type { SecretBox } from '../platform/auth/secret-box.ts'
import { type AllowedHosts, checkedOutsideUrl } from '../platform/egress/outside-address.ts'
import { CountersignError } from '../platform/errors.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { StoredTarget } from './channel-store.ts'

/** What is sealed of a webhook: the whole address, because a path is often the only secret of a receiver. */
export type SealedTarget = { readonly url: string; readonly secret: string | null }

const whsecMinBytes = 24
const whsecMaxBytes = 64

/** Errors: NOTIFICATION_TARGET_REFUSED. */
export function storedTarget(
  box: SecretBox,
  allowed: AllowedHosts,
  tenantId: TenantId,
  channelId: string,
  target: NewTarget,
): StoredTarget {
  if (target.kind === 'email') {
    return { shown: { kind: 'email', recipients: [...new Set(target.recipients)] }, sealed: null }
  }
  const url = checkedOutsideUrl(target.url, allowed)
  if (target.kind === 'webhook') refuseWeakSecret(target.secret)
  const secret = target.kind === 'webhook' ? target.secret : null
  const open: SealedTarget = { url: url.href, secret }
  return {
    shown: { kind: target.kind, origin: url.origin },
    sealed: box.seal(purposeOf(tenantId, channelId), JSON.stringify(open)),
  }
}

/** Standard Webhooks: between 24 bytes (192 bits) and 64 bytes (512 bits). */
function refuseWeakSecret(secret: string): void {
  const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length
  if (bytes >= whsecMinBytes && bytes <= whsecMaxBytes) return
  throw new CountersignError(
    'NOTIFICATION_TARGET_REFUSED',
    `the signing secret holds ${bytes} bytes; it has to hold ${whsecMinBytes} to ${whsecMaxBytes}`,
  )
}

export function openTarget(
  box: SecretBox,
  tenantId: TenantId,
  channelId: string,
  sealed: Buffer,
): SealedTarget {
  return JSON.parse(box.open(purposeOf(tenantId, channelId), sealed)) as SealedTarget
}

function purposeOf(tenantId: TenantId, channelId: string): string {
  return `notification/${tenantId}/${channelId}`
}

/** For the audit trail: what may be shown of it. */
export function describedTarget(target: ShownTarget): string {
  return target.kind === 'email'
    ? `email: ${target.recipients.join(', ')}`
    : `${target.kind}: ${target.origin}`
}
