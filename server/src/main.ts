import { fileURLToPath } from 'node:url'
import type { ClientConfig } from 'pg'
import { addChecks } from './add-checks.ts'
import { addClocks } from './add-clocks.ts'
import { addCompliance } from './add-compliance.ts'
import { addEvidence } from './add-evidence.ts'
import { addIntake } from './add-intake.ts'
import { addInventory, type IdentityInventory } from './add-inventory.ts'
import { addInvestigations } from './add-investigations.ts'
import { type Authority, addMandates } from './add-mandates.ts'
import { addMcp } from './add-mcp.ts'
import { addNotifications, invitationMail } from './add-notifications.ts'
import { addOscal } from './add-oscal.ts'
import { openProbes } from './add-probes.ts'
import { addRetention } from './add-retention.ts'
import { addSignals, laterSignals } from './add-signals.ts'
import { addTelemetry } from './add-telemetry.ts'
import { addTriage } from './add-triage.ts'
import { addAuditRoutes } from './audit/routes.ts'
import { type Audit, openAudit } from './audit/service.ts'
import { backUp } from './back-up.ts'
import type { Compliance } from './compliance/service.ts'
import { addBackTestRoutes } from './detection/back-test-routes.ts'
import { addCoverageRoutes } from './detection/coverage-routes.ts'
import { addDetectionMetrics } from './detection/detection-metrics.ts'
import { scheduleCorrelations } from './detection/jobs.ts'
import { addDetectionRoutes } from './detection/routes.ts'
import { type Detection, type InstallReport, openDetection } from './detection/service.ts'
import { addEvidenceRoutes } from './evidence/routes.ts'
import type { Evidence } from './evidence/service.ts'
import { addWitnessRoutes } from './evidence/witness/routes.ts'
import type { IdentityChecking } from './identity/checks/service.ts'
import { addIdentityRoutes } from './identity/routes.ts'
import { openIdentities } from './identity/service.ts'
import type { Signals } from './identity/signal/service.ts'
import { addIncidentMetrics } from './incident/incident-metrics.ts'
import { scheduleSweeps } from './incident/jobs.ts'
import { addIncidentRoutes } from './incident/routes.ts'
import { type Incidents, openIncidents } from './incident/service.ts'
import { openStreamHub } from './incident/stream.ts'
import type { FindingSink, RuleSource } from './intake/ports.ts'
import type { Intake } from './intake/service.ts'
import type { Investigations } from './investigation/service.ts'
import type { Notifications } from './notification/service.ts'
import { addPeople } from './people/routes.ts'
import type { PeopleService } from './people/service.ts'
import { auditRequests } from './platform/audit/audit-requests.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import { type Closer, closers } from './platform/closers.ts'
import type { Config } from './platform/config.ts'
import { openControl } from './platform/control.ts'
import { type DataDir, openDataDir } from './platform/data-dir.ts'
import { trustAuthorities } from './platform/egress/authorities.ts'
import { stateRegister } from './platform/egress/state-register.ts'
import { CountersignError } from './platform/errors.ts'
import { type App, closeApp, listen, openApp } from './platform/http/app.ts'
import { addConsoleFiles } from './platform/http/console-files.ts'
import { addHealth } from './platform/http/health.ts'
import { addIdempotency } from './platform/http/idempotency.ts'
import { addRateLimits } from './platform/http/rate-limit.ts'
import { openJobs } from './platform/jobs/jobs.ts'
import { observedLake } from './platform/lake/observed-lake.ts'
import { openLake } from './platform/lake/open-lake.ts'
import { takeLock } from './platform/lock.ts'
import { type Log, openLog } from './platform/log.ts'
import type { Metrics } from './platform/metrics/metric.ts'
import { openMetricsServer } from './platform/metrics/metrics-server.ts'
import { addProcessMetrics } from './platform/metrics/process-metrics.ts'
import { openMetrics } from './platform/metrics/registry.ts'
import type { Platform } from './platform/platform.ts'
import { openState } from './platform/state/open-state.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { traced } from './platform/trace/traced.ts'
import { addPlatformMetrics } from './platform-metrics.ts'
import { addSearchRoutes } from './search/routes.ts'
import { openEventSearch } from './search/service.ts'
import { addSettingsRoutes } from './settings/routes.ts'
import { openSettings } from './settings/service.ts'
import { stateMigrations } from './state-migrations.ts'
import { platformStatus } from './status.ts'
import { addTenancyRoutes } from './tenancy/routes.ts'
import { openTenancy, type TenancyService } from './tenancy/service.ts'
import type { Triage } from './triage/service.ts'

