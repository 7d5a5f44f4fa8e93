/** Test code: a real Chromium, as the distribution ships it. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of an installed Chromium: `CHROMIUM_PATH`, or one of the usual names. */
function chromiumPath(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && existsSync(named)) return named
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path))
}

/** Why the browser tests cannot run here; undefined when they can. */
export function missingChromium(): string | undefined {
  return chromiumPath() === undefined
    ? 'Chromium is missing: run "bash tools/install-chromium.sh", or set CHROMIUM_PATH'
    : undefined
}

/** The browser asks nothing of the network by itself. Root cannot use the sandbox; everybody else does. */
export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error(missingChromium())
  return chromium.launch({
    executablePath,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-gpu',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}
