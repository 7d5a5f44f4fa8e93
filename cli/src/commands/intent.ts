import { type Command, type ParsedArguments, type Terminal, UsageError } from '../command.ts'
import { evalIntent, judgeIntent, replayIntent, trainIntent } from './intent-actions.ts'

const actions: Readonly<Record<string, (parsed: ParsedArguments, terminal: Terminal) => Promise<number>>> = {
  eval: evalIntent,
  train: trainIntent,
  judge: judgeIntent,
  replay: replayIntent,
}

export const intent: Command = {
  name: 'intent',
  summary:
    'Learns behaviour over time from labelled alerts, judges others, and replays verdicts. Needs no server.',
  usage: `countersign intent eval --train <a.csv.gz,b.csv.gz> --test <c.csv.gz> [--seed N] [--json]
countersign intent train --train <a.csv.gz,b.csv.gz> --out <folder> [--base <folder>] [--seed N]
countersign intent judge --with <folder> --alerts <c.csv.gz> [--id <tenant:line>] > records.ndjson
countersign intent replay --with <folder> <records.ndjson…>

  Files hold one tenant each: CSV, plain or gzip, with the columns time (seconds since 1970), name, host and
  event_label (- for what is no attack); others are not read.

  eval    learns from some tenants, judges another, and compares with its labels.
  train   keeps what was learned in a folder: model.bin and book.json. --base starts from an earlier one.
  judge   prints a record, one JSON a line, of every verdict that is not a closing, or of the one alert --id names.
  replay  comes to each verdict again and says whether every bit is the same.

  --seed N  for everything that is drawn by chance (default 1): same data and seed, same bits.
  --json    for eval: one JSON object. Seconds are of the processor.

Exit code: 0 done; 1 a replay differs; 2 wrong use. See docs/intent.md.`,
  options: {
    train: { type: 'string', multiple: true },
    test: { type: 'string' },
    alerts: { type: 'string' },
    out: { type: 'string' },
    base: { type: 'string' },
    with: { type: 'string' },
    id: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (parsed, terminal) => {
    const [name = '', ...rest] = parsed.positionals
    const action = actions[name]
    if (action === undefined)
      throw new UsageError(`Say what to do: countersign intent ${Object.keys(actions).join(' | ')}.`)
    return await action({ ...parsed, positionals: rest }, terminal)
  },
}
