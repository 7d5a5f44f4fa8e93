import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { normalise } from '@countersign/ocsf/normalise'
import { createRecordReader } from '@countersign/ocsf/reader'
import { createRuleEngine } from '../intake/worker/rule-engine.ts'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { askRunningServer } from '../platform/control.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../platform/test-server.ts'
import { installRulesOffline } from '../rules-offline.ts'
import type { InstallReport } from './service.ts'

const shop = 'shop' as TenantId
const bank = 'bank' as TenantId
const folder = temporaryFolder('rules')
const data = join(folder.path, 'data')
const config = readConfig({}, { data, port: '0', 'log-level': 'silent' })
let running: RunningPlatform
let operator: Browser

before(async () => {
  running = await startPlatform({ config, consoleFolder: folder.path })
  operator = await signedIn(running.url, await running.createSignInLink())
  await running.tenancy.createTenant(shop, 'Shop')
  await running.tenancy.createTenant(bank, 'Bank')
  operator = await signedIn(running.url, await running.createSignInLink())
})

after(async () => {
  await running?.stop()
  folder.remove()
})

const ids = {
  one: '00000000-0000-4000-8000-000000000001',
  two: '00000000-0000-4000-8000-000000000002',
  filter: '00000000-0000-4000-8000-00000000000f',
  own: '00000000-0000-4000-8000-0000000000aa',
}

function rule(id: string, title: string, extra = ''): string {
  return `title: ${title}\nid: ${id}\nauthor: Somebody Else\nreferences: [https://example.org/why]\n${extra}logsource: {product: aws, service: cloudtrail}\ndetection: {s: {eventName: ${title}}, condition: s}\nlevel: high\n`
}

const filter = `title: Known deployers\nid: ${ids.filter}\nlogsource: {product: aws, service: cloudtrail}\nfilter: {rules: [${ids.one}], known: {userName: deploy}, condition: known}\n`

function packFolder(files: Readonly<Record<string, string>>): string {
  const root = join(mkdtempSync(join(folder.path, 'pack-')), 'acme')
  mkdirSync(root)
  writeFileSync(join(root, 'LICENSE'), 'Detection Rule License (DRL) 1.1')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
  return root
}

const tenantSet = (tenantId: string) => running.detection.rules.source.current().tenants[tenantId]
const paths = () =>
  running.detection.rules.source
    .current()
    .documents.filter(({ pack }) => pack === 'acme')
    .map(({ path }) => path)

