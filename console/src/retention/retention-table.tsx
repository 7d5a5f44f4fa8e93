import type { Retention } from '@countersign/api/retention'
import type { ReactNode } from 'react'
import tableCss from '../rows/table.module.css'
import { useReader } from '../settings/use-reader.ts'
import { Instant } from '../text/instant.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import { className } from './retention-words.ts'

type Kept = Pick<Retention['formats'][number], 'days' | 'oldestAt' | 'nextDeletionAt'>

export function RetentionTable({ retention }: { readonly retention: Retention }) {
  const reader = useReader()
  return (
    <table className={tableCss.stacked} aria-label="How long things are kept">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Kept for</th>
          <th scope="col" data-column="oldest">
            Oldest
          </th>
          <th scope="col">Goes next</th>
          <th scope="col" data-column="last">
            Last deletion
          </th>
        </tr>
      </thead>
      <tbody>
        {retention.classes.map((one) => (
          <KeptRow key={one.class} kept={one} days={<ClassDays {...one} />} last={<LastDeletion {...one} />}>
            <strong>{className(one.class, reader)}</strong>
          </KeptRow>
        ))}
        {retention.formats.map((one) => (
          <KeptRow
            key={one.format}
            kept={one}
            days={plural(one.days, 'day')}
            last={<span className="quiet">with the events</span>}
          >
            <span className="mono">{one.format}</span>
            <span className={tableCss.under}>events of this format</span>
          </KeptRow>
        ))}
      </tbody>
    </table>
  )
}

function KeptRow(props: {
  readonly kept: Kept
  readonly days: ReactNode
  readonly last: ReactNode
  readonly children: ReactNode
}) {
  const { oldestAt, nextDeletionAt } = props.kept
  const nowMs = useNow()
  const isDue = nextDeletionAt !== null && Date.parse(nextDeletionAt) <= nowMs
  return (
    <tr>
      <td>{props.children}</td>
      <td className="number" data-name="Kept for">
        {props.days}
      </td>
      <td data-column="oldest" data-name="Oldest">
        {oldestAt === null ? <span className="quiet">there is none</span> : <Instant at={oldestAt} />}
      </td>
      <td data-name="Goes next">
        {nextDeletionAt === null ? (
          <span className="quiet">nothing</span>
        ) : isDue ? (
          'with the next pass'
        ) : (
          <Instant at={nextDeletionAt} />
        )}
      </td>
      <td data-column="last" data-name="Last deletion">
        {props.last}
      </td>
    </tr>
  )
}

function ClassDays({ days, isDefault }: { readonly days: number; readonly isDefault: boolean }) {
  return (
    <>
      {plural(days, 'day')}
      <span className={tableCss.under}>{isDefault ? 'the default' : 'chosen'}</span>
    </>
  )
}

function LastDeletion({ lastDeletion }: Pick<Retention['classes'][number], 'lastDeletion'>) {
  if (lastDeletion === null) return <span className="quiet">never yet</span>
  return (
    <>
      <Instant at={lastDeletion.at} />
      <span className={`${tableCss.under} number`}>{countWords(lastDeletion.rows)} deleted</span>
    </>
  )
}
