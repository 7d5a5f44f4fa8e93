import { createHmac } from 'node:crypto'

/**
 * Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, with the bytes behind `whsec_`. The timestamp is that of the
 * attempt, in seconds, and signed, so a receiver can refuse what is old; the id stays the same, so it can drop what it has.
 */
export function webhookHeaders(
  secret: string,
  id: string,
  atMs: number,
  body: string,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(atMs / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
