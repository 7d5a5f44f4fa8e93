import type { PackManifest } from './pack-files.ts'

const rowsMax = 2000

/** The page of a pack, for a browser and a folder: no script from elsewhere, no network. Texts are text. */
export function indexPage(manifest: PackManifest): string {
  const { tenantId, region, from, to, madeAt, madeBy, items, logs, files, missing, controls } = manifest
  const facts: readonly (readonly [string, string])[] = [
    ['Tenant', tenantId],
    ['Region', region],
    ['Logged from', from],
    ['Logged before', to],
    ['Entries', String(items)],
    ['Controls', controls.length === 0 ? 'all' : controls.join(', ')],
    ['Made', `${madeAt} by ${madeBy}`],
  ]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Evidence of ${escaped(tenantId)}</title>
<style>${style}</style>
<main>
<h1>Evidence of ${escaped(tenantId)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
<h2>Check it yourself</h2>
<p>In this folder, with Node 20 or later, no network and nothing to install:</p>
<pre>node verify.mjs</pre>
<p>It recomputes every hash and every path to the signed checkpoint, and names what does not hold. The keys in this pack came
with it. To trust them, compare them with keys that you received another way, or give your own:
<code>node verify.mjs --policy FILE</code>.</p>
<h2>Missing</h2>
${
  missing.length === 0
    ? '<p>Nothing that was asked for is missing.</p>'
    : table(
        ['What', 'Because'],
        missing.map(({ what, because }) => [what, because]),
      )
}
<h2>Logs</h2>
${table(
  ['Log', 'From entry', 'To entry', 'Whole range'],
  logs.map(({ origin, from, to, complete }) => [
    origin,
    String(from),
    String(to),
    complete ? 'yes' : 'chosen entries',
  ]),
)}
<h2>Files</h2>
<p><a href="items.ndjson">items.ndjson</a> holds one entry a line: the envelope that the log holds, the document with its salt, and the
path to the checkpoint.</p>
${table(
  ['File', 'Bytes', 'SHA-256'],
  files.map(({ path, bytes, sha256 }) => [path, String(bytes), sha256]),
  true,
)}
</main>
</html>
`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[], linksFirst = false): string {
  const cell = (text: string, at: number) =>
    linksFirst && at === 0
      ? `<td><a href="${escaped(text)}">${escaped(text)}</a></td>`
      : `<td>${escaped(text)}</td>`
  const shown = rows.slice(0, rowsMax).map((row) => `<tr>${row.map(cell).join('')}</tr>`)
  const more = rows.length > rowsMax ? `<p>… and ${rows.length - rowsMax} more, in manifest.json.</p>` : ''
  return `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${shown.join('\n')}</tbody></table>${more}`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/\p{Cc}/gu, '�')
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 } main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin-top: 2rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem } dt { opacity: .7 } dd { margin: 0 }
pre { padding: .75rem 1rem; border: 1px solid; border-radius: 6px; overflow-x: auto }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto } th, td { text-align: left; padding: .3rem .75rem .3rem 0; vertical-align: top }
td { overflow-wrap: anywhere } thead { border-bottom: 1px solid }
`
