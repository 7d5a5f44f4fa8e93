import type { AuthorityChain, AuthorityHop } from '@countersign/explanation/explanation'
import { Link } from '@tanstack/react-router'
import type { Node, NodeProps } from '@xyflow/react'
import { useMemo } from 'react'
import { FlowBox, FlowPicture, flowEdge, placedFlow } from '../chart/flow-picture.tsx'
import { Identity } from '../shell/identity.tsx'

const sizes = { node: { width: 230, height: 52 }, ranks: 150 }
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
    <FlowPicture
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      heightPx={pictureHeightPx}
      label="Chain of authority; the list below says the same"
    />
  )
}

function HopBox({ data: { hop, tenantId } }: NodeProps<HopNode>) {
  const kind = hop.certainty === 'proven' ? 'identity' : 'session'
  return (
    <FlowBox kind={hop.certainty === 'unknown' ? 'resource' : kind} note={`${hop.role} · ${hop.certainty}`}>
      {nobody.includes(hop.actor) ? (
        <span>{hop.actor}</span>
      ) : (
        <Link to="/identities/$tenantId/$key" params={{ tenantId, key: hop.actor }} preload={false}>
          <Identity identityKey={hop.actor} />
        </Link>
      )}
    </FlowBox>
  )
}

function placed(hops: readonly AuthorityHop[], tenantId: string) {
  const ids = hops.map((hop, at) => `${at} ${hop.role} ${hop.actor}`)
  const ties = hops.slice(1).map((hop, at) => ({ hop, from: ids[at] ?? '', to: ids[at + 1] ?? '' }))
  const { positionOf } = placedFlow(ids, ties, sizes)
  const nodes = hops.map((hop, at): HopNode => {
    const id = ids[at] ?? ''
    return { id, type: 'hop', position: positionOf(id), data: { hop, tenantId }, ...sizes.node }
  })
  const edges = ties.map(({ hop, from, to }) =>
    flowEdge({
      from,
      to,
      words: hop.via,
      wordsMax: viaWordsMax,
      strokeWidth: 1.5,
      isDashed: hop.certainty !== 'proven',
    }),
  )
  return { nodes, edges }
}
