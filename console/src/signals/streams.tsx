import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { EmptyWords } from '../shell/empty-words.tsx'
import { say, sayFailed } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import {
  removeStream,
  type ShownStream,
  setStreamStatus,
  streamsQuery,
  verifyStream,
} from './signal-queries.ts'
import { StreamTable } from './stream-table.tsx'

/** Streams that receivers made with a key of theirs: what each is told, and whether it runs. */
export function Streams({ tenantId }: { readonly tenantId: string }) {
  const refusal = useRefusal('signal.receive')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  return <StreamsOf tenantId={tenantId} />
}

function StreamsOf({ tenantId }: { readonly tenantId: string }) {
  const { data: streams } = useQuery(streamsQuery(tenantId))
  const { asked, ask, close } = useAsked(['remove'])
  useStreamActions(tenantId, (streamId) => ask('remove', streamId))
  const removed = streams?.find(({ stream_id }) => stream_id === asked?.id)
  return (
    <>
      <StreamTable tenantId={tenantId} empty={<NoStreams />} />
      {removed === undefined ? null : (
        <RemoveStream key={removed.stream_id} tenantId={tenantId} stream={removed} onClose={close} />
      )}
    </>
  )
}

function useStreamActions(tenantId: string, onRemove: (streamId: string) => void): void {
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['signal-streams', tenantId] }),
  })
  const onStream = (run: (stream: ShownStream) => void) => ({
    run: (subject: unknown) => isStream(subject) && run(subject),
  })
  const switching = (status: 'enabled' | 'paused') =>
    onStream(({ stream_id }) => change.mutate(() => setStreamStatus(tenantId, { stream_id, status })))
  useActions({
    'signal-stream.enable': switching('enabled'),
    'signal-stream.pause': switching('paused'),
    'signal-stream.verify': onStream(({ stream_id }) =>
      change.mutate(async () => {
        await verifyStream(tenantId, stream_id)
        say('A verification event is on its way')
      }),
    ),
    'signal-stream.remove': onStream(({ stream_id }) => onRemove(stream_id)),
  })
}

function isStream(subject: unknown): subject is ShownStream {
  return typeof subject === 'object' && subject !== null && 'stream_id' in subject
}

function RemoveStream(props: {
  readonly tenantId: string
  readonly stream: ShownStream
  readonly onClose: () => void
}) {
  const { tenantId, stream } = props
  const client = useQueryClient()
  return (
    <AskDialog
      title="Remove a stream"
      confirm="Remove"
      onClose={props.onClose}
      run={async () => {
        await removeStream(tenantId, stream.stream_id)
        await client.invalidateQueries({ queryKey: ['signal-streams', tenantId] })
        say('Stream removed')
      }}
    >
      <p>
        Its receiver, <LogText text={stream.description ?? stream.stream_id} max={120} />, is told nothing any
        more, nor what waits for it now.
      </p>
    </AskDialog>
  )
}

function NoStreams() {
  return <EmptyWords of="streams.none" />
}
