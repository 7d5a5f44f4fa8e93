import type { NotifiedEvent } from '@countersign/api/notification'
import { inertChatText, inertText } from './inert-text.ts'
import { type Delivery, incidentLink, type Message } from './message.ts'

const titleMaxCharacters = 200
const statementMaxCharacters = 1000
const nameMaxCharacters = 120
/** Messages written out in one digest; the rest are counted. */
export const digestListedMax = 50

const happened: Readonly<Record<NotifiedEvent, string>> = {
  opened: 'opened',
  'severity-raised': 'is now more severe',
  assigned: 'assigned',
  resolved: 'resolved',
  merged: 'merged into another one',
  'report-due': 'has to be reported soon',
  'report-overdue': 'should have been reported',
}

/** `from` is the name beside the sender's address. */
export type Mail = { readonly from: string; readonly subject: string; readonly text: string }

export function composeMail(delivery: Delivery): Mail {
  const tenant = inertText(delivery.tenantName, nameMaxCharacters)
  const brand = inertText(delivery.brandName, nameMaxCharacters)
  const blocks = delivery.messages
    .slice(0, digestListedMax)
    .map((message) => mailBlock(delivery, message))
    .join('\n\n')
  return {
    from: brand,
    subject: `[${tenant}] ${subjectOf(delivery)}`,
    text: `${tenant}\n\n${blocks}${omitted(delivery)}\n\n-- \nSent by ${brand}.\n`,
  }
}

function subjectOf({ kind, messages }: Delivery): string {
  const [first] = messages
  if (kind === 'test') return 'Test of a notification channel'
  if (kind === 'digest') return `${messages.length} incident ${messages.length === 1 ? 'change' : 'changes'}`
  if (first === undefined) return ''
  return `${first.severity} incident ${happened[first.event]}: ${inertText(first.title, titleMaxCharacters)}`
}

function mailBlock(delivery: Delivery, message: Message): string {
  const link = incidentLink(delivery, message.incidentId)
  return [
    headline(message, inertText),
    inertText(message.title, titleMaxCharacters),
    inertText(message.statement, statementMaxCharacters),
    ...(link === undefined || delivery.kind === 'test' ? [] : [link]),
  ].join('\n')
}

type Inert = (text: string, maxCharacters: number) => string

function headline({ severity, event, assignee, by, atMs }: Message, inert: Inert): string {
  const at = `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const to =
    event === 'assigned' ? ` to ${assignee === null ? 'nobody' : inert(assignee, nameMaxCharacters)}` : ''
  return `${severity.toUpperCase()}: incident ${happened[event]}${to} by ${inert(by, nameMaxCharacters)}, ${at}`
}

function omitted({ messages }: Delivery): string {
  const rest = messages.length - digestListedMax
  return rest > 0 ? `\n\nand ${rest} more` : ''
}

/** The body of an incoming webhook of Slack, and of what speaks its format. */
export function composeSlack(delivery: Delivery): { readonly text: string } {
  const blocks = delivery.messages
    .slice(0, digestListedMax)
    .map((message) => slackBlock(delivery, message))
    .join('\n\n')
  return { text: `${inertChatText(delivery.tenantName, nameMaxCharacters)}\n${blocks}${omitted(delivery)}` }
}

function slackBlock(delivery: Delivery, message: Message): string {
  const link = incidentLink(delivery, message.incidentId)
  return [
    headline(message, inertChatText),
    inertChatText(message.title, titleMaxCharacters),
    inertChatText(message.statement, statementMaxCharacters),
    ...(link === undefined || delivery.kind === 'test' ? [] : [`<${link}|Open the incident>`]),
  ].join('\n')
}

/**
 * The body of a webhook, for programs: texts as they are, bounded. Standard Webhooks, "Payload structure": type, timestamp
 * and data. `timestamp` is when it happened.
 */
export function composeWebhook(delivery: Delivery): string {
  const { kind, tenantId, tenantName, messages } = delivery
  const [first] = messages
  const tenant = { tenantId, tenantName }
  const changes = messages.map((message) => changeOf(delivery, message))
  const type = kind === 'single' ? `incident.${first?.event}` : `notification.${kind}`
  const at = new Date(Math.max(...messages.map(({ atMs }) => atMs))).toISOString()
  const data = kind === 'single' ? { ...tenant, ...changes[0] } : { ...tenant, changes }
  return JSON.stringify({ type, timestamp: at, data })
}

function changeOf(delivery: Delivery, message: Message) {
  const { incidentId, event, severity, assignee, mergedInto, by, atMs } = message
  return {
    incidentId,
    event,
    severity,
    title: message.title.slice(0, titleMaxCharacters).toWellFormed(),
    statement: message.statement.slice(0, statementMaxCharacters).toWellFormed(),
    assignee,
    mergedInto,
    by,
    at: new Date(atMs).toISOString(),
    link: incidentLink(delivery, incidentId) ?? null,
  }
}
