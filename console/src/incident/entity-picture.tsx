import '@xyflow/react/dist/base.css'
import type { IncidentRow } from '@countersign/api/incident'
import { Graph, layout } from '@dagrejs/dagre'
import {
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react'
import { useMemo } from 'react'
import css from './entities.module.css'
import type { Entity, EntityGraph } from './entity-graph.ts'
import { EntityLink } from './entity-link.tsx'

const nodePx = { width: 220, height: 48 }
const gapPx = { between: 18, ranks: 130 }
const picturePx = { least: 180, most: 520 }
const tieWordsMax = 34

type EntityNode = Node<{ readonly entity: Entity; readonly incident: IncidentRow }, 'entity'>
const nodeTypes = { entity: EntityBox }

/** Left to right, as things led to each other. The links in the boxes are its stops of the tab key. */
export function EntityPicture(props: { readonly graph: EntityGraph; readonly incident: IncidentRow }) {
  const { nodes, edges, heightPx } = useMemo(
    () => placed(props.graph, props.incident),
    [props.graph, props.incident],
  )
  return (
    <div className={css.picture} style={{ height: heightPx }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={{ padding: 0.06, maxZoom: 1 }}
        minZoom={0.15}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
        aria-label="Entities and their ties; the table says the same"
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  )
}

function EntityBox({ data }: NodeProps<EntityNode>) {
  return (
    <div className={css.box} data-kind={data.entity.kind}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className={css.kind}>{data.entity.kind}</span>
      <EntityLink entity={data.entity} incident={data.incident} />
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
}

function placed({ entities, ties }: EntityGraph, incident: IncidentRow) {
  const drawing = new Graph()
  drawing.setGraph({ rankdir: 'LR', nodesep: gapPx.between, ranksep: gapPx.ranks })
  drawing.setDefaultEdgeLabel(() => ({}))
  for (const { id } of entities) drawing.setNode(id, { ...nodePx })
  for (const { from, to } of ties) drawing.setEdge(from, to)
  layout(drawing)
  const nodes: readonly EntityNode[] = entities.map((entity) => {
    const { x, y } = drawing.node(entity.id) as { x: number; y: number }
    const position = { x: x - nodePx.width / 2, y: y - nodePx.height / 2 }
    return { id: entity.id, type: 'entity', position, data: { entity, incident }, ...nodePx }
  })
  const { height = 0 } = drawing.graph() as { height?: number }
  const heightPx = Math.min(Math.max(height + 40, picturePx.least), picturePx.most)
  return { nodes: [...nodes], edges: ties.map(edgeOf), heightPx }
}

function edgeOf({ from, to, words, events }: EntityGraph['ties'][number]): Edge {
  return {
    id: `${from} ${to}`,
    source: from,
    target: to,
    label: words.length > tieWordsMax ? `${words.slice(0, tieWordsMax)}…` : words,
    markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--control-line)' },
    style: {
      stroke: 'var(--control-line)',
      strokeWidth: events > 1 ? 1.8 : 1.2,
      ...(events === 0 ? { strokeDasharray: '5 4' } : {}),
    },
  }
}
