import { randomUUID } from 'node:crypto'
import type { Clock } from '../platform/clock.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Mail } from './compose-text.ts'
import { inertText } from './inert-text.ts'
import { type MailSettings, sendMail } from './send-mail.ts'

export type InvitationMail = {
  readonly name: string
  readonly email: string
  /** Whose people they belong to; null: the operator's. */
  readonly tenantId: TenantId | null
  /** Who invited them. */
  readonly by: string
  /** Their ways to sign in were taken away. */
  readonly isAgain: boolean
  /** Holds the one-time token: it is in this mail and in no table. */
  readonly link: string
  readonly expiresAt: Date
}

export type InvitationMailParts = {
  readonly mail: Omit<MailSettings, 'tenantId'>
  readonly clock: Clock
  readonly brandName: () => Promise<string>
  readonly tenantName: (tenantId: TenantId) => Promise<string>
}

const nameMaxCharacters = 120

/** One attempt, at once: a link that waited in an outbox would be a key in a table. Resolves to why it was not sent. */
export async function mailInvitation(
  { mail, clock, brandName, tenantName }: InvitationMailParts,
  invitation: InvitationMail,
): Promise<string | undefined> {
  const { tenantId, email } = invitation
  const brand = await brandName()
  const tenant = tenantId === null ? undefined : await tenantName(tenantId)
  const composed = composeInvitation(invitation, brand, tenant)
  const result = await sendMail(
    { ...mail, tenantId },
    [email],
    `invitation-${randomUUID()}`,
    clock.now(),
    composed,
  )
  return result.kind === 'delivered' ? result.note : result.error
}

/** Names are what people typed: one line each, no link but ours. */
export function composeInvitation(
  { name, by, isAgain, link, expiresAt }: InvitationMail,
  brandName: string,
  tenantName: string | undefined,
): Mail {
  const inert = (text: string) => inertText(text, nameMaxCharacters)
  const brand = inert(brandName)
  const where = tenantName === undefined ? brand : `${brand} for ${inert(tenantName)}`
  const what = isAgain
    ? `${inert(by)} asked you to set up anew how you sign in to ${where}. Your password, authenticator app and passkeys were removed, and every session has ended.`
    : `${inert(by)} invited you to ${where}.`
  const until = `${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return {
    from: brand,
    subject: isAgain ? `Set up your sign-in to ${brand} anew` : `Invitation to ${where}`,
    text: `${inert(name)},\n\n${what}\n\nThis address signs you in once, until ${until}:\n\n${link}\n\nWhoever opens it first is you, so pass it on to nobody. If you expected no such mail, leave it and tell whoever runs the service.\n\n-- \nSent by ${brand}.\n`,
  }
}
