import type { IncidentDetail } from '@countersign/api/incident'
import type { AuthorityChain } from '@countersign/explanation/explanation'
import { lazy, Suspense, useMemo } from 'react'
import { TableSwitch } from '../chart/span-buttons.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import css from './entities.module.css'
import { type Entity, type EntityGraph, entityGraph } from './entity-graph.ts'
import { EntityLink } from './entity-link.tsx'
import pageCss from './incident.module.css'

/** The drawing brings a library of its own: it is loaded when an incident is shown. */
const EntityPicture = lazy(() =>
  import('./entity-picture.tsx').then((module) => ({ default: module.EntityPicture })),
)

/** Who and what it is about, and what ties them together: as a drawing, or as a table that says the same. */
export function Entities(props: {
  readonly detail: IncidentDetail
  readonly authority: AuthorityChain | undefined
  readonly asTable: boolean
  readonly onTable: (asTable: boolean) => void
}) {
  const { detail, authority } = props
  const graph = useMemo(() => entityGraph(detail, authority), [detail, authority])
  if (graph.entities.length === 0) return null
  return (
    <section className={pageCss.card} aria-labelledby="entities">
      <h2 id="entities">Who and what, and what ties them</h2>
      <div className={css.tools}>
        <span className="quiet">
          {plural(graph.entities.length, 'entity', 'entities')}
          {graph.omitted === 0 ? '' : `, ${countWords(graph.omitted)} more with fewer events are not shown`}
        </span>
        <TableSwitch asTable={props.asTable} onTable={props.onTable} />
      </div>
      {props.asTable ? (
        <EntityTable graph={graph} detail={detail} />
      ) : (
        <Suspense fallback={<p className="quiet">Drawing…</p>}>
          <EntityPicture graph={graph} incident={detail.incident} />
        </Suspense>
      )}
    </section>
  )
}

function EntityTable({ graph, detail }: { readonly graph: EntityGraph; readonly detail: IncidentDetail }) {
  const byId = new Map(graph.entities.map((entity) => [entity.id, entity]))
  const tied = new Set(graph.ties.flatMap(({ from, to }) => [from, to]))
  const alone = graph.entities.filter(({ id }) => !tied.has(id))
  const cell = (entity: Entity | undefined) =>
    entity === undefined ? null : (
      <>
        <span className="quiet">{entity.kind}</span> <EntityLink entity={entity} incident={detail.incident} />
      </>
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={css.scroll} tabIndex={0} aria-label="Entities as a table">
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Entity</th>
            <th scope="col">Tie</th>
            <th scope="col">To</th>
            <th scope="col">Events</th>
          </tr>
        </thead>
        <tbody>
          {graph.ties.map((tie) => (
            <tr key={`${tie.from} ${tie.to}`}>
              <td>{cell(byId.get(tie.from))}</td>
              <td>
                <LogText text={tie.words} max={80} />
              </td>
              <td>{cell(byId.get(tie.to))}</td>
              <td className="number">{tie.events === 0 ? 'by the chain' : countWords(tie.events)}</td>
            </tr>
          ))}
          {alone.map((entity) => (
            <tr key={entity.id}>
              <td>{cell(entity)}</td>
              <td className="quiet">no tie known</td>
              <td />
              <td className="number">{countWords(entity.events)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
