import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CountersignError } from '../platform/errors.ts'
import type { GitAddress } from './git-address.ts'

/**
 * Clones the newest state of a repository into a folder that lives as long as `work`. Nothing of it is executed: no
 * hooks, no templates, no submodules, no filters, no settings of the person or the machine, no links, no questions.
 * Errors: RULE_PACK_UNREADABLE.
 */
export async function withClone<T>(
  address: GitAddress,
  maxSeconds: number,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'countersign-rules-'))
  try {
    const folder = join(parent, 'clone')
    await git(cloneArguments(address, folder), parent, address, maxSeconds)
    return await work(folder)
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
}

function cloneArguments({ url, ref }: GitAddress, folder: string): readonly string[] {
  const settings = [
    'core.hooksPath=/dev/null',
    'core.symlinks=false',
    'core.fsmonitor=false',
    'protocol.allow=never',
    'protocol.https.allow=always',
    'protocol.ssh.allow=always',
    'protocol.file.allow=always',
  ]
  return [
    ...settings.flatMap((setting) => ['-c', setting]),
    'clone',
    '--quiet',
    '--depth=1',
    '--single-branch',
    '--no-tags',
    '--no-recurse-submodules',
    '--template=',
    ...(ref === undefined ? [] : ['--branch', ref]),
    '--',
    url,
    folder,
  ]
}

function git(args: readonly string[], home: string, address: GitAddress, maxSeconds: number): Promise<void> {
  const env = {
    ...passedOn(process.env),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
  }
  return new Promise((resolve, reject) => {
    execFile('git', args, { env, cwd: home, timeout: maxSeconds * 1000, killSignal: 'SIGKILL' }, (error) => {
      if (error === null) resolve()
      else reject(refusal(error as CloneFailure, address, maxSeconds))
    })
  })
}

/** The way to the network and to SSH keys; no other setting of git reaches it. */
function passedOn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = /^(PATH|HOME|SSH_AUTH_SOCK|SSL_CERT_(FILE|DIR)|GIT_SSL_CAINFO|(https|all|no)_proxy)$/i
  return Object.fromEntries(Object.entries(environment).filter(([name]) => names.test(name)))
}

type CloneFailure = Error & { readonly killed?: boolean; readonly code?: string | number }

function refusal(error: CloneFailure, { shown }: GitAddress, maxSeconds: number): CountersignError {
  if (error.code === 'ENOENT') return unreadable(shown, 'git is not installed on this server', error)
  if (error.killed === true)
    return unreadable(shown, `not fetched within rulePackFetchMaxSeconds (${maxSeconds})`, error)
  const said = /fatal: (.*)/.exec(error.message)?.[1] ?? 'git could not fetch it'
  return unreadable(shown, said.replaceAll(/\/\/[^/@\s]*@/g, '//').slice(0, 300), error)
}

function unreadable(shown: string, reason: string, cause: unknown): CountersignError {
  return new CountersignError('RULE_PACK_UNREADABLE', `${shown}: ${reason}`, { cause })
}
