import '@xyflow/react/dist/base.css'
import type { AuthorityChain, AuthorityHop } from '@countersign/explanation/explanation'
import { Graph, layout } from '@dagrejs/dagre'
import { Link } from '@tanstack/react-router'
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
import css from '../incident/entities.module.css'
import { Identity } from '../shell/identity.tsx'

const nodePx = { width: 230, height: 52 }
const gapPx = { between: 18, ranks: 150 }
const pictureHeightPx = 180
const viaWordsMax = 30
/** Actors of a chain that are no identity of the inventory. */
const nobody: readonly string[] = ['unknown', 'autonomous']

type HopNode = Node<{ readonly hop: AuthorityHop; readonly tenantId: string }, 'hop'>
const nodeTypes = { hop: HopBox }

/** Left to right, from who answers for it to the act; what is not proven is dashed. */
export function ChainPicture(props: { readonly tenantId: string; readonly chain: AuthorityChain }) {
  const { tenantId, chain } = props
  const { nodes, edges } = useMemo(() => placed(chain.chain, tenantId), [chain, tenantId])
  return (
    <div className={css.picture} style={{ height: pictureHeightPx }}>
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
        aria-label="Chain of authority; the list below says the same"
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  )
}

function HopBox({ data: { hop, tenantId } }: NodeProps<HopNode>) {
  const kind = hop.certainty === 'proven' ? 'identity' : 'session'
  return (
    <div className={css.box} data-kind={hop.certainty === 'unknown' ? 'resource' : kind}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className={css.kind}>
        {hop.role} · {hop.certainty}
      </span>
      {nobody.includes(hop.actor) ? (
        <span>{hop.actor}</span>
      ) : (
        <Link to="/identities/$tenantId/$key" params={{ tenantId, key: hop.actor }} preload={false}>
          <Identity identityKey={hop.actor} />
        </Link>
      )}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
}

function placed(hops: readonly AuthorityHop[], tenantId: string) {
  const drawing = new Graph()
  drawing.setGraph({ rankdir: 'LR', nodesep: gapPx.between, ranksep: gapPx.ranks })
  drawing.setDefaultEdgeLabel(() => ({}))
  const ids = hops.map((hop, at) => `${at} ${hop.role} ${hop.actor}`)
  for (const id of ids) drawing.setNode(id, { ...nodePx })
  for (const [at, id] of ids.entries()) if (at > 0) drawing.setEdge(ids[at - 1] ?? '', id)
  layout(drawing)
  const nodes: HopNode[] = hops.map((hop, at) => {
    const id = ids[at] ?? ''
    const { x, y } = drawing.node(id) as { x: number; y: number }
    const position = { x: x - nodePx.width / 2, y: y - nodePx.height / 2 }
    return { id, type: 'hop', position, data: { hop, tenantId }, ...nodePx }
  })
  return { nodes, edges: hops.slice(1).map((hop, at) => edgeOf(hop, ids[at] ?? '', ids[at + 1] ?? '')) }
}

function edgeOf({ via, certainty }: AuthorityHop, source: string, target: string): Edge {
  return {
    id: `${source} ${target}`,
    source,
    target,
    label: via.length > viaWordsMax ? `${via.slice(0, viaWordsMax)}…` : via,
    markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--control-line)' },
    style: {
      stroke: 'var(--control-line)',
      strokeWidth: 1.5,
      ...(certainty === 'proven' ? {} : { strokeDasharray: '5 4' }),
    },
  }
}
