import { awsCloudTrail } from './cloud/aws-cloudtrail.ts'
import { awsVpcFlow, awsVpcFlowText } from './cloud/aws-vpc-flow.ts'
import { entraAudit } from './cloud/entra-audit.ts'
import { entraSignIn } from './cloud/entra-sign-in.ts'
import { gitHubAudit } from './cloud/github-audit.ts'
import { kubernetesAudit } from './cloud/kubernetes-audit.ts'
import { oktaSystemLog } from './cloud/okta-system-log.ts'
import { otelGenAiSpan } from './cloud/otel-genai-span.ts'
import { otelLog } from './cloud/otel-log.ts'
import { genericJson } from './generic/json-record.ts'
import { ocsfAsIs } from './generic/ocsf-as-is.ts'
import { genericText, genericTextLine } from './generic/text-record.ts'
import { suricataEve } from './network/suricata/suricata.ts'
import { zeekJson, zeekTsv } from './network/zeek/zeek.ts'
import { zeekTsvLine } from './network/zeek/zeek-tsv.ts'
import type { LineParser, Normaliser } from './normaliser.ts'
import type { SourceFormat } from './source-format.ts'
import { albAccess } from './web/alb-access.ts'
import { albLine } from './web/alb-line.ts'
import { combinedLine } from './web/combined-line.ts'
import { envoyAccess } from './web/envoy-access.ts'
import { envoyLine } from './web/envoy-line.ts'
import { nginxAccess } from './web/nginx-access.ts'
import { windowsEvtxJson } from './windows/evtx-json.ts'
import { windowsNxlog } from './windows/nxlog.ts'
import { windowsWinlogbeat } from './windows/winlogbeat.ts'

/** Every normaliser that recognises its own records. Their order does not matter: no two claim the same record. */
export const normalisers: readonly Normaliser[] = [
  awsCloudTrail,
  kubernetesAudit,
  gitHubAudit,
  oktaSystemLog,
  entraSignIn,
  entraAudit,
  otelGenAiSpan,
  otelLog,
  awsVpcFlow,
  zeekJson,
  suricataEve,
  nginxAccess,
  envoyAccess,
  albAccess,
  windowsEvtxJson,
  windowsWinlogbeat,
  windowsNxlog,
  ocsfAsIs,
]

/** What takes a record that no normaliser claims. */
export const lastResorts: { readonly json: Normaliser; readonly text: Normaliser } = {
  json: genericJson,
  text: genericText,
}

/** Text formats, the particular before the general: the last takes every line that can be seen. */
export const lineParsers: readonly LineParser[] = [
  awsVpcFlowText,
  zeekTsvLine,
  albLine,
  envoyLine,
  combinedLine,
  genericTextLine,
]

const byFormat: ReadonlyMap<SourceFormat, Normaliser> = new Map(
  [...normalisers, zeekTsv, genericJson, genericText].map((normaliser) => [normaliser.format, normaliser]),
)

export function normaliserOf(format: SourceFormat): Normaliser | undefined {
  return byFormat.get(format)
}
