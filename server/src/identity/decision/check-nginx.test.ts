/** The decision point behind a real nginx, with `auth_request`, in front of a service that knows nothing of it. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createNetServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../../platform/test-server.ts'
import { done, startAuthority, type TestAuthority } from '../test-authority.ts'

const unpacked = fileURLToPath(
  new URL('../../../../node_modules/.cache/countersign/nginx/usr/sbin/nginx', import.meta.url),
)
const nginx = ['nginx', unpacked].find((command) => spawnSync(command, ['-v']).status === 0)
const skip = nginx === undefined && 'nginx is missing: "bash tools/install-nginx.sh" fetches it on Debian'

const folder = temporaryFolder('nginx')
let world: TestAuthority
let service: Server
let proxy: ChildProcess
let url: string
let ownKey: string

/** As docs/decision-point.md shows it. */
const configuration = (port: number, point: string, behind: number, key: string) => `
daemon off; master_process off; worker_processes 1; pid ${folder.path}/nginx.pid; error_log ${folder.path}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder.path}/body; proxy_temp_path ${folder.path}/proxy; fastcgi_temp_path ${folder.path}/fastcgi;
  uwsgi_temp_path ${folder.path}/uwsgi; scgi_temp_path ${folder.path}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / {
      auth_request /_check;
      auth_request_set $reason $upstream_http_x_countersign_reason;
      add_header X-Reason $reason always;
      proxy_pass http://127.0.0.1:${behind};
    }
    location = /_check {
      internal;
      proxy_pass ${point}/access/v1/check;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header X-Countersign-Key ${key};
      proxy_set_header X-Countersign-Subject $http_x_verified_user;
      proxy_set_header X-Countersign-Subject-Type user;
      proxy_set_header X-Original-Method $request_method;
      proxy_set_header X-Original-URI $request_uri;
    }
  }
}`

async function freePort(): Promise<number> {
  const probe = createNetServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

async function untilAnswers(): Promise<void> {
  while (
    !(await fetch(url).then(
      () => true,
      () => false,
    ))
  ) {
    assert.equal(proxy.exitCode, null, 'nginx ended')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

before(async () => {
  if (nginx === undefined) return
  world = await startAuthority()
  ownKey = await world.key('shop')
  const rule =
    'permit(principal == Subject::"user:cleo", action == Action::"GET", resource) when { resource.type == "route" && resource.id like "/reports/*" };'
  await done(world.operator, 'PUT', '/api/tenants/shop/access-policies/reports', {
    name: 'reports',
    text: rule,
  })
  service = createServer((_, answer) => answer.end('the service')).listen(0, '127.0.0.1')
  await once(service, 'listening')
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  mkdirSync(join(folder.path, 'logs'))
  const { port: behind } = service.address() as AddressInfo
  writeFileSync(join(folder.path, 'nginx.conf'), configuration(port, world.url, behind, ownKey))
  proxy = spawn(
    nginx,
    ['-p', folder.path, '-c', join(folder.path, 'nginx.conf'), '-e', join(folder.path, 'error.log')],
    { stdio: 'inherit' },
  )
  await untilAnswers()
})
after(async () => {
  proxy?.kill()
  service?.close()
  await world?.stop()
  folder.remove()
})

const through = async (path: string, user?: string, init: RequestInit = {}) => {
  const headers = { ...(user === undefined ? {} : { 'x-verified-user': user }), ...init.headers }
  const response = await fetch(url + path, { ...init, headers })
  return { status: response.status, text: await response.text(), reason: response.headers.get('x-reason') }
}

describe('behind nginx', { skip }, () => {
  test('whoever may do it reaches the service, and the reason is told', async () => {
    const { status, text, reason } = await through('/reports/2026?page=2', 'cleo')
    assert.deepEqual([status, text, reason], [200, 'the service', 'Access policy reports allows it.'])
  })

  test('another person, method or path does not', async () => {
    assert.equal((await through('/reports/2026', 'mallory')).status, 403)
    assert.equal((await through('/reports/2026', 'cleo', { method: 'DELETE' })).status, 403)
    assert.equal((await through('/salaries', 'cleo')).status, 403)
  })

  test('nobody who is not named does: that is 401', async () => {
    assert.equal((await through('/reports/2026')).status, 401)
  })

  test('a path that is read in two ways is refused, and headers of the client change nothing', async () => {
    assert.equal((await through('/reports/%2e%2e/salaries', 'cleo')).status, 403)
    const forged = {
      'x-original-uri': '/reports/x',
      'x-original-method': 'GET',
      'x-countersign-subject': 'cleo',
    }
    assert.equal((await through('/salaries', 'mallory', { method: 'POST', headers: forged })).status, 403)
  })
})

describe('as Envoy asks', { skip }, () => {
  const check = async (path: string, headers: Record<string, string>, method = 'GET') => {
    const response = await fetch(`${world.url}/access/v1/check${path}`, { method, headers })
    return { status: response.status, headers: response.headers }
  }
  const as = (subject: string) => ({
    'x-countersign-key': ownKey,
    'x-countersign-subject': subject,
    'x-countersign-subject-type': 'user',
  })

  test('the path behind ours counts, whatever the client put into headers', async () => {
    assert.equal((await check('/reports/x', as('cleo'))).status, 200)
    const forged = { ...as('cleo'), 'x-original-uri': '/reports/x', 'x-original-method': 'GET' }
    assert.equal((await check('/salaries', forged)).status, 403)
    assert.equal((await check('/reports/x', as('cleo'), 'POST')).status, 403)
  })

  test('a client with a key of its own is that key, whoever it says it is', async () => {
    const headers = {
      authorization: `Bearer ${ownKey}`,
      'x-countersign-subject': 'cleo',
      'x-countersign-subject-type': 'user',
    }
    const { status, headers: answered } = await check('/reports/x', headers)
    assert.equal(status, 403)
    assert.match(answered.get('x-countersign-decision') ?? '', /^[0-9a-f]{32}$/)
  })

  test('a key of another tenant names nobody here', async () => {
    const headers = { 'x-countersign-key': ownKey, authorization: `Bearer ${await world.key('bank')}` }
    assert.equal((await check('/reports/x', headers)).status, 401)
  })
})
