import type { RetentionClass } from '@countersign/api/retention'
import { inWordsOf, type Reader } from '../settings/use-reader.ts'

type Words = {
  readonly name: string
  readonly plainName: string
  /** What of it goes when its time is up. */
  readonly goes: string
  readonly plainGoes: string
}

const classes: Readonly<Record<RetentionClass, Words>> = {
  events: {
    name: 'Events',
    plainName: 'What your systems reported',
    goes: 'the events with their raw records',
    plainGoes: 'what your systems reported',
  },
  unparsed: {
    name: 'Lines that were not parsed',
    plainName: 'Lines nobody could read',
    goes: 'the lines',
    plainGoes: 'those lines',
  },
  findings: {
    name: 'Findings',
    plainName: 'Signs of trouble',
    goes: 'the findings',
    plainGoes: 'those signs',
  },
  incidents: {
    name: 'Resolved incidents',
    plainName: 'Cases that are settled',
    goes: 'the resolved incidents with their findings, history and notes',
    plainGoes: 'the settled cases with their notes',
  },
}

export function className(kept: RetentionClass, reader: Reader): string {
  const { name, plainName } = classes[kept]
  return inWordsOf(reader, name, plainName)
}

export function whatGoes(kept: RetentionClass, reader: Reader): string {
  const { goes, plainGoes } = classes[kept]
  return inWordsOf(reader, goes, plainGoes)
}
