import type { SourceFormat } from '@countersign/ocsf/source-format'
import {
  cloudtrailView,
  entraAuditView,
  entraSignInView,
  githubAuditView,
  kubernetesAuditView,
  oktaView,
} from './cloud-views.ts'
import { genericJsonView, genericTextView } from './generic-view.ts'
import {
  albView,
  envoyView,
  nginxView,
  suricataView,
  vpcFlowView,
  zeekJsonView,
  zeekTsvView,
} from './network-views.ts'
import { ocsfView } from './ocsf-view.ts'
import { otelGenAiView, otelLogView } from './otel-view.ts'
import type { SourceView } from './source-view.ts'
import { windowsEvtxView } from './windows-evtx-view.ts'
import { windowsNxlogView, windowsWinlogbeatView } from './windows-flat-view.ts'

const views: Readonly<Record<SourceFormat, SourceView>> = {
  'aws-cloudtrail': cloudtrailView,
  'aws-alb-access': albView,
  'aws-vpc-flow': vpcFlowView,
  'windows-evtx-json': windowsEvtxView,
  'windows-winlogbeat': windowsWinlogbeatView,
  'windows-nxlog': windowsNxlogView,
  'zeek-json': zeekJsonView,
  'zeek-tsv': zeekTsvView,
  'suricata-eve': suricataView,
  'kubernetes-audit': kubernetesAuditView,
  'github-audit': githubAuditView,
  'okta-system-log': oktaView,
  'entra-sign-in': entraSignInView,
  'entra-audit': entraAuditView,
  'nginx-access': nginxView,
  'envoy-access': envoyView,
  'otel-genai-span': otelGenAiView,
  'otel-log': otelLogView,
  ocsf: ocsfView,
  'generic-json': genericJsonView,
  'generic-text': genericTextView,
}

/** How rules see records of a format. */
export function viewOf(format: SourceFormat): SourceView {
  return views[format]
}
