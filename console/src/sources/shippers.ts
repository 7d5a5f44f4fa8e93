/** How a shipper of the field is told to send here: one block of its own configuration. */
export type Shipper = { readonly name: string; readonly note: string; readonly text: string }

export type ShipTo = { readonly origin: string; readonly sourceId: string; readonly key: string }

/** Ready to paste, with the address and key in place. */
export function shippersFor(to: ShipTo): readonly Shipper[] {
  return [curl(to), vector(to), fluentBit(to), beats(to), openTelemetry(to), splunkHec(to)]
}

function curl({ origin, sourceId, key }: ShipTo): Shipper {
  return {
    name: 'curl',
    note: 'A file of JSON lines, or of plain lines.',
    text: `curl --data-binary @events.ndjson \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/x-ndjson' \\
  ${origin}/ingest/${sourceId}`,
  }
}

function vector({ origin, sourceId, key }: ShipTo): Shipper {
  return {
    name: 'Vector',
    note: 'Put the name of your input in inputs.',
    text: `[sinks.countersign]
type = "http"
inputs = ["your_input"]
uri = "${origin}/ingest/${sourceId}"
method = "post"
compression = "zstd"
encoding.codec = "json"
framing.method = "newline_delimited"
request.headers.Authorization = "Bearer ${key}"`,
  }
}

function fluentBit({ origin, sourceId, key }: ShipTo): Shipper {
  const url = new URL(origin)
  const isTls = url.protocol === 'https:'
  return {
    name: 'Fluent Bit',
    note: 'As an output of your pipeline.',
    text: `[OUTPUT]
    Name     http
    Match    *
    Host     ${url.hostname}
    Port     ${portOf(origin)}
    URI      /ingest/${sourceId}
    Format   json_lines
    Compress gzip
    Tls      ${isTls ? 'On' : 'Off'}
    Header   Authorization Bearer ${key}`,
  }
}

function beats({ origin, key }: ShipTo): Shipper {
  // Beats take 9200 for a host without a port, so the port is always written.
  const { protocol, hostname } = new URL(origin)
  return {
    name: 'Beats',
    note: 'Beats, Logstash and whatever else speaks the Elasticsearch bulk protocol.',
    text: `output.elasticsearch:
  hosts: ["${protocol}//${hostname}:${portOf(origin)}/elastic"]
  api_key: "countersign:${key}"
setup.ilm.enabled: false
setup.template.enabled: false`,
  }
}

function openTelemetry({ origin, key }: ShipTo): Shipper {
  return {
    name: 'OpenTelemetry',
    note: 'Logs and traces of a collector, or of an agent instrumented with the GenAI conventions.',
    text: `exporters:
  otlphttp/countersign:
    endpoint: ${origin}
    headers:
      Authorization: Bearer ${key}`,
  }
}

function splunkHec({ origin, key }: ShipTo): Shipper {
  return {
    name: 'Splunk HEC',
    note: 'Whatever can send to an HTTP Event Collector.',
    text: `URL    ${origin}/services/collector/event
Token  ${key}`,
  }
}

function portOf(origin: string): string {
  const { port, protocol } = new URL(origin)
  if (port !== '') return port
  return protocol === 'https:' ? '443' : '80'
}
