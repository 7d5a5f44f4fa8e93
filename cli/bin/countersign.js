#!/usr/bin/env node
// Plain JavaScript, so that an old Node can read it and say what is wrong.
import process from 'node:process'

if (Number(process.versions.node.split('.')[0]) >= 24) await import('../src/main.ts')
else {
  process.stderr.write(
    `Countersign needs Node 24 and this is Node ${process.versions.node}. It brings its own: run "npm install" in the checkout, then "npm start" or "npx countersign".\n`,
  )
  process.exitCode = 2
}
