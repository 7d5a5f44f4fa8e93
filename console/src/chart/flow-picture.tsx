import '@xyflow/react/dist/base.css'
import { Graph, layout } from '@dagrejs/dagre'
import {
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeTypes,
  Position,
  ReactFlow,
} from '@xyflow/react'
import type { ReactNode } from 'react'
import css from './flow-picture.module.css'

/** Sizes and gaps of a drawing, in pixels. */
export type FlowSizes = { readonly node: { width: number; height: number }; readonly ranks: number }

const nodesApartPx = 18

/** A drawing from left to right. Nothing in it is moved or chosen: the links in its boxes are its stops of the tab key. */
export function FlowPicture<N extends Node>(props: {
  readonly nodes: N[]
  readonly edges: Edge[]
  readonly nodeTypes: NodeTypes
  readonly heightPx: number
  readonly label: string
}) {
  return (
    <div className={css.picture} style={{ height: props.heightPx }}>
      <ReactFlow
        nodes={props.nodes}
        edges={props.edges}
        nodeTypes={props.nodeTypes}
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
        aria-label={props.label}
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  )
}

/** A box of a drawing, with a side for what leads to it and one for what it leads to. */
export function FlowBox(props: {
  readonly kind: string
  readonly note: string
  readonly children: ReactNode
}) {
  return (
    <div className={css.box} data-kind={props.kind}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className={css.kind}>{props.note}</span>
      {props.children}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
}

/** Where each box stands, by its upper left corner; `heightPx` is that of the whole drawing. */
export function placedFlow(
  ids: readonly string[],
  ties: readonly { readonly from: string; readonly to: string }[],
  { node, ranks }: FlowSizes,
) {
  const drawing = new Graph()
  drawing.setGraph({ rankdir: 'LR', nodesep: nodesApartPx, ranksep: ranks })
  drawing.setDefaultEdgeLabel(() => ({}))
  for (const id of ids) drawing.setNode(id, { ...node })
  for (const { from, to } of ties) drawing.setEdge(from, to)
  layout(drawing)
  const positionOf = (id: string) => {
    const { x, y } = drawing.node(id) as { x: number; y: number }
    return { x: x - node.width / 2, y: y - node.height / 2 }
  }
  const { height = 0 } = drawing.graph() as { height?: number }
  return { positionOf, heightPx: height }
}

export function flowEdge(edge: {
  readonly from: string
  readonly to: string
  readonly words: string
  readonly wordsMax: number
  readonly strokeWidth: number
  readonly isDashed: boolean
}): Edge {
  const { from, to, words, wordsMax, strokeWidth, isDashed } = edge
  return {
    id: `${from} ${to}`,
    source: from,
    target: to,
    label: words.length > wordsMax ? `${words.slice(0, wordsMax)}…` : words,
    markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--control-line)' },
    style: {
      stroke: 'var(--control-line)',
      strokeWidth,
      ...(isDashed ? { strokeDasharray: '5 4' } : {}),
    },
  }
}
