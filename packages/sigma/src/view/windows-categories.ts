import { entryOf } from './table.ts'

/** Sysmon event id -> Sigma `category`. 12 depends on what happened to the key: see `windowsCategories`. */
const sysmon: Readonly<Record<string, readonly string[]>> = {
  1: ['process_creation'],
  2: ['file_change'],
  3: ['network_connection'],
  4: ['sysmon_status'],
  5: ['process_termination'],
  6: ['driver_load'],
  7: ['image_load'],
  8: ['create_remote_thread'],
  9: ['raw_access_thread'],
  10: ['process_access'],
  11: ['file_event'],
  13: ['registry_event', 'registry_set'],
  14: ['registry_event', 'registry_rename'],
  15: ['create_stream_hash'],
  16: ['sysmon_status'],
  17: ['pipe_created'],
  18: ['pipe_created'],
  19: ['wmi_event'],
  20: ['wmi_event'],
  21: ['wmi_event'],
  22: ['dns_query'],
  23: ['file_delete'],
  24: ['clipboard_change', 'clipboard_capture'],
  25: ['process_tampering'],
  26: ['file_delete', 'file_delete_detected'],
  27: ['file_block_executable'],
  28: ['file_block_shredding'],
  29: ['file_executable_detected'],
  255: ['sysmon_error'],
}

const byService: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  sysmon,
  security: { 4688: ['process_creation'] },
  /** Event tracing of the kernel: a provider without a channel. */
  'kernel-file': {
    12: ['file_access'],
    19: ['file_rename'],
    26: ['file_delete'],
    27: ['file_rename'],
    29: ['file_rename'],
  },
  powershell: { 4103: ['ps_module'], 4104: ['ps_script'] },
  'powershell-classic': {
    400: ['ps_classic_start'],
    600: ['ps_classic_provider_start'],
    800: ['ps_classic_script'],
  },
  windefend: antivirus([
    '1006',
    '1007',
    '1008',
    '1009',
    '1010',
    '1011',
    '1012',
    '1017',
    '1018',
    '1019',
    '1115',
    '1116',
    '1117',
  ]),
}

/** Defender events that name a threat. */
function antivirus(eventIds: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(eventIds.map((eventId) => [eventId, ['antivirus']]))
}

/** Categories of a Windows event. `change` is Sysmon's EventType (`CreateKey`, `DeleteValue`, `SetValue`…). */
export function windowsCategories(
  service: string,
  eventId: string,
  change: string | undefined,
): readonly string[] {
  if (service === 'sysmon' && eventId === '12') return registryKeyCategories(change)
  return entryOf(entryOf(byService, service) ?? {}, eventId) ?? []
}

function registryKeyCategories(change: string | undefined): readonly string[] {
  if (change === 'CreateKey') return ['registry_event', 'registry_add']
  if (change === 'DeleteKey' || change === 'DeleteValue') return ['registry_event', 'registry_delete']
  return ['registry_event', 'registry_add', 'registry_delete']
}
