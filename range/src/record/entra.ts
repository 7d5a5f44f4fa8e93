import type { Random } from '../random.ts'
import type { LineAt } from '../range-record.ts'

export type EntraSignIn = {
  readonly tenantGuid: string
  readonly user: string
  readonly app: string
  readonly sourceIp: string
  readonly country: string
  /** 0 is success; 50126 wrong password; 50053 locked; 50076 MFA required. */
  readonly errorCode: number
  readonly mfa: boolean
  readonly clientApp?: string
}

const failureReasons: Readonly<Record<number, string>> = {
  50126: 'Error validating credentials due to invalid username or password.',
  50053:
    'The account is locked, you have tried to sign in too many times with an incorrect user ID or password.',
  50076:
    'Due to a configuration change made by your administrator, you must use multi-factor authentication.',
}

/** A Microsoft Entra sign-in record, Microsoft Graph shape (auditLogs/signIns). */
export function entraSignIn(random: Random, signIn: EntraSignIn): LineAt {
  const id = random.uuid()
  const correlationId = random.uuid()
  const userId = random.uuid()
  return (atMs) =>
    JSON.stringify({
      id,
      createdDateTime: `${new Date(atMs).toISOString().slice(0, 19)}Z`,
      userDisplayName: signIn.user.split('@')[0],
      userPrincipalName: signIn.user,
      userId,
      appId: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c',
      appDisplayName: signIn.app,
      ipAddress: signIn.sourceIp,
      clientAppUsed: signIn.clientApp ?? 'Browser',
      correlationId,
      conditionalAccessStatus: signIn.errorCode === 0 ? 'success' : 'notApplied',
      isInteractive: true,
      riskDetail: 'none',
      riskLevelAggregated: 'none',
      riskLevelDuringSignIn: 'none',
      riskState: 'none',
      resourceDisplayName: signIn.app,
      resourceTenantId: signIn.tenantGuid,
      homeTenantId: signIn.tenantGuid,
      authenticationRequirement: signIn.mfa ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
      status: {
        errorCode: signIn.errorCode,
        failureReason: failureReasons[signIn.errorCode] ?? 'Other.',
        additionalDetails: signIn.mfa && signIn.errorCode === 0 ? 'MFA completed in Azure AD' : null,
      },
      deviceDetail: { deviceId: '', displayName: '', operatingSystem: 'Windows 11', browser: 'Edge 142.0.0' },
      location: { city: '', state: '', countryOrRegion: signIn.country, geoCoordinates: {} },
    })
}
