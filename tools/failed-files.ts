/** A reporter for `node --test`: the files that failed, one a line. */
type TestEvent = { readonly type: string; readonly data: { readonly file?: string } }

// biome-ignore lint/style/noDefaultExport: the form that the test runner asks of a reporter
export default async function* failedFiles(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const seen = new Set<string>()
  for await (const { type, data } of events) {
    if (type !== 'test:fail' || data.file === undefined || seen.has(data.file)) continue
    seen.add(data.file)
    yield `${data.file}\n`
  }
}