export type PlatformOptions = {
  readonly config: Config
  readonly clock?: Clock
  readonly log?: Log
  /** Built console; default: console/dist of this installation. */
  readonly consoleFolder?: string
  /** Rules to match with; default: the installed packs with each tenant's changes. */
  readonly rules?: RuleSource
}

export type RunningPlatform = {
  /** Where the console and the API answer. */
  readonly url: string
  /** Where Prometheus reads, when a port is set. */
  readonly metricsUrl: string | undefined
  readonly platform: Platform
  readonly evidence: Evidence
  readonly compliance: Compliance
  readonly tenancy: TenancyService
  readonly incidents: Incidents
  readonly detection: Detection
  readonly authority: Authority
  readonly identities: IdentityInventory
  readonly checking: IdentityChecking
  readonly intake: Intake
  readonly signals: Signals
  readonly triage: Triage
  readonly investigations: Investigations
  /** A new address that signs its first visitor in: once, for signInLinkTtlSeconds. */
  readonly createSignInLink: () => Promise<string>
  /** Closes everything in order; safe to call twice. */
  readonly stop: () => Promise<void>
}

const consoleFolder = fileURLToPath(new URL('../../console/dist', import.meta.url))

/** Starts everything, or nothing: what was opened before a failure is closed again. */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const close = closers()
  try {
    return await start(options, close)
  } catch (error) {
    await close.all()
    throw error
  }
}

async function start(options: PlatformOptions, close: Closer): Promise<RunningPlatform> {
  const { config } = options
  trustAuthorities(config.authorities)
  const { platform, wholeLogin } = await openPlatform(options, close)
  const app = await openApp(config, platform.log)
  await addTelemetry(app, platform, close)
  addPlatformMetrics(app, platform)
  const features = await addFeatures(app, platform, options, close)
  await addConsoleFiles(app, options.consoleFolder ?? consoleFolder)
  // Added last, so it closes first: requests end before what they stand on.
  close.add(() => closeApp(app, config.limits.shutdownGraceSeconds))
  const scraped = await openMetricsServer(config.metrics, platform.metrics, platform.log)
  if (scraped !== undefined) close.add(scraped.close)
  const bound = await listen(app, config)
  const url = config.publicUrl ?? bound
  // In the fragment: it is not sent to the server, so no proxy or log keeps the token.
  const createSignInLink = async () => {
    await features.audit.recordSystem({ action: 'session.create-link', by: 'command-line' })
    return `${url}/sign-in#token=${await features.people.createLinkToken()}`
  }
  const commands = {
    'sign-in-link': async () => ({ link: await createSignInLink() }),
    'rules-install': (argument: unknown) => installRules(features, argument),
    'rules-remove': (argument: unknown) => removeRules(features, argument),
    backup: (argument: unknown) => backUp(platform, features.audit, wholeLogin, argument),
    status: () => platformStatus({ platform, ...features, rules: features.detection.rules, url }),
  }
  close.add((await openControl(platform.dataDir.control, commands, platform.log)).close)
  return { url, metricsUrl: scraped?.url, platform, ...features, createSignInLink, stop: close.all }
}

/** `wholeLogin` sees past the tenant wall, so it is no part of what features are built on. */
type OpenedPlatform = { readonly platform: Platform; readonly wholeLogin: ClientConfig }

/** The lock first: nothing of another process' data is touched before it is ours. */
async function openPlatform(options: PlatformOptions, close: Closer): Promise<OpenedPlatform> {
  const {
    config,
    clock = systemClock,
    log = openLog(config.logLevel, { format: config.logFormat }),
  } = options
  const dataDir = openDataDir(config.dataDir)
  const lock = takeLock(dataDir.lock)
  close.add(async () => lock.release())
  const metrics = openMetrics()
  const stopMeasuring = addProcessMetrics(metrics)
  close.add(async () => stopMeasuring())
  const { lake, state, login, wholeLogin } = await openStores(config, { dataDir, log, metrics }, close)
  const jobs = await openJobs(login, log)
  close.add(jobs.close)
  const egress = stateRegister({ state, clock, log })
  const platform = { config, region: config.region, dataDir, clock, log, lake, state, jobs, egress, metrics }
  return { platform, wholeLogin }
}

