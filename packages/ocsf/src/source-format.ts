/**
 * The native record formats this project reads. A format names a *shape* of record, not a product:
 * the same Windows event arrives in three shapes, and each needs its own reading.
 */
export const sourceFormats = [
  'aws-cloudtrail',
  'aws-alb-access',
  'aws-vpc-flow',
  'windows-evtx-json',
  'windows-winlogbeat',
  'windows-nxlog',
  'zeek-json',
  'zeek-tsv',
  'suricata-eve',
  'kubernetes-audit',
  'github-audit',
  'okta-system-log',
  'entra-sign-in',
  'entra-audit',
  'nginx-access',
  'envoy-access',
  'otel-genai-span',
  'otel-log',
  'ocsf',
  'generic-json',
  'generic-text',
] as const

export type SourceFormat = (typeof sourceFormats)[number]

/** What a source was told to expect: a format by name, or `auto`: recognised from each record's content. */
export type DeclaredFormat = SourceFormat | 'auto'
