import { createTransport, type SendMailOptions } from 'nodemailer'
import { bytesOf, type EgressRegister, throughGate } from '../platform/egress/egress-gate.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Mail } from './compose-text.ts'
import { inertText } from './inert-text.ts'
import type { SendResult } from './send-result.ts'

export type MailSettings = {
  /** `smtp://name:password@host:587` or `smtps://…`. */
  readonly url: string
  readonly from: string
  readonly timeoutSeconds: number
  readonly register: EgressRegister
  /** Whose news it holds; null: the operator's. */
  readonly tenantId: TenantId | null
}

const loopback = /^(?:127\.|\[?::1\]?$|localhost$)/

/** One attempt. Text only: there is nothing in it to run, load or hide. Never throws. */
export async function sendMail(
  settings: MailSettings,
  recipients: readonly string[],
  deliveryId: string,
  atMs: number,
  { from, subject, text }: Mail,
): Promise<SendResult> {
  const transport = transportOf(settings)
  const domain = settings.from.split('@').at(-1)?.replace(/>.*$/, '') ?? 'countersign'
  const mail: SendMailOptions = {
    from: { name: from, address: settings.from },
    to: recipients.map((address) => ({ name: '', address })),
    subject,
    text,
    date: new Date(atMs),
    // The same at every attempt: mailboxes that saw it drop the repetition.
    messageId: `<${deliveryId}@${domain}>`,
    // RFC 3834 section 5: automatic answers are not sent to it.
    headers: { 'auto-submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
  try {
    const { rejected = [] } = await throughGate(
      settings.register,
      { tenantId: settings.tenantId, purpose: 'mail', host: mailHost(settings.url) },
      () => transport.sendMail(mail),
      () => ({ outcome: 'answered', sentBytes: bytesOf(text) }),
    )
    if (rejected.length === 0) return { kind: 'delivered' }
    return { kind: 'delivered', note: inertText(`the mail server refused ${rejected.join(', ')}`, 300) }
  } catch (error) {
    return resultOf(error)
  } finally {
    transport.close()
  }
}

function mailHost(url: string): string {
  const { hostname, port, protocol } = new URL(url)
  return `${hostname}:${port === '' ? (protocol === 'smtps:' ? '465' : '587') : port}`
}

function transportOf({ url, timeoutSeconds }: Pick<MailSettings, 'url' | 'timeoutSeconds'>) {
  const { username, hostname, protocol } = new URL(url)
  const timeout = timeoutSeconds * 1000
  return createTransport({
    url,
    // A password goes over the network encrypted or not at all.
    requireTLS: protocol === 'smtp:' && username !== '' && !loopback.test(hostname),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
  })
}

type SmtpError = { readonly code?: string; readonly responseCode?: number; readonly response?: string }

/** RFC 5321 section 4.2.1: 5yz about sender, recipient or message is final; about anything else it may be set right. */
function resultOf(cause: unknown): SendResult {
  const { code = 'unknown', responseCode = 0, response } = cause as SmtpError
  const said = response === undefined ? code : `${code}: ${response}`
  const error = `${inertText(`the mail server did not take it (${said}`, 299)})`
  const isFinal = responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE')
  return isFinal ? { kind: 'refused', error } : { kind: 'failed', error }
}
