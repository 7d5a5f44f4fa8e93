import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import type { Page } from 'playwright-core'
import { missingChromium } from './chromium.ts'
import { assertFit, button, openSettingsTown, operatorOf, type SettingsTown } from './settings-town.ts'
import type { Visitor } from './visitor.ts'

const missing = missingChromium()
const suiteMaxMs = 240_000
const tenantId = 'fernworks' as TenantId
const account = '210987654321'
const deploy = `aws:${account}:assumed-role/deploy`
const hub = 'token.actions.githubusercontent.com'

describe('identity checks in a real browser', { skip: missing ?? false, timeout: suiteMaxMs }, () => {
  let town: SettingsTown
  let operator: Visitor
  let page: Page

  before(async () => {
    town = await openSettingsTown()
    operator = await operatorOf(town)
    const files = [{ path: 'account.json', text: accountDetails() }]
    await town.running.identities.configurations.push(tenantId, { id: account, files }, 'a test')
    await town.running.checking.pass(tenantId)
  })

  after(() => town?.stop())

  const open = async (path: string) => {
    await page?.close()
    page = await operator.open(path)
    page.setDefaultTimeout(10_000)
  }

  test('each check tells how many fail, why, how it is mended, and what nobody can tell', async () => {
    await open(`/identities/checks?tenant=${tenantId}`)
    const table = page.getByRole('table', { name: 'Checks' })
    await table.getByRole('link', { name: 'A role lets in more than it names' }).click()
    const panel = page.getByRole('complementary', { name: 'Check' })
    await panel.getByText('NHI6:2025').first().waitFor()
    await panel.getByText('no condition holds the subject').waitFor()
    await panel.getByText('Add a condition on the').waitFor()
    await assertFit(page, 'a check')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
    await table.getByRole('link', { name: 'A secret has leaked' }).click()
    await panel.getByText('Not decided: That no secret leaked').waitFor()
    await panel.getByRole('link', { name: /^Unknown/ }).click()
    await panel.getByText('There is no evidence that a secret of it leaked').waitFor()
    await assertFit(page, 'a check that is unknown')
  })

  test('the page of an identity says what fails, and leads to the check', async () => {
    await open(`/identities/${tenantId}/${encodeURIComponent(deploy)}`)
    const card = page.getByRole('region', { name: 'Checks' })
    const failing = card.getByRole('list', { name: 'Checks that fail' })
    await failing.getByText('may take it without naming who').waitFor()
    await assertFit(page, 'an identity with checks')
    await failing.getByRole('link', { name: 'A role lets in more than it names' }).click()
    await page.getByRole('complementary', { name: 'Check' }).getByText('How it is mended').waitFor()
    await button(page, 'Close the check')
      .or(page.getByRole('button', { name: 'Close' }))
      .first()
      .waitFor()
    assert.deepEqual(operator.troubles, [])
  })
})

/** A role that any workflow of anybody may take. */
function accountDetails(): string {
  return JSON.stringify({
    UserDetailList: [],
    GroupDetailList: [],
    Policies: [],
    RoleDetailList: [
      {
        Path: '/',
        RoleName: 'deploy',
        RoleId: 'AROAEXAMPLEDEPLOY',
        Arn: `arn:aws:iam::${account}:role/deploy`,
        CreateDate: '2025-01-01T00:00:00Z',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${hub}` },
              Action: 'sts:AssumeRoleWithWebIdentity',
            },
          ],
        },
        InstanceProfileList: [],
        RolePolicyList: [],
        AttachedManagedPolicies: [],
        Tags: [],
      },
    ],
  })
}
