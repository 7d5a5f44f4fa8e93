import type { WhoCanAnswer, WhoCanSubject } from '@countersign/api/authority'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Unknowns } from '../explanation/decision.tsx'
import tableCss from '../rows/table.module.css'
import { Identity } from '../shell/identity.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { decidingLine } from './deciding-words.ts'
import css from './who-can.module.css'

const rowsShown = 200

/** Who can, by which statement; apart from them, who might. */
export function Answer({ tenantId, answer }: { readonly tenantId: string; readonly answer: WhoCanAnswer }) {
  const { allowed, undetermined, asked, missing } = answer
  return (
    <div className={css.answer}>
      <p role="status">
        <strong>{plural(allowed.length, 'identity can', 'identities can')}</strong>
        <span className="quiet">
          , {countWords(undetermined.length)} undetermined, of {countWords(asked)} asked about
        </span>
      </p>
      {allowed.length === 0 ? null : (
        <Subjects title="Can" tenantId={tenantId} subjects={allowed} last="By which statement" />
      )}
      {undetermined.length === 0 ? null : (
        <Subjects title="Undetermined" tenantId={tenantId} subjects={undetermined} last="What is missing" />
      )}
      <Unknowns title="Why there may be others" texts={missing} />
    </div>
  )
}

function Subjects(props: {
  readonly title: string
  readonly tenantId: string
  readonly subjects: readonly WhoCanSubject[]
  readonly last: string
}) {
  const { title, tenantId, subjects } = props
  const [shown, setShown] = useState(rowsShown)
  return (
    <section>
      <h2 className={css.title}>{title}</h2>
      <table className={css.table} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">{props.last}</th>
          </tr>
        </thead>
        <tbody>
          {subjects.slice(0, shown).map((subject) => (
            <Row key={subject.subject} tenantId={tenantId} subject={subject} />
          ))}
        </tbody>
      </table>
      {subjects.length > shown ? (
        <button type="button" className={tableCss.rowButton} onClick={() => setShown(shown + rowsShown)}>
          {plural(subjects.length - shown, 'more', 'more')}
        </button>
      ) : null}
    </section>
  )
}

function Row({ tenantId, subject }: { readonly tenantId: string; readonly subject: WhoCanSubject }) {
  const { identityKey, deciding, missing } = subject
  return (
    <tr>
      <td>
        {identityKey === null ? (
          <LogText text={subject.subject} max={240} mono />
        ) : (
          <>
            <Link to="/identities/$tenantId/$key" params={{ tenantId, key: identityKey }} preload={false}>
              <Identity identityKey={identityKey} />
            </Link>
            <span className={tableCss.under}>
              <LogText text={subject.subject} max={240} />
            </span>
          </>
        )}
      </td>
      <td>
        {deciding.map(decidingLine).map(({ place, text }) => (
          <div key={`${place} ${text}`}>
            <LogText text={place} max={300} />
            {text === undefined ? null : (
              <details className={css.text}>
                <summary>its text</summary>
                <code className="mono">
                  <LogText text={text} max={2000} lines />
                </code>
              </details>
            )}
          </div>
        ))}
        <Unknowns title="Missing" texts={missing} />
      </td>
    </tr>
  )
}
