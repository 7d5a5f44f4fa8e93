/** Names that shippers give to what Windows keeps outside EventData. */
export const systemAliases: Readonly<Record<string, readonly string[]>> = {
  EventID: ['EventID', 'EventId', 'event_id', 'EventCode', 'winlog.event_id', 'event.code'],
  Channel: ['Channel', 'channel', 'log_name', 'LogName', 'winlog.channel'],
  Provider_Name: [
    'Provider_Name',
    'ProviderName',
    'SourceName',
    'source_name',
    'provider_name',
    'winlog.provider_name',
    'event.provider',
  ],
  Computer: ['Computer', 'ComputerName', 'Hostname', 'computer_name', 'winlog.computer_name', 'host.name'],
  Message: ['Message', 'message'],
  Level: ['Level', 'level', 'winlog.level', 'log.level'],
  Keywords: ['Keywords', 'keywords', 'winlog.keywords'],
}

/** Rules call these what `Provider_Name` and `Computer` are. */
export const sameSystemField: Readonly<Record<string, string>> = {
  Provider: 'Provider_Name',
  ProviderName: 'Provider_Name',
  Source: 'Provider_Name',
  SourceName: 'Provider_Name',
  ComputerName: 'Computer',
}

/** Rules written for Sysmon's names, read from Security 4688. */
const processCreation4688: Readonly<Record<string, readonly string[]>> = {
  Image: ['NewProcessName'],
  ParentImage: ['ParentProcessName', 'CreatorProcessName'],
  CommandLine: ['ProcessCommandLine'],
  User: ['SubjectUserName'],
  LogonId: ['SubjectLogonId'],
}

/** Rules of the category `antivirus`, read from Defender. */
const defender: Readonly<Record<string, readonly string[]>> = {
  Signature: ['ThreatName', 'Threat Name'],
  Filename: ['Path'],
  Product: ['ProductName', 'Product Name'],
}

const none: Readonly<Record<string, readonly string[]>> = {}

export function eventAliases(
  services: readonly string[],
  categories: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  if (services.includes('security') && categories.includes('process_creation')) return processCreation4688
  return services.includes('windefend') ? defender : none
}
