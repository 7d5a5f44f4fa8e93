import { classNames } from '@countersign/ocsf/class-name'
import type { HopsColumn, InstantColumn, NumberColumn, TextColumn } from './filter-record.ts'

type Described = {
  /** What a person types before the colon. */
  readonly name: string
  readonly description: string
  readonly example: string
  /** Names that other products use; suggested, not accepted. */
  readonly alsoCalled: readonly string[]
}

/** `exact`: an id; compared byte for byte, so that the lake's index finds it. */
export type TextField = Described & {
  readonly kind: 'text'
  readonly columns: readonly TextColumn[]
  readonly exact: boolean
}
export type AddressField = Described & { readonly kind: 'address'; readonly columns: readonly TextColumn[] }
export type HopsField = Described & { readonly kind: 'hops'; readonly column: HopsColumn }
export type ContentField = Described & { readonly kind: 'content'; readonly column: 'raw' }
export type NumberField = Described & {
  readonly kind: 'number'
  readonly column: NumberColumn
  readonly names: ReadonlyMap<number, string>
}
export type InstantField = Described & { readonly kind: 'instant'; readonly column: InstantColumn }

export type Field = TextField | AddressField | HopsField | ContentField | NumberField | InstantField

/** OCSF 1.9.0-dev, dictionary `severity_id` and `status_id`. */
const severities = ['Unknown', 'Informational', 'Low', 'Medium', 'High', 'Critical', 'Fatal']
const severityNames: ReadonlyMap<number, string> = new Map([...severities.entries(), [99, 'Other']])
const statusNames: ReadonlyMap<number, string> = new Map([
  [0, 'Unknown'],
  [1, 'Success'],
  [2, 'Failure'],
  [99, 'Other'],
])

export const contentField: ContentField = {
  kind: 'content',
  name: 'raw',
  column: 'raw',
  description: 'The record as it came: the text occurs anywhere in it. Words without a field search here.',
  example: 'raw:"access denied"',
  alsoCalled: ['message', 'text', 'content', '_raw'],
}

/** Everything that can be asked for, in the order a list shows it. */
export const fields: readonly Field[] = [
  text('identity', ['identity_key'], 'Who acted.', 'identity:aws:*:assumed-role/deploy', [
    'user',
    'actor',
    'principal',
    'username',
    'account',
  ]),
  {
    kind: 'hops',
    name: 'chain',
    column: 'chain',
    description: 'Somebody behind the actor, as far as the record says: any hop of the delegation.',
    example: 'chain:github:acme/*',
    alsoCalled: ['via', 'delegation', 'behind'],
  },
  text('action', ['action'], "The operation in the source's own words.", 'action:AssumeRole', [
    'operation',
    'eventname',
    'event_name',
    'verb',
  ]),
  text('resource', ['resource'], 'The main thing acted on.', 'resource:*secret*', [
    'object',
    'target',
    'file',
    'path',
    'url',
  ]),
  number('status', 'status_id', statusNames, 'How it ended.', 'status:failure', ['outcome', 'result']),
  number('severity', 'severity_id', severityNames, 'How severe the source says it is.', 'severity:>=high', [
    'level',
    'priority',
  ]),
  address('ip', ['source_ip', 'destination_ip'], 'Source or destination address.', 'ip:10.0.0.0/8', [
    'address',
    'addr',
  ]),
  address('source_ip', ['source_ip'], 'Where it came from.', 'source_ip:203.0.113.7', [
    'src',
    'src_ip',
    'client_ip',
    'from',
  ]),
  address('destination_ip', ['destination_ip'], 'Where it went.', 'destination_ip:2001:db8::/32', [
    'dst',
    'dest_ip',
    'dst_ip',
    'to',
  ]),
  text('host', ['host'], 'The host it happened on or was reported by.', 'host:web-*', [
    'hostname',
    'device',
    'computer',
  ]),
  text('session', ['session_key'], 'Session or credential that ties actions together.', 'session:ASIA*', [
    'access_key',
    'logon_id',
  ]),
  number('class', 'class_uid', classNames, 'OCSF class, by name or number.', 'class:Authentication', [
    'class_uid',
    'class_name',
    'type',
    'category',
  ]),
  text('activity', ['activity_name'], 'OCSF activity of the class.', 'activity:Logon', ['activity_name']),
  text('format', ['format'], 'Format of the record.', 'format:aws-cloudtrail', ['sourcetype', 'product']),
  text('source', ['source_id'], 'Source that sent it, by id.', 'source:src_*', ['source_id', 'index']),
  text('tenant', ['tenant_id'], 'Tenant it belongs to.', 'tenant:acme', ['customer', 'tenant_id']),
  exactText('event', 'event_id', 'The event with this id.', 'event:3f2a…', ['id', 'event_id', 'uuid']),
  exactText('uid', 'source_event_uid', "The source's own id of the event.", 'uid:5c1d…', ['event_uid']),
  instant('time', 'time', 'When it happened (UTC).', 'time:>=2026-03-01T08:00Z', ['timestamp', '@timestamp']),
  instant('received', 'received_at', 'When it arrived here (UTC).', 'received:2026-03-01', ['received_at']),
  contentField,
]

const byName: ReadonlyMap<string, Field> = new Map(fields.map((field) => [field.name, field]))

export function fieldNamed(name: string): Field | undefined {
  return byName.get(name.toLowerCase())
}

function text(
  name: string,
  columns: readonly TextColumn[],
  description: string,
  example: string,
  alsoCalled: readonly string[],
): TextField {
  return { kind: 'text', name, columns, exact: false, description, example, alsoCalled }
}

function exactText(
  name: string,
  column: TextColumn,
  description: string,
  example: string,
  alsoCalled: readonly string[],
): TextField {
  return { kind: 'text', name, columns: [column], exact: true, description, example, alsoCalled }
}

function address(
  name: string,
  columns: readonly TextColumn[],
  description: string,
  example: string,
  alsoCalled: readonly string[],
): AddressField {
  return { kind: 'address', name, columns, description, example, alsoCalled }
}

function number(
  name: string,
  column: NumberColumn,
  names: ReadonlyMap<number, string>,
  description: string,
  example: string,
  alsoCalled: readonly string[],
): NumberField {
  return { kind: 'number', name, column, names, description, example, alsoCalled }
}

function instant(
  name: string,
  column: InstantColumn,
  description: string,
  example: string,
  alsoCalled: readonly string[],
): InstantField {
  return { kind: 'instant', name, column, description, example, alsoCalled }
}