type StoreParts = { readonly dataDir: DataDir; readonly log: Log; readonly metrics: Metrics }

async function openStores(config: Config, { dataDir, log, metrics }: StoreParts, close: Closer) {
  const { limits } = config
  const opening = openState({
    config: config.state,
    directory: dataDir.state,
    limits,
    log,
    migrations: stateMigrations,
  })
  const lake = await openLake({ config: config.lake, directory: dataDir.lake, limits }).catch(
    async (error) => {
      await opening.then(({ state }) => state.close()).catch(() => undefined)
      throw error
    },
  )
  close.add(() => lake.close())
  const { state, login, wholeLogin, embedded } = await opening
  close.add(() => state.close())
  metrics.counted({
    name: 'countersign_postgresql_restarts_total',
    help: 'Restarts of the embedded PostgreSQL after it ended by itself.',
    read: () => [{ value: embedded?.restarts() ?? 0, labels: {} }],
  })
  return { lake: observedLake(lake, metrics), state, login, wholeLogin }
}

type Features = {
  readonly evidence: Evidence
  readonly compliance: Compliance
  readonly audit: Audit
  readonly people: PeopleService
  readonly tenancy: TenancyService
  readonly incidents: Incidents
  readonly detection: Detection
  readonly authority: Authority
  readonly identities: IdentityInventory
  readonly checking: IdentityChecking
  readonly intake: Intake
  readonly signals: Signals
  readonly triage: Triage
  readonly investigations: Investigations
}

/** In floor order; what a feature needs from one above it is a port, wired here. */
async function addFeatures(
  app: App,
  platform: Platform,
  options: PlatformOptions,
  close: Closer,
): Promise<Features> {
  const tenancy = await openTenancy(platform)
  close.add(tenancy.close)
  const { evidence, witnesses, receipts, additions } = await addEvidence(platform, tenancy, close)
  const later = laterSignals()
  const settings = openSettings(platform)
  const people = addPeople(app, platform, tenancy, {
    sessionsEnded: async (tx, tenantId, { email }, why) => {
      if (email !== null) await later.sessionRevoked(tx, tenantId, `user:${email}`, why)
    },
    mailInvitation: invitationMail(platform, { tenancy, settings }),
  })
  const { limits } = platform.config
  addRateLimits(app, { ...platform, limits })
  const audit = openAudit({ ...platform, limits })
  auditRequests(app, { ...platform, trail: audit.trail })
  addIdempotency(app, { ...platform, limits })
  addAuditRoutes(app, audit)
  addEvidenceRoutes(app, evidence)
  addWitnessRoutes(app, witnesses)
  await addSettingsRoutes(app, settings, limits)
  addHealth(app, platform)
  addTenancyRoutes(app, tenancy)
  const search = openEventSearch(platform)
  addSearchRoutes(app, search)
  const notifications = await addNotifications(app, platform, { tenancy, settings }, close)
  const incidents = await addIncidents(app, platform, { tenancy, notifications }, close)
  addIdentities(app, platform, incidents)
  const identities = await addInventory(app, platform, tenancy.tenantIds, close)
  const findingSink = sinkOf(incidents)
  let opened: Intake | undefined
  const signals = await addSignals(app, platform, { tenancy, people, intake: () => opened }, close)
  later.bind(signals)
  const ports = {
    people,
    tenancy,
    findingSink,
    riskOf: signals.levelOf,
    revoked: signals.sessionRevoked,
    refreshIdentities: identities.inventory.refresh,
  }
  const authority = await addMandates(app, platform, ports, close)
  const checking = await addChecks(app, platform, { identities, tenancy, findingSink }, close)
  const judging = { tenancy, incidents, mandates: authority.mandates, riskOf: signals.levelOf }
  const triage = await addTriage(app, platform, judging, close)
  const asked = { tenancy, incidents, identities, mandates: authority.mandates }
  const investigations = await addInvestigations(app, platform, asked, close)
  await addMcp(app, platform, { tenancy, search, incidents, investigations, identities }, close)
  const detection = await addDetection(app, platform, { tenancy, incidents }, close)
  const rules = options.rules ?? detection.rules.source
  const intake = await addIntake(app, platform, { tenancy, findingSink, rules, receipts }, close)
  opened = intake
  const clocked = { evidence, incidents, tenancy, settings, notifications }
  const clocks = await addClocks(app, platform, clocked, close)
  const probes = openProbes(platform, { evidence, audit, clocks, detection })
  const complying = { evidence, tenancy, findingSink, incidents, detection, probes }
  const compliance = await addCompliance(app, platform, complying, close)
  addOscal(app, platform, { compliance, evidence, tenancy, settings, additions }, close)
  close.add(await addRetention(app, platform, { tenantIds: tenancy.tenantIds, audit }))
  return {
    evidence,
    compliance,
    audit,
    people,
    tenancy,
    checking,
    incidents,
    detection,
    authority,
    identities,
    intake,
    signals,
    triage,
    investigations,
  }
}

