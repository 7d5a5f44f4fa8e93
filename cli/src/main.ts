#!/usr/bin/env node
import process from 'node:process'
import { runCommandLine } from './command-line.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  // `countersign … | head` closes the pipe; that is the reader's right, not a failure. A server has more to do than to
  // print: it goes on, and is stopped in order like any other.
  if (process.argv[2] !== 'start') process.exit(0)
})

process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  drained: () =>
    process.stdout.writableNeedDrain
      ? new Promise((resolve) => process.stdout.once('drain', () => resolve()))
      : Promise.resolve(),
  input: () => process.stdin,
  isInteractive: process.stderr.isTTY === true,
  hasColours: process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '',
  columns: process.stdout.columns ?? process.stderr.columns ?? 100,
  environment: process.env,
  interrupted: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    }),
})