describe('rule packs', () => {
  test('the starter pack is there from the first start, and all of it runs', async () => {
    const { body } = await operator.send('GET', '/api/rule-packs')
    const [starter] = (body as unknown as { items: { pack: string; rules: number; refused: number }[] }).items
    assert.equal(starter?.pack, 'countersign')
    assert.ok((starter?.rules ?? 0) >= 40)
    assert.equal(starter?.refused, 0)
  })

  test('a pack is installed with its attribution; what cannot run is listed with the reason', async () => {
    const report = await running.detection.rules.install(
      packFolder({
        'one.yml': rule(ids.one, 'CreateUser'),
        'bad.yml': 'title: Bad\nlogsource: {product: x}\ndetection: {s: {a|nonsense: b}, condition: s}\n',
        'gone.yml': rule(ids.two, 'OldOne', 'status: deprecated\n'),
        'narrow.yml': filter.replace(ids.one, 'nobody'),
      }),
    )
    assert.deepEqual([report.pack, report.changed, report.rules], ['acme', true, 1])
    assert.deepEqual(
      report.refused.map(({ path }) => path),
      ['bad.yml', 'gone.yml', 'narrow.yml'],
    )
    assert.match(report.refused[0]?.reason ?? '', /nonsense/)
    const { body } = await operator.send('GET', `/api/rules/${ids.one}`)
    const detail = body as unknown as Record<string, unknown>
    assert.deepEqual(
      [detail.author, detail.license, detail.references, detail.pack, detail.path],
      ['Somebody Else', 'DRL 1.1', ['https://example.org/why'], 'acme', 'one.yml'],
    )
    assert.match(String(detail.yaml), /CreateUser/)
    assert.ok(!paths().includes('bad.yml') && !paths().includes('gone.yml'))
    const refused = (await operator.send('GET', '/api/rules/refused')).body as unknown as {
      items: { path: string }[]
    }
    assert.ok(refused.items.some(({ path }) => path === 'bad.yml'))
  })

  test('a filter that comes with a pack holds for every tenant', async () => {
    await running.detection.rules.install(
      packFolder({ 'one.yml': rule(ids.one, 'CreateUser'), 'narrow.yml': filter }),
    )
    const engine = createRuleEngine(running.detection.rules.source.current())
    const fires = (userName: string) => {
      const line = JSON.stringify({
        eventVersion: '1.11',
        eventTime: '2026-03-04T09:15:27Z',
        eventSource: 'iam.amazonaws.com',
        eventName: 'CreateUser',
        userName,
      })
      const reading = createRecordReader('aws-cloudtrail').read(line)
      if (reading.kind !== 'record') throw new Error(line)
      const result = normalise(reading.format, reading.record, { receivedAtMs: 0 })
      if (result.kind !== 'event') throw new Error(result.detail)
      return engine
        .findings('anybody', reading.record.fields, result.normalised, 'e1')
        .some(({ finding }) => finding.rule.id === ids.one)
    }
    assert.deepEqual([fires('mallory'), fires('deploy')], [true, false])
  })

  test('installing the same again changes nothing', async () => {
    const pack = packFolder({
      'one.yml': rule(ids.one, 'CreateUser'),
      'two.yml': rule(ids.two, 'DeleteUser'),
    })
    assert.equal((await running.detection.rules.install(pack)).changed, true)
    const { version } = running.detection.rules.source.current()
    assert.equal((await running.detection.rules.install(pack)).changed, false)
    assert.equal(running.detection.rules.source.current().version, version)
  })

  test('an update keeps the filters, own rules and switched-off rules of every tenant', async () => {
    const { rules } = running.detection
    await rules.saveOwn(shop, filter, 'a person')
    await rules.saveOwn(shop, rule(ids.own, 'TagUser'), 'a person')
    await rules.switchRule(bank, ids.two, false, 'a person')
    const before = { shop: tenantSet(shop), bank: tenantSet(bank) }
    assert.equal(before.shop?.documents.length, 2)
    await rules.install(packFolder({ 'one.yml': rule(ids.one, 'CreateUser', 'status: test\n') }))
    assert.deepEqual(paths(), ['one.yml'])
    assert.deepEqual({ shop: tenantSet(shop), bank: tenantSet(bank) }, before)
    await rules.install(packFolder({ 'two.yml': rule(ids.two, 'DeleteUser') }))
    assert.deepEqual(tenantSet(bank)?.disabledRuleIds, [ids.two])
  })

  test('whoever uses the rules hears of a change', async () => {
    const heard: string[] = []
    const stop = running.detection.rules.source.onChange(({ version }) => heard.push(version))
    await running.detection.rules.install(packFolder({ 'one.yml': rule(ids.one, 'CreateUser') }))
    stop()
    assert.deepEqual(heard, [running.detection.rules.source.current().version])
  })

  test('a pack comes from a git address, without its history and without running anything of it', async () => {
    const repository = packFolder({ 'one.yml': rule(ids.one, 'CreateUser', 'status: stable\n') })
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], {
        cwd: repository,
      })
    git('init', '--quiet', '--initial-branch=main')
    git('add', '.')
    git('commit', '--quiet', '-m', 'rules')
    const report = await running.detection.rules.install(`file://${repository}#main`)
    assert.deepEqual([report.pack, report.changed, report.rules], ['acme', true, 1])
    for (const address of [
      'ext::sh -c true',
      'http://example.org/x.git',
      '--upload-pack=x',
      `file://${data}/none`,
    ])
      await assert.rejects(
        running.detection.rules.install(address),
        { code: 'RULE_PACK_UNREADABLE' },
        address,
      )
  })

  test('the command line installs through the running server, and alone when none runs', async () => {
    const from = packFolder({ 'one.yml': rule(ids.one, 'CreateUser', 'status: experimental\n') })
    const pointer = running.platform.dataDir.control
    const ask = (argument: unknown) => askRunningServer<InstallReport>(pointer, 'rules-install', { argument })
    assert.equal((await ask({ from })).changed, true)
    await assert.rejects(ask({ from: join(from, 'none') }), { code: 'RULE_PACK_UNREADABLE' })
    await assert.rejects(installRulesOffline(config, from), { code: 'DATA_DIR_LOCKED' })

    const elsewhere = join(folder.path, 'elsewhere')
    const report = await installRulesOffline(readConfig({}, { data: elsewhere, 'log-level': 'silent' }), from)
    assert.deepEqual([report.pack, report.rules], ['acme', 1])
  })

  test('a pack is taken away with its rules, and what a tenant changed waits for it', async () => {
    const { rules } = running.detection
    const gone = packFolder({ 'two.yml': rule(ids.two, 'DeleteUser') })
    await rules.install(gone, { name: 'passing' })
    await rules.switchRule(shop, ids.two, false, 'a person')
    await rules.remove('passing')
    assert.equal(rules.library().catalogue.rules.has(ids.two), false)
    await assert.rejects(rules.remove('passing'), { code: 'NOT_FOUND' })
    await assert.rejects(rules.remove('countersign'), { code: 'CONFLICT' })
    await rules.install(gone, { name: 'passing' })
    assert.ok(tenantSet(shop)?.disabledRuleIds.includes(ids.two))
    await rules.switchRule(shop, ids.two, true, 'a person')
    await rules.remove('passing')
  })

  test('a pack cannot take the place of the starter pack', async () => {
    const from = packFolder({ 'one.yml': rule(ids.one, 'CreateUser') })
    await assert.rejects(running.detection.rules.install(from, { name: 'countersign' }), /is taken/)
    await assert.rejects(running.detection.rules.install(from, { name: '../x' }), /no name for a pack/)
    cpSync(from, join(folder.path, 'named'), { recursive: true })
    assert.equal((await running.detection.rules.install(join(folder.path, 'named'))).pack, 'named')
  })
})

