import type { ControlDetail, ControlEvidence } from '@countersign/api/compliance'
import { Link } from '@tanstack/react-router'
import { entryText } from '../evidence/entry-name.ts'
import tableCss from '../rows/table.module.css'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { spanWords } from '../text/time-words.ts'
import css from './compliance.module.css'
import { standingWords } from './control-words.ts'

type Props = { readonly tenantId: string; readonly control: ControlDetail }

/** The kinds of evidence that show a control, and those that only add to it; each fact leads to its entry and proof. */
export function ControlEvidenceList({ tenantId, control: { shows, adds } }: Props) {
  return (
    <>
      <section className={css.stack} aria-labelledby="shows">
        <h3 id="shows">Evidence that shows it</h3>
        {shows.length === 0 ? (
          <p className="quiet">No evidence of ours can show it: it takes a document.</p>
        ) : (
          shows.map((kind) => <Kind key={kind.kindId} tenantId={tenantId} kind={kind} />)
        )}
      </section>
      {adds.length === 0 ? null : (
        <section className={css.stack} aria-labelledby="adds">
          <h3 id="adds">Evidence that adds to it, and alone does not show it</h3>
          {adds.map((kind) => (
            <Kind key={kind.kindId} tenantId={tenantId} kind={kind} />
          ))}
        </section>
      )}
    </>
  )
}

function Kind({ tenantId, kind }: { readonly tenantId: string; readonly kind: ControlEvidence }) {
  const [word, tone] = standingWords[kind.standing]
  return (
    <div className={css.kind}>
      <h4>
        <LogText text={kind.title} max={160} />
        <span className={tableCss.tag} data-tone={tone}>
          {word}
        </span>
        {kind.at === null ? null : (
          <span className="quiet">
            {kind.standing === 'live' ? 'until' : 'since'} <Instant at={kind.at} />
          </span>
        )}
      </h4>
      <p>
        <LogText text={kind.because} max={400} />
      </p>
      <p className="quiet">
        Live when: <LogText text={kind.liveWhen} max={400} /> Looked at every{' '}
        {spanWords(kind.cadenceSeconds * 1000)}.
      </p>
      <ul>
        {kind.facts.map(({ subject, satisfied, statement, collectedAt, entry }) => (
          <li key={entryText(entry)}>
            {satisfied ? null : (
              <>
                <span className={tableCss.tag} data-tone="bad">
                  no
                </span>{' '}
              </>
            )}
            <LogText text={statement} max={600} />
            <span className={tableCss.under}>
              <LogText text={subject} max={120} /> <Instant at={collectedAt} />{' '}
              <Link to="/evidence" search={{ tenant: tenantId, open: entryText(entry) }} preload={false}>
                Entry and proof
              </Link>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
