import type { IncidentRow } from '@countersign/api/incident'
import type { Node, NodeProps } from '@xyflow/react'
import { useMemo } from 'react'
import { FlowBox, FlowPicture, flowEdge, placedFlow } from '../chart/flow-picture.tsx'
import type { Entity, EntityGraph } from './entity-graph.ts'
import { EntityLink } from './entity-link.tsx'

const sizes = { node: { width: 220, height: 48 }, ranks: 130 }
const picturePx = { least: 180, most: 520, margin: 40 }
const tieWordsMax = 34

type EntityNode = Node<{ readonly entity: Entity; readonly incident: IncidentRow }, 'entity'>
const nodeTypes = { entity: EntityBox }

/** Left to right, as things led to each other. */
export function EntityPicture(props: { readonly graph: EntityGraph; readonly incident: IncidentRow }) {
  const { nodes, edges, heightPx } = useMemo(
    () => placed(props.graph, props.incident),
    [props.graph, props.incident],
  )
  return (
    <FlowPicture
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      heightPx={heightPx}
      label="Entities and their ties; the table says the same"
    />
  )
}

function EntityBox({ data: { entity, incident } }: NodeProps<EntityNode>) {
  return (
    <FlowBox kind={entity.kind} note={entity.kind}>
      <EntityLink entity={entity} incident={incident} />
    </FlowBox>
  )
}

function placed({ entities, ties }: EntityGraph, incident: IncidentRow) {
  const { positionOf, heightPx } = placedFlow(
    entities.map(({ id }) => id),
    ties,
    sizes,
  )
  const nodes = entities.map(
    (entity): EntityNode => ({
      id: entity.id,
      type: 'entity',
      position: positionOf(entity.id),
      data: { entity, incident },
      ...sizes.node,
    }),
  )
  const edges = ties.map(({ from, to, words, events }) =>
    flowEdge({
      from,
      to,
      words,
      wordsMax: tieWordsMax,
      strokeWidth: events > 1 ? 1.8 : 1.2,
      isDashed: events === 0,
    }),
  )
  return {
    nodes,
    edges,
    heightPx: Math.min(Math.max(heightPx + picturePx.margin, picturePx.least), picturePx.most),
  }
}
