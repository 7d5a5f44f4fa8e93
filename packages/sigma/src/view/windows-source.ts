import { type RecordLogSource, recordLogSource } from './record-log-source.ts'
import { windowsCategories } from './windows-categories.ts'
import { channelOfProvider, serviceOfChannel } from './windows-services.ts'

/** What a Windows record says about where it comes from. */
export type WindowsOrigin = {
  readonly channel: string | undefined
  readonly provider: string | undefined
  readonly eventId: string | undefined
  /** Sysmon's EventType. */
  readonly change: string | undefined
}

/** Channels remembered at once, each with its event ids. */
const channelsMax = 512
const eventIdsMax = 4096
const remembered = new Map<string, Map<string, RecordLogSource>>()

/** The log source of a Windows record. Without channel and provider only the product is known. */
export function windowsLogSource(origin: WindowsOrigin): RecordLogSource {
  const channel = origin.channel ?? origin.provider ?? ''
  const eventId = origin.eventId ?? ''
  let sources = remembered.get(channel)
  if (sources === undefined) {
    if (remembered.size >= channelsMax) remembered.clear()
    sources = new Map()
    remembered.set(channel, sources)
  }
  const key = eventId === '12' ? `12${origin.change}` : eventId
  let source = sources.get(key)
  if (source === undefined) {
    source = derive(origin)
    if (sources.size >= eventIdsMax) sources.clear()
    sources.set(key, source)
  }
  return source
}

function derive(origin: WindowsOrigin): RecordLogSource {
  const channel = channelOf(origin)
  const constant = origin.eventId === undefined ? undefined : { field: 'EventID', value: origin.eventId }
  if (channel === undefined) return recordLogSource({ product: 'windows', constant })
  const service = serviceOfChannel.get(channel)
  return recordLogSource({
    product: 'windows',
    services: service === undefined || service === channel ? [channel] : [service, channel],
    categories: windowsCategories(service ?? channel, origin.eventId ?? '', origin.change),
    constant,
  })
}

function channelOf({ channel, provider }: WindowsOrigin): string | undefined {
  if (channel !== undefined) return channel.toLowerCase()
  return provider === undefined ? undefined : channelOfProvider.get(provider.toLowerCase())
}