function addIdentities(app: App, platform: Platform, incidents: Incidents): void {
  const { openByIdentity, list } = incidents
  const incidentsOf = async (tenantId: TenantId, identity: string) =>
    (await list([tenantId], { identity, limit: 50 })).items
  addIdentityRoutes(app, openIdentities({ ...platform, incidents: { openByIdentity, incidentsOf } }))
}

async function addDetection(
  app: App,
  platform: Platform,
  { tenancy, incidents }: Pick<Features, 'tenancy' | 'incidents'>,
  close: Closer,
): Promise<Detection> {
  const { limits } = platform.config
  const { tenantIds } = tenancy
  const findingSink = sinkOf(incidents)
  const detection = await openDetection({ ...platform, limits, tenantIds, findingSink })
  close.add(detection.close)
  addDetectionRoutes(app, detection.rules)
  addBackTestRoutes(app, detection.backTests)
  addCoverageRoutes(app, platform, detection.rules)
  addDetectionMetrics(platform.metrics, { ...platform, tenantIds })
  const every = limits.correlationEverySeconds
  const due = async () => detection.dueTenants(await tenantIds())
  const stop = await scheduleCorrelations(platform.jobs, every, detection.correlate, due)
  close.add(async () => stop())
  return detection
}

function sinkOf({ recordFindings }: Incidents): FindingSink {
  return (tenantId, findings) =>
    traced('findings.record', { findings: findings.length }, () => recordFindings(tenantId, findings))
}

/** The command line sends `{from, name}`: a path of this machine, or a git address. */
async function installRules(
  { detection, audit }: Pick<Features, 'detection' | 'audit'>,
  argument: unknown,
): Promise<InstallReport> {
  const { from, name } = (argument ?? {}) as { readonly from?: unknown; readonly name?: unknown }
  if (typeof from !== 'string') throw new CountersignError('REQUEST_INVALID', 'from')
  const report = await detection.rules.install(from, typeof name === 'string' ? { name } : {})
  const { pack, changed, rules } = report
  await audit.recordSystem({
    action: 'rule-pack.install',
    by: 'command-line',
    target: { pack },
    after: { changed, rules },
  })
  return report
}

/** The command line sends `{pack}`: its name. */
async function removeRules(
  { detection, audit }: Pick<Features, 'detection' | 'audit'>,
  argument: unknown,
): Promise<{ readonly pack: string }> {
  const { pack } = (argument ?? {}) as { readonly pack?: unknown }
  if (typeof pack !== 'string') throw new CountersignError('REQUEST_INVALID', 'pack')
  await detection.rules.remove(pack)
  await audit.recordSystem({ action: 'rule-pack.remove', by: 'command-line', target: { pack } })
  return { pack }
}

/** The command line sends `{folder, withoutLake}`: an absolute path of this machine, and whether the state is enough. */
async function addIncidents(
  app: App,
  platform: Platform,
  { tenancy, notifications }: { readonly tenancy: TenancyService; readonly notifications: Notifications },
  close: Closer,
): Promise<Incidents> {
  const incidents = openIncidents({ ...platform, announce: notifications.announce })
  const hub = await openStreamHub(platform.state, incidents, platform.log)
  close.add(hub.close)
  addIncidentRoutes(app, { incidents, hub })
  addIncidentMetrics(platform.metrics, incidents, tenancy.tenantIds)
  const stopSweeps = await scheduleSweeps(platform.jobs, incidents, tenancy.tenantIds)
  close.add(async () => stopSweeps())
  return incidents
}