describe('rules over HTTP', () => {
  test('the list is filtered by text, pack and level, and says for whom a rule is off', async () => {
    const list = async (query: string) => {
      const { body } = await operator.send('GET', `/api/rules?${query}`)
      return (body as unknown as { items: { id: string; title: string; disabledFor?: string[] }[] }).items
    }
    await running.detection.rules.switchRule(shop, ids.one, false, 'a person')
    assert.deepEqual(
      (await list('pack=acme')).map(({ id, disabledFor }) => [id, disabledFor]),
      [[ids.one, ['shop']]],
    )
    assert.ok((await list('q=secret')).every(({ title }) => typeof title === 'string'))
    assert.equal((await list('q=nothing-has-this-name')).length, 0)
    assert.ok((await list('level=critical&pack=countersign')).length > 0)
    assert.deepEqual(
      (await list('pack=own&tenant=shop')).map(({ id }) => id),
      [ids.own],
    )
    assert.deepEqual(await list('pack=own&tenant=bank'), [])
  })

  test('a rule is switched off and on for one tenant', async () => {
    const path = `/api/tenants/shop/rules/${ids.one}`
    assert.equal((await operator.send('PUT', path, { enabled: true })).status, 200)
    assert.deepEqual(tenantSet(shop)?.disabledRuleIds, [])
    assert.equal((await operator.send('PUT', path, { enabled: false })).status, 200)
    assert.deepEqual(tenantSet(shop)?.disabledRuleIds, [ids.one])
    assert.equal((await operator.send('PUT', '/api/tenants/shop/rules/none', { enabled: false })).status, 404)
    assert.equal(
      (await operator.send('PUT', `/api/tenants/none/rules/${ids.one}`, { enabled: false })).status,
      404,
    )
  })

  test('a filter or rule of a tenant is checked when it is entered, with the reason in words', async () => {
    const path = '/api/tenants/bank/own-rules'
    const enter = (yaml: string) => operator.send('POST', path, { yaml })
    assert.equal((await enter(filter)).status, 201)
    assert.equal(tenantSet(bank)?.documents.length, 1)
    const refusals: readonly (readonly [string, RegExp])[] = [
      [filter.replace(ids.one, 'not-there'), /names the rule "not-there", which is not installed/],
      ['title: [', /YAML/],
      ['', /minLength|fewer|empty|yaml/i],
      [rule(ids.one, 'Copy'), /belongs to the rule/],
      [`${rule(ids.own, 'A')}---\n${rule(ids.two, 'B')}`, /several documents/],
      [rule(ids.own, 'A').replace('eventName:', 'eventName|re:').replace('A}', "'('}"), /./],
      [
        'title: C\ncorrelation: {type: event_count, rules: [nobody], timespan: 1m, condition: {gte: 2}}',
        /"nobody"/,
      ],
    ]
    for (const [yaml, reason] of refusals) {
      const { status, body } = await enter(yaml)
      assert.ok(status === 422 || status === 400, `${status}: ${yaml}`)
      assert.match((body as unknown as { detail: string }).detail, reason)
    }
    const { body } = await operator.send('GET', path)
    assert.deepEqual(
      (body as unknown as { items: { id: string; kind: string }[] }).items.map(({ id, kind }) => [id, kind]),
      [[ids.filter, 'filter']],
    )
    assert.equal((await operator.send('DELETE', `${path}/${ids.filter}`)).status, 204)
    assert.equal((await operator.send('DELETE', `${path}/${ids.filter}`)).status, 404)
    assert.equal(tenantSet(bank)?.documents.length, 0)
  })
})
