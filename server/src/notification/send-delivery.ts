import type { SecretBox } from '../platform/auth/secret-box.ts'
import type { Clock } from '../platform/clock.ts'
import type { EgressRegister } from '../platform/egress/egress-gate.ts'
import type { AllowedHosts, Resolve } from '../platform/egress/outside-address.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { ChannelRow } from './channel-store.ts'
import { composeMail, composeSlack, composeWebhook } from './compose-text.ts'
import type { Delivery } from './message.ts'
import { postJson } from './post-json.ts'
import { sendMail } from './send-mail.ts'
import type { SendResult } from './send-result.ts'
import { webhookHeaders } from './sign-webhook.ts'
import { openTarget } from './target.ts'

export type MailServer = { readonly url: string; readonly from: string }

export type SendParts = {
  readonly clock: Clock
  readonly box: SecretBox
  readonly register: EgressRegister
  readonly resolve: Resolve
  readonly allowed: AllowedHosts
  readonly timeoutSeconds: number
  /** Undefined: no mail is sent. */
  readonly mail: MailServer | undefined
  readonly publicUrl: string | undefined
  readonly tenantName: (tenantId: TenantId) => Promise<string>
  readonly brandName: () => Promise<string>
}

export type SendDelivery = (
  tenantId: TenantId,
  channel: Pick<ChannelRow, 'channel_id' | 'target' | 'sealed'>,
  what: Pick<Delivery, 'deliveryId' | 'kind' | 'messages'>,
) => Promise<SendResult>

/** One attempt over whatever the channel is. Never throws because of the receiver. Errors: STATE_DOWN, INTERNAL. */
export function openSending(parts: SendParts): SendDelivery {
  return async (tenantId, channel, what) => {
    const [tenantName, brandName] = await Promise.all([parts.tenantName(tenantId), parts.brandName()])
    const delivery: Delivery = { ...what, tenantId, tenantName, brandName, publicUrl: parts.publicUrl }
    const { target } = channel
    if (target.kind === 'email') return mail(parts, target.recipients, delivery)
    if (channel.sealed === null) return { kind: 'failed', error: 'the channel has no address' }
    const { url, secret } = openTarget(parts.box, tenantId, channel.channel_id, channel.sealed)
    if (target.kind === 'slack')
      return postJson(parts, tenantId, url, JSON.stringify(composeSlack(delivery)), {})
    const body = composeWebhook(delivery)
    const headers = webhookHeaders(secret ?? '', delivery.deliveryId, parts.clock.now(), body)
    return postJson(parts, tenantId, url, body, headers)
  }
}

async function mail(
  { mail: server, clock, register, timeoutSeconds }: SendParts,
  recipients: readonly string[],
  delivery: Delivery,
): Promise<SendResult> {
  if (server === undefined) return { kind: 'failed', error: 'no mail server is set up: smtp-url' }
  const settings = { ...server, register, tenantId: delivery.tenantId, timeoutSeconds }
  return sendMail(settings, recipients, delivery.deliveryId, clock.now(), composeMail(delivery))
}
