import type { PathJson } from '@countersign/authority/escalation/path-json'
import { useQuery } from '@tanstack/react-query'
import { Card } from '../explanation/card.tsx'
import tableCss from '../rows/table.module.css'
import { LogText } from '../text/log-text.tsx'
import css from './identity-page.module.css'
import { pathsQuery, type ShownPaths } from './identity-page-queries.ts'
import { type OfIdentity, ReadPart, Unknown } from './read-part.tsx'

/** Ways from it to more than it was given, step by step. */
export function PathCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(pathsQuery(tenantId, identityKey))
  return (
    <Card title="Ways to more">
      <ReadPart query={query} none="no policy in force names it">
        {(paths) => <Paths paths={paths} />}
      </ReadPart>
    </Card>
  )
}

function Paths({ paths }: { readonly paths: ShownPaths }) {
  if (!paths.known) return <Unknown>{paths.reason}</Unknown>
  if (paths.paths.length === 0)
    return <p className="quiet">By the policy in force, no known way leads from it to more.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={css.scroll} tabIndex={0} aria-label="Escalation paths">
      <ol className={css.steps}>
        {paths.paths.map((path) => (
          <Path key={`${path.path} ${path.escalatesTo}`} path={path} />
        ))}
      </ol>
      {paths.isCut ? <p className="quiet">A bound was reached: there may be more.</p> : null}
    </section>
  )
}

function Path({ path }: { readonly path: PathJson }) {
  return (
    <li className={css.path}>
      <strong>
        to <LogText text={path.escalatesTo} max={200} mono />
      </strong>
      <span>
        <span className={tableCss.tag} data-tone="warn">
          {path.outcome === 'admin' ? 'administrator' : 'data'}
        </span>{' '}
        <span className={tableCss.tag}>{path.certainty}</span> <span className="quiet mono">{path.path}</span>
      </span>
      <ol>
        {path.steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one path never move
          <li key={at}>
            <LogText text={step.action} max={120} mono /> on <LogText text={step.resource} max={200} mono />
            {step.by.map(({ policy, statement }) => (
              <span key={`${policy} ${statement}`} className={tableCss.under}>
                by <LogText text={`${policy}, statement ${statement}`} max={240} />
              </span>
            ))}
          </li>
        ))}
      </ol>
      {[...path.conditions, ...path.assumes].map((text) => (
        <span key={text} className="quiet">
          if <LogText text={text} max={300} />
        </span>
      ))}
    </li>
  )
}
